/** What the refusals about data need to know, asked of moto. */
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  type CacheCluster,
  type CacheSubnetGroup,
  DescribeCacheClustersCommand,
  DescribeCacheSubnetGroupsCommand,
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
  type ReplicationGroup,
} from "@aws-sdk/client-elasticache";
import { DescribeKeyCommand, KMSClient, ListKeysCommand } from "@aws-sdk/client-kms";
import {
  type DBInstance,
  type DBSubnetGroup,
  DescribeDBInstancesCommand,
  DescribeDBParameterGroupsCommand,
  DescribeDBSubnetGroupsCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { clientSettings } from "../account";

export interface Data {
  readonly clustersOn: (id: string) => readonly string[];
  readonly caches: readonly ReplicationGroup[];
  readonly cacheNodes: readonly CacheCluster[];
  readonly cacheSubnets: readonly CacheSubnetGroup[];
  readonly databases: readonly DBInstance[];
  readonly databaseSubnets: readonly DBSubnetGroup[];
  /** Their families, by their names. */
  readonly parameterGroups: ReadonlyMap<string, string>;
  /** ARNs of those that can be used. */
  readonly keys: readonly string[];
  readonly vpcOfSecurityGroup: (id: string) => string | undefined;
  readonly zoneOfSubnet: (id: string) => string | undefined;
}

/**
 * @param moto its address
 * @param clustersOn that use a subnet or a security group
 * @returns what asks it.
 */
export function dataReader(moto: string, clustersOn: Data["clustersOn"]): () => Promise<Data> {
  const settings = clientSettings(moto);
  const [rds, ec2, kms] = [new RDSClient(settings), new EC2Client(settings), new KMSClient(settings)];
  const caches = new ElastiCacheClient(settings);
  return async () => {
    const [
      replicationGroups,
      nodes,
      cacheSubnetGroups,
      instances,
      subnetGroups,
      parameterGroups,
      groups,
      subnets,
      keys,
    ] = await Promise.all([
      caches.send(new DescribeReplicationGroupsCommand({})),
      caches.send(new DescribeCacheClustersCommand({})),
      caches.send(new DescribeCacheSubnetGroupsCommand({})),
      rds.send(new DescribeDBInstancesCommand({})),
      rds.send(new DescribeDBSubnetGroupsCommand({})),
      rds.send(new DescribeDBParameterGroupsCommand({})),
      ec2.send(new DescribeSecurityGroupsCommand({})),
      ec2.send(new DescribeSubnetsCommand({})),
      usableKeys(kms),
    ]);
    const vpcs = new Map(groups.SecurityGroups?.map(({ GroupId, VpcId }) => [GroupId, VpcId]));
    const zones = new Map(
      subnets.Subnets?.map(({ SubnetId, AvailabilityZone }) => [SubnetId, AvailabilityZone]),
    );
    return {
      clustersOn,
      caches: replicationGroups.ReplicationGroups ?? [],
      cacheNodes: nodes.CacheClusters ?? [],
      cacheSubnets: cacheSubnetGroups.CacheSubnetGroups ?? [],
      databases: instances.DBInstances ?? [],
      databaseSubnets: subnetGroups.DBSubnetGroups ?? [],
      parameterGroups: new Map(
        parameterGroups.DBParameterGroups?.map((group) => [
          group.DBParameterGroupName ?? "",
          group.DBParameterGroupFamily ?? "",
        ]),
      ),
      keys,
      vpcOfSecurityGroup: (id) => vpcs.get(id),
      zoneOfSubnet: (id) => zones.get(id),
    };
  };
}

/** ARNs. */
export async function usableKeys(kms: KMSClient): Promise<string[]> {
  const { Keys = [] } = await kms.send(new ListKeysCommand({}));
  const found = Keys.map(async ({ KeyId }) => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    return KeyMetadata?.Enabled ? [KeyMetadata.Arn ?? ""] : [];
  });
  return (await Promise.all(found)).flat();
}
