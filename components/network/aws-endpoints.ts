/** Images and their layers come from the registry without a way over the Internet. */
import * as aws from "../aws/services";
import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "../aws/context";
import { environmentName } from "../aws/names";
import type { NetworkPlan, Subnets } from "./aws";

export function createEndpoints(
  place: Place,
  { range }: NetworkPlan,
  vpc: aws.ec2.Vpc,
  privateSubnets: Subnets,
  tables: readonly aws.ec2.RouteTable[],
  opts: pulumi.CustomResourceOptions,
): void {
  const about = (service: string) => ({
    vpcId: vpc.id,
    serviceName: `com.amazonaws.${place.region}.${service}`,
    tags: { Name: `${environmentName(place)}-${service}` },
  });
  // Layers are in S3, which costs nothing this way.
  new aws.ec2.VpcEndpoint(
    "s3",
    { ...about("s3"), vpcEndpointType: "Gateway", routeTableIds: tables.map(({ id }) => id) },
    opts,
  );
  const group = createSecurityGroup(place, range, vpc, opts);
  for (const service of ["ecr.api", "ecr.dkr"]) {
    new aws.ec2.VpcEndpoint(
      service.replace(".", "-"),
      {
        ...about(service),
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: Object.values(privateSubnets).map(({ id }) => id),
        securityGroupIds: [group.id],
      },
      opts,
    );
  }
}

function createSecurityGroup(
  place: Place,
  range: string,
  vpc: aws.ec2.Vpc,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    "endpoints",
    { description: `${environmentName(place)}: endpoints of AWS services`, vpcId: vpc.id },
    opts,
  );
  new aws.vpc.SecurityGroupIngressRule(
    "endpoints-https",
    {
      securityGroupId: group.id,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: range,
      description: "nodes that pull images",
    },
    opts,
  );
  return group;
}
