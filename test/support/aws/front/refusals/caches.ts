/** About ElastiCache. */
import type { Data } from "../data";
import { listed, type Parameters, text, texts } from "../query";
import type { Row } from "./row";

const api = "AmazonElastiCache/latest/APIReference/API_";
const guide = "AmazonElastiCache/latest/dg/";
const making = ["CreateReplicationGroup", "ModifyReplicationGroup"];

const before = ({ ReplicationGroupId: id }: Parameters, { caches }: Data) =>
  caches.find(({ ReplicationGroupId }) => ReplicationGroupId === id);
const nodeOf = (asked: Parameters, { cacheNodes }: Data) =>
  cacheNodes.find(({ ReplicationGroupId }) => ReplicationGroupId === asked.ReplicationGroupId);
const subnetsIn = ({ SubnetIds }: Parameters) => texts(listed(SubnetIds));
const isOn = (asked: unknown, now: boolean | undefined) => (asked === undefined ? now : asked === "true");

/** AmazonElastiCache/latest/dg/in-transit-encryption-enable.html: in both directions it leads over "preferred". */
function isLeap(asked: Parameters, data: Data): boolean {
  const node = nodeOf(asked, data);
  const now = node?.TransitEncryptionEnabled ? (node.TransitEncryptionMode ?? "required") : "off";
  const next = isOn(asked.TransitEncryptionEnabled, node?.TransitEncryptionEnabled)
    ? (text(asked.TransitEncryptionMode) ?? (now === "off" ? "required" : now))
    : "off";
  return [now, next].includes("off") && [now, next].includes("required");
}

export const ofCaches: readonly Row<Data>[] = [
  {
    actions: ["CreateCacheSubnetGroup", "ModifyCacheSubnetGroup"],
    code: "InvalidSubnet",
    source: `${api}CreateCacheSubnetGroup.html`,
    fault: (asked, { zoneOfSubnet }) => {
      const missing = subnetsIn(asked).filter((id) => zoneOfSubnet(id) === undefined);
      return missing.length > 0 ? `Invalid subnet ids: ${missing.join(", ")}` : undefined;
    },
  },
  {
    actions: ["DeleteCacheSubnetGroup"],
    code: "CacheSubnetGroupInUse",
    source: `${api}DeleteCacheSubnetGroup.html`,
    fault: ({ CacheSubnetGroupName: name }, { cacheNodes }) =>
      cacheNodes.some(({ CacheSubnetGroupName }) => CacheSubnetGroupName === name)
        ? `Cache subnet group ${text(name)} is currently in use by a cache cluster.`
        : undefined,
  },
  {
    actions: ["CreateReplicationGroup"],
    code: "CacheSubnetGroupNotFoundFault",
    source: `${api}CreateReplicationGroup.html`,
    fault: ({ CacheSubnetGroupName: name }, { cacheSubnets }) =>
      cacheSubnets.some(({ CacheSubnetGroupName }) => CacheSubnetGroupName === name)
        ? undefined
        : `Cache subnet group ${text(name)} not found.`,
  },
  {
    actions: making,
    code: "InvalidParameterValue",
    source: `${guide}engine-versions.html`,
    fault: ({ EngineVersion: version }) =>
      version === undefined || ["6.2", "7.0", "7.1"].includes(text(version) ?? "")
        ? undefined
        : `Invalid version ${text(version)} for redis`,
  },
  {
    // Groups of one's own are not simulated.
    actions: making,
    code: "CacheParameterGroupNotFound",
    source: `${api}CreateReplicationGroup.html`,
    fault: ({ CacheParameterGroupName: name }) =>
      name === undefined || /^default\.redis(6\.x|7)(\.cluster\.on)?$/.test(text(name) ?? "")
        ? undefined
        : `CacheParameterGroup ${text(name)} not found.`,
  },
  {
    actions: making,
    code: "InvalidParameterCombination",
    source: `${guide}ParameterGroups.html`,
    fault: (asked, data) => {
      const node = nodeOf(asked, data);
      const version = text(asked.EngineVersion) ?? node?.EngineVersion ?? "7.1";
      const name = text(asked.CacheParameterGroupName) ?? node?.CacheParameterGroup?.CacheParameterGroupName;
      const family = version.startsWith("7") ? "redis7" : "redis6.x";
      return name === undefined || name === `default.${family}`
        ? undefined
        : `Expected a parameter group of family ${family} with cluster mode disabled, but found ${name}`;
    },
  },
  {
    actions: making,
    code: "InvalidParameterValue",
    source: `${api}CreateReplicationGroup.html`,
    fault: (asked, data) => {
      const name = text(asked.CacheSubnetGroupName) ?? nodeOf(asked, data)?.CacheSubnetGroupName;
      const vpc = data.cacheSubnets.find((group) => group.CacheSubnetGroupName === name)?.VpcId;
      const wrong = texts(listed(asked.SecurityGroupIds)).filter((id) => data.vpcOfSecurityGroup(id) !== vpc);
      return wrong.length > 0 ? `Some security groups are invalid: ${wrong.join(", ")}` : undefined;
    },
  },
  {
    actions: making,
    code: "InvalidParameterValue",
    source: `${guide}auth.html`,
    fault: ({ AuthToken }) =>
      AuthToken === undefined || /^[A-Za-z0-9!&#$^<>-]{16,128}$/.test(text(AuthToken) ?? "")
        ? undefined
        : "Invalid AuthToken provided: 16 to 128 characters, of other than letters and digits only !&#$^<>-",
  },
  {
    actions: making,
    code: "InvalidParameterCombination",
    source: `${guide}auth.html`,
    fault: (asked, data) =>
      asked.AuthToken !== undefined &&
      !isOn(asked.TransitEncryptionEnabled, nodeOf(asked, data)?.TransitEncryptionEnabled)
        ? "The AUTH token is only supported when encryption-in-transit is enabled"
        : undefined,
  },
  {
    actions: ["ModifyReplicationGroup"],
    code: "InvalidParameterCombination",
    source: `${guide}in-transit-encryption-enable.html`,
    fault: (asked, data) =>
      isLeap(asked, data)
        ? "Encryption in transit is turned on and off by way of the transit encryption mode 'preferred'"
        : undefined,
  },
  {
    actions: ["CreateReplicationGroup"],
    code: "InvalidParameterCombination",
    source: `${api}CreateReplicationGroup.html`,
    fault: ({ AtRestEncryptionEnabled, KmsKeyId }, { keys }) => {
      if (KmsKeyId === undefined) return undefined;
      if (AtRestEncryptionEnabled !== "true") return "A KMS key needs encryption at rest";
      return keys.includes(text(KmsKeyId) ?? "") ? undefined : `KMS key ${text(KmsKeyId)} is not found`;
    },
  },
  {
    actions: making,
    code: "InvalidParameterCombination",
    source: `${guide}AutoFailover.html`,
    fault: (asked, data) => {
      const now = before(asked, data);
      const failover = isOn(asked.AutomaticFailoverEnabled, now?.AutomaticFailover === "enabled");
      const nodes = Number(asked.NumCacheClusters ?? now?.MemberClusters?.length ?? 1);
      if (failover && nodes < 2) return "Automatic failover needs one replica at least";
      return isOn(asked.MultiAZEnabled, now?.MultiAZ === "enabled") && !failover
        ? "Multi-AZ needs automatic failover"
        : undefined;
    },
  },
  {
    actions: ["DecreaseReplicaCount"],
    code: "InvalidParameterValue",
    source: `${api}DecreaseReplicaCount.html`,
    fault: (asked, data) =>
      asked.NewReplicaCount === "0" && before(asked, data)?.AutomaticFailover === "enabled"
        ? "Automatic failover needs one replica at least"
        : undefined,
  },
];
