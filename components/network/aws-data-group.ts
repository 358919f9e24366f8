/** Who reaches PostgreSQL and Redis: the pods, and nobody else. */
import * as aws from "../aws/services";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../aws/context";
import { environmentName } from "../aws/names";

export function createDataGroup(
  context: AwsContext,
  of: string,
  port: number,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    `${of}-access`,
    { description: `${environmentName(context)}: ${of}`, vpcId: context.network.vpcId },
    opts,
  );
  new aws.vpc.SecurityGroupIngressRule(
    `${of}-from-pods`,
    {
      securityGroupId: group.id,
      referencedSecurityGroupId: context.cluster.securityGroupId,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      description: "pods",
    },
    opts,
  );
  return group;
}
