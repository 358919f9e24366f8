/** A network on AWS: one that is there, or a VPC with public, private and data subnets in two or three zones. */
import * as aws from "../aws/services";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../aws/context";
import { environmentName } from "../aws/names";
import type { NetworkSettings } from "../settings/aws/network";
import { createEndpoints } from "./aws-endpoints";
import { createFlowLogs } from "./aws-flow-logs";
import { createRoutes } from "./aws-routes";
import type { Network } from "./network";
import { subnetsOf, type Tier, type Zone } from "./subnets";

/** What is to be made. */
export type NetworkPlan = Exclude<NetworkSettings, { existing: unknown }>;

export function createNetwork(
  place: Place,
  settings: NetworkSettings,
  opts: pulumi.ComponentResourceOptions,
): Network {
  if (!("existing" in settings)) return new MadeNetwork(place, settings, opts);
  const { vpc, publicSubnets, privateSubnets, dataSubnets } = settings.existing;
  return {
    vpcId: vpc,
    publicSubnetIds: [...publicSubnets],
    privateSubnetIds: Object.fromEntries(privateSubnets.map((subnet, at) => [`${at + 1}`, subnet])),
    dataSubnetIds: [...dataSubnets],
  };
}

export type Subnets = Readonly<Partial<Record<Zone, aws.ec2.Subnet>>>;

/** A change of zones or ways out adds and takes away; it replaces neither the VPC nor a subnet that stays. */
export class MadeNetwork extends pulumi.ComponentResource implements Network {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string>[];
  /** For what is not to be reached from outside: nodes and pods. */
  readonly privateSubnetIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** For PostgreSQL and Redis; no way leads out of them. */
  readonly dataSubnetIds: pulumi.Output<string>[];

  constructor(place: Place, plan: NetworkPlan, opts: pulumi.ComponentResourceOptions) {
    super("maintenance:index:Network", "network", {}, opts);
    const here = { parent: this };
    const vpc = createVpc(place, plan, here);
    const subnets = {
      public: createSubnets(place, plan, vpc, "public", here),
      private: createSubnets(place, plan, vpc, "private", here),
      data: createSubnets(place, plan, vpc, "data", here),
    };
    const routes = createRoutes(place, plan, vpc, subnets, here);
    createEndpoints(place, plan, vpc, subnets.private, routes, here);
    createFlowLogs(place, plan, vpc, here);

    const ids = (tier: Subnets) => Object.values(tier).map(({ id }) => id);
    this.vpcId = vpc.id;
    this.publicSubnetIds = ids(subnets.public);
    this.privateSubnetIds = Object.fromEntries(
      Object.entries(subnets.private).map(([zone, { id }]) => [zone, id]),
    );
    this.dataSubnetIds = ids(subnets.data);
    this.registerOutputs({ vpcId: this.vpcId });
  }
}

function createVpc(place: Place, { range }: NetworkPlan, opts: pulumi.CustomResourceOptions): aws.ec2.Vpc {
  const vpc = new aws.ec2.Vpc(
    "vpc",
    // Private names of endpoints and of nodes are answered only with both.
    {
      cidrBlock: range,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: environmentName(place) },
    },
    opts,
  );
  // Taken over without rules: what forgets to name a group gets one that reaches nothing.
  new aws.ec2.DefaultSecurityGroup("closed", { vpcId: vpc.id }, opts);
  return vpc;
}

/** By these the load balancer controller finds subnets for what it makes by itself. */
const controllerTags: Readonly<Record<Tier, Readonly<Record<string, string>>>> = {
  public: { "kubernetes.io/role/elb": "1" },
  private: { "kubernetes.io/role/internal-elb": "1" },
  data: {},
};

function createSubnets(
  place: Place,
  { range, zones }: NetworkPlan,
  vpc: aws.ec2.Vpc,
  tier: Tier,
  opts: pulumi.CustomResourceOptions,
): Subnets {
  return Object.fromEntries(
    subnetsOf(tier, range, zones).map(({ name, zone, range: cidrBlock }) => [
      zone,
      new aws.ec2.Subnet(
        name,
        {
          vpcId: vpc.id,
          cidrBlock,
          availabilityZone: `${place.region}${zone}`,
          tags: { Name: `${environmentName(place)}-${name}`, ...controllerTags[tier] },
        },
        opts,
      ),
    ]),
  );
}
