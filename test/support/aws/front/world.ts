/** What the refusals need to know, asked of moto. */
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, type EC2Client } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { readModel } from "./model";
import type { World } from "./refusals/row";

export async function readWorld(
  elb: ElasticLoadBalancingV2Client,
  ec2: EC2Client,
  buckets: readonly string[],
): Promise<World> {
  const [model, { Subnets = [] }, { SecurityGroups = [] }] = await Promise.all([
    readModel(elb),
    ec2.send(new DescribeSubnetsCommand({})),
    ec2.send(new DescribeSecurityGroupsCommand({})),
  ]);
  const zones = new Map(Subnets.map(({ SubnetId, AvailabilityZone }) => [SubnetId, AvailabilityZone]));
  const ids = new Set(SecurityGroups.map(({ GroupId }) => GroupId));
  return {
    model,
    zoneOf: (subnetId) => zones.get(subnetId),
    isSecurityGroup: (id) => ids.has(id),
    isBucket: (name) => buckets.includes(name),
    referrersOf: (id) =>
      SecurityGroups.filter(({ GroupId, IpPermissions = [], IpPermissionsEgress = [] }) =>
        [...IpPermissions, ...IpPermissionsEgress].some(
          ({ UserIdGroupPairs = [] }) =>
            GroupId !== id && UserIdGroupPairs.some((pair) => pair.GroupId === id),
        ),
      ).map(({ GroupId = "" }) => GroupId),
  };
}
