/** What there is in the simulated account. */
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { DescribeRepositoriesCommand } from "@aws-sdk/client-ecr";
import { ListClustersCommand } from "@aws-sdk/client-eks";
import { DescribeLoadBalancersCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { DescribeReplicationGroupsCommand } from "@aws-sdk/client-elasticache";
import { ListOpenIDConnectProvidersCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { DescribeDBInstancesCommand, DescribeDBSnapshotsCommand } from "@aws-sdk/client-rds";
import { ListHostedZonesCommand, ListResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { ListSecretsCommand } from "@aws-sdk/client-secrets-manager";
import { ListWebACLsCommand } from "@aws-sdk/client-wafv2";
import type { Aws } from "../provider/aws/clients";
import { usableKeys } from "./front/data";

/** Names of all that an environment may make, by kind. */
export async function everything({
  caches,
  ec2,
  ecr,
  eks,
  elb,
  iam,
  kms,
  logs,
  rds,
  route53,
  s3,
  secrets,
  waf,
}: Aws): Promise<Record<string, string[]>> {
  const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
  const records = HostedZones.map(({ Id }) =>
    route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: Id })),
  );
  const names: Record<string, (string | undefined)[]> = {
    vpcs: (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.map(({ VpcId }) => VpcId) ?? [],
    loadBalancers: ((await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers ?? []).map(
      ({ LoadBalancerName }) => LoadBalancerName,
    ),
    issuers: (
      (await iam.send(new ListOpenIDConnectProvidersCommand({}))).OpenIDConnectProviderList ?? []
    ).map(({ Arn }) => Arn),
    roles: (await iam.send(new ListRolesCommand({}))).Roles?.map(({ RoleName }) => RoleName) ?? [],
    logGroups: ((await logs.send(new DescribeLogGroupsCommand({}))).logGroups ?? []).map(
      ({ logGroupName }) => logGroupName,
    ),
    records: (await Promise.all(records)).flatMap(({ ResourceRecordSets = [] }) =>
      ResourceRecordSets.map(({ Name, Type }) => `${Type} ${Name}`),
    ),
    buckets: ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name),
    databases: ((await rds.send(new DescribeDBInstancesCommand({}))).DBInstances ?? []).map(
      ({ DBInstanceIdentifier }) => DBInstanceIdentifier,
    ),
    snapshots: (
      (await rds.send(new DescribeDBSnapshotsCommand({ SnapshotType: "manual" }))).DBSnapshots ?? []
    ).map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier),
    clusters: (await eks.send(new ListClustersCommand({}))).clusters ?? [],
    repositories: ((await ecr.send(new DescribeRepositoriesCommand({}))).repositories ?? []).map(
      ({ repositoryName }) => repositoryName,
    ),
    caches: ((await caches.send(new DescribeReplicationGroupsCommand({}))).ReplicationGroups ?? []).map(
      ({ ReplicationGroupId }) => ReplicationGroupId,
    ),
    keys: await usableKeys(kms),
    secrets: ((await secrets.send(new ListSecretsCommand({}))).SecretList ?? []).map(({ Name }) => Name),
    firewalls: ((await waf.send(new ListWebACLsCommand({ Scope: "REGIONAL" }))).WebACLs ?? []).map(
      ({ Name }) => Name,
    ),
  };
  return Object.fromEntries(Object.entries(names).map(([kind, all]) => [kind, all.map(String).sort()]));
}
