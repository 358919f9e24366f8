/** What the refusals need to know, asked of moto. */
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, type EC2Client } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetBucketPolicyCommand, ListBucketsCommand, type S3Client } from "@aws-sdk/client-s3";
import { readModel } from "./model";
import type { World } from "./refusals/row";

export async function readWorld(
  elb: ElasticLoadBalancingV2Client,
  ec2: EC2Client,
  s3: S3Client,
  buckets: readonly string[],
): Promise<World> {
  const [writable, model, { Subnets = [] }, { SecurityGroups = [] }] = await Promise.all([
    writableBuckets(s3),
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
    isBucket: (name) => buckets.includes(name) || writable.includes(name),
    referrersOf: (id) =>
      SecurityGroups.filter(({ GroupId, IpPermissions = [], IpPermissionsEgress = [] }) =>
        [...IpPermissions, ...IpPermissionsEgress].some(
          ({ UserIdGroupPairs = [] }) =>
            GroupId !== id && UserIdGroupPairs.some((pair) => pair.GroupId === id),
        ),
      ).map(({ GroupId = "" }) => GroupId),
  };
}

/** Those whose policy lets load balancers write: elasticloadbalancing/latest/application/enable-access-logging.html */
async function writableBuckets(s3: S3Client): Promise<string[]> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const found = Buckets.map(async ({ Name = "" }) => {
    const none = { Policy: undefined };
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: Name })).catch(() => none);
    return Policy?.includes("logdelivery.elasticloadbalancing.amazonaws.com") ? [Name] : [];
  });
  return (await Promise.all(found)).flat();
}
