/** aws.elasticache.ReplicationGroup of Redis, in one shard. */
import {
  type AuthTokenUpdateStrategyType,
  CreateReplicationGroupCommand,
  DecreaseReplicaCountCommand,
  DeleteReplicationGroupCommand,
  DescribeCacheClustersCommand,
  DescribeReplicationGroupsCommand,
  IncreaseReplicaCountCommand,
  ModifyReplicationGroupCommand,
  type TransitEncryptionMode,
} from "@aws-sdk/client-elasticache";
import type { Fault } from "../provider";
import type { Values } from "../values";
import { cacheArn, cacheTags, updateCacheTags } from "./cache-subnets";
import { type Kind, number, text, texts, truth, unlessGone } from "./kind";
import { listed } from "./tags";

/** What the published provider checks before AWS is asked. */
function faults(inputs: Values): Fault[] {
  const found: Fault[] = [];
  const fault = (property: string, reason: string) => found.push({ property, reason });
  const { authToken, authTokenUpdateStrategy, engineVersion, numCacheClusters, replicationGroupId } = inputs;
  const name = String(replicationGroupId);
  if (/^[0-9]|[^0-9a-zA-Z-]|--|-$/.test(name))
    fault(
      "replicationGroupId",
      "begins with a letter and has letters, digits and single hyphens, none at its end",
    );
  if (typeof authToken === "string" && !/^[^@"/]{16,128}$/.test(authToken))
    fault("authToken", `needs 16 to 128 characters and no @, " or /`);
  if (authTokenUpdateStrategy !== undefined && authToken === undefined)
    fault("authTokenUpdateStrategy", "needs authToken");
  if (typeof engineVersion === "string" && !/^[67]\.\d+$/.test(engineVersion))
    fault("engineVersion", "must be like 7.1");
  if (inputs.multiAzEnabled === true && inputs.automaticFailoverEnabled === false)
    fault("multiAzEnabled", "needs automaticFailoverEnabled");
  if (
    inputs.automaticFailoverEnabled === true &&
    typeof numCacheClusters === "number" &&
    numCacheClusters < 2
  )
    fault("numCacheClusters", "must be 2 or more with automaticFailoverEnabled");
  return found;
}

/** What is asked in the same words when it is made and when it is changed. */
function asked(inputs: Values) {
  return {
    AutoMinorVersionUpgrade: truth(inputs, "autoMinorVersionUpgrade"),
    AutomaticFailoverEnabled: truth(inputs, "automaticFailoverEnabled"),
    CacheNodeType: text(inputs, "nodeType"),
    CacheParameterGroupName: text(inputs, "parameterGroupName"),
    EngineVersion: text(inputs, "engineVersion"),
    MultiAZEnabled: truth(inputs, "multiAzEnabled"),
    ReplicationGroupDescription: text(inputs, "description"),
    SecurityGroupIds: texts(inputs, "securityGroupIds"),
    SnapshotRetentionLimit: number(inputs, "snapshotRetentionLimit"),
    TransitEncryptionEnabled: truth(inputs, "transitEncryptionEnabled"),
    TransitEncryptionMode: text(inputs, "transitEncryptionMode") as TransitEncryptionMode | undefined,
  };
}

/** AmazonElastiCache API_ModifyReplicationGroup.html, ApplyImmediately: changes of the nodes wait for the maintenance window. */
const waiting = [
  "CacheNodeType",
  "CacheParameterGroupName",
  "EngineVersion",
  "TransitEncryptionEnabled",
  "TransitEncryptionMode",
];

/** Only another group can have a lower version. */
const isLower = (version: unknown, before: unknown) => Number(version) < Number(before);

export const cache: Kind = {
  source:
    "terraform-provider-aws internal/service/elasticache/replication_group.go; AmazonElastiCache API_CreateReplicationGroup.html",
  longestName: 40,
  nameInput: "replicationGroupId",
  fields: {
    applyImmediately: { is: "truth" },
    atRestEncryptionEnabled: { is: "truth", replaces: true },
    authToken: { is: "text" },
    authTokenUpdateStrategy: { is: "text", oneOf: ["ROTATE", "SET"] },
    autoMinorVersionUpgrade: { is: "truth" },
    automaticFailoverEnabled: { is: "truth", default: false },
    description: { is: "text", required: true },
    engine: { is: "text", oneOf: ["redis"], default: "redis" },
    engineVersion: { is: "text", replaces: isLower },
    kmsKeyId: { is: "text", replaces: true },
    multiAzEnabled: { is: "truth", default: false },
    nodeType: { is: "text", required: true },
    numCacheClusters: { is: "number", from: 1, to: 6 },
    parameterGroupName: { is: "text" },
    port: { is: "number", from: 1, to: 65_535, replaces: true },
    replicationGroupId: { is: "text", longest: 40, replaces: true },
    securityGroupIds: { is: "texts", isSet: true },
    snapshotRetentionLimit: { is: "number", from: 0, to: 35 },
    subnetGroupName: { is: "text", required: true, replaces: true },
    tags: { is: "tags" },
    transitEncryptionEnabled: { is: "truth" },
    transitEncryptionMode: { is: "text", oneOf: ["preferred", "required"] },
  },
  remembered: ["applyImmediately", "authToken", "authTokenUpdateStrategy"],
  computed: [
    "arn",
    "engineVersionActual",
    "memberClusters",
    "primaryEndpointAddress",
    "readerEndpointAddress",
    "tagsAll",
  ],
  faults,

  async create({ caches }, inputs) {
    const { ReplicationGroup: group } = await caches.send(
      new CreateReplicationGroupCommand({
        ...asked(inputs),
        AtRestEncryptionEnabled: truth(inputs, "atRestEncryptionEnabled"),
        AuthToken: text(inputs, "authToken"),
        CacheSubnetGroupName: text(inputs, "subnetGroupName"),
        Engine: text(inputs, "engine"),
        KmsKeyId: text(inputs, "kmsKeyId"),
        NumCacheClusters: number(inputs, "numCacheClusters"),
        Port: number(inputs, "port"),
        ReplicationGroupDescription: text(inputs, "description"),
        ReplicationGroupId: text(inputs, "replicationGroupId"),
        Tags: listed(inputs),
      }),
    );
    return group?.ReplicationGroupId ?? "";
  },

  /** Much is told only by its nodes, which are all alike. */
  async read(aws, id) {
    const { caches } = aws;
    const asked = caches.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: id }));
    const group = (await unlessGone(asked, "ReplicationGroupNotFoundFault"))?.ReplicationGroups?.[0];
    if (!group) return undefined;
    const CacheClusterId = group.MemberClusters?.[0];
    const { CacheClusters } = await caches.send(new DescribeCacheClustersCommand({ CacheClusterId }));
    const [node] = CacheClusters ?? [];
    const [shard] = group.NodeGroups ?? [];
    return {
      arn: group.ARN,
      atRestEncryptionEnabled: node?.AtRestEncryptionEnabled,
      autoMinorVersionUpgrade: node?.AutoMinorVersionUpgrade,
      automaticFailoverEnabled: group.AutomaticFailover === "enabled",
      description: group.Description,
      engine: node?.Engine,
      engineVersion: node?.EngineVersion?.split(".").slice(0, 2).join("."),
      engineVersionActual: node?.EngineVersion,
      kmsKeyId: group.KmsKeyId,
      memberClusters: group.MemberClusters,
      multiAzEnabled: group.MultiAZ === "enabled",
      nodeType: node?.CacheNodeType,
      numCacheClusters: group.MemberClusters?.length,
      parameterGroupName: node?.CacheParameterGroup?.CacheParameterGroupName,
      port: shard?.PrimaryEndpoint?.Port,
      primaryEndpointAddress: shard?.PrimaryEndpoint?.Address,
      readerEndpointAddress: shard?.ReaderEndpoint?.Address,
      replicationGroupId: group.ReplicationGroupId,
      securityGroupIds: node?.SecurityGroups?.map(({ SecurityGroupId }) => SecurityGroupId).sort(),
      snapshotRetentionLimit: group.SnapshotRetentionLimit,
      subnetGroupName: node?.CacheSubnetGroupName,
      tags: await cacheTags(aws, group.ARN),
      transitEncryptionEnabled: node?.TransitEncryptionEnabled,
      transitEncryptionMode: node?.TransitEncryptionMode,
    };
  },

  /** In the order of the published provider: more nodes, settings, password, fewer nodes. */
  async update(aws, ReplicationGroupId, inputs, before) {
    const { caches } = aws;
    const nodesOf = (of: Values) => number(of, "numCacheClusters") ?? 1;
    const [nodes, nodesBefore] = [nodesOf(inputs), nodesOf(before)];
    const counted = { ReplicationGroupId, ApplyImmediately: true, NewReplicaCount: nodes - 1 };
    if (nodes > nodesBefore) await caches.send(new IncreaseReplicaCountCommand(counted));
    const [now, then] = [asked(inputs), asked(before)];
    const others = Object.entries(now).filter(
      ([name, value]) =>
        value !== undefined && JSON.stringify(value) !== JSON.stringify(then[name as keyof typeof then]),
    );
    const late = others.map(([name]) => name).filter((name) => waiting.includes(name));
    if (late.length > 0 && !truth(inputs, "applyImmediately"))
      throw new Error(
        `${late.join(", ")}: changes that wait for the maintenance window are not modelled; set applyImmediately`,
      );
    if (others.length > 0) {
      const change = Object.fromEntries(others) as Partial<typeof now>;
      await caches.send(
        new ModifyReplicationGroupCommand({ ...change, ReplicationGroupId, ApplyImmediately: true }),
      );
    }
    const [AuthToken, strategy] = [text(inputs, "authToken"), text(inputs, "authTokenUpdateStrategy")];
    if (AuthToken !== before.authToken || strategy !== before.authTokenUpdateStrategy) {
      const AuthTokenUpdateStrategy = strategy as AuthTokenUpdateStrategyType | undefined;
      const change = { AuthToken, AuthTokenUpdateStrategy, ReplicationGroupId, ApplyImmediately: true };
      await caches.send(new ModifyReplicationGroupCommand(change));
    }
    if (nodes < nodesBefore) await caches.send(new DecreaseReplicaCountCommand(counted));
    await updateCacheTags(aws, cacheArn("replicationgroup", ReplicationGroupId), inputs, before);
  },

  async delete({ caches }, ReplicationGroupId) {
    const asked = caches.send(new DeleteReplicationGroupCommand({ ReplicationGroupId }));
    await unlessGone(asked, "ReplicationGroupNotFoundFault");
  },
};
