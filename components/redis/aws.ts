/** Redis on AWS: a server that is there, or nodes of ElastiCache of which another takes over. */
import * as aws from "../aws/services";
import * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../aws/context";
import { dataName, environmentName } from "../aws/names";
import { createKey } from "../aws/key";
import { createPassword } from "../aws/password";
import { FrozenDefinition } from "../frozen/definition";
import { createDataGroup } from "../network/aws-data-group";
import type { Redis } from "./redis";

const port = 6379;

export function createRedis(context: AwsContext, opts: pulumi.ComponentResourceOptions): Redis {
  const { existing } = context.aws.redis;
  if (!existing) return new Cache(context, opts);
  const { password, ...its } = existing;
  return { ...its, password: pulumi.secret(password), ready: [] };
}

/** Changes that would cost the cache wait for `allowInPlace`; none replaces it. */
class Cache extends pulumi.ComponentResource implements Redis {
  readonly host: pulumi.Output<string>;
  readonly port = port;
  readonly tls = true;
  readonly password: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];

  constructor(context: AwsContext, { parent, dependsOn, ...opts }: pulumi.ComponentResourceOptions) {
    super("maintenance:index:Cache", "redis", {}, { parent, ...opts });
    const here = { parent: this, dependsOn, protect: context.aws.redis.deletionProtection };
    const key = createKey(context, "redis", here);
    this.password = createPassword(context, "redis", key, here);
    const group = createGroup(context, key, this.password, here);
    remember(context, group, { parent: this, dependsOn });
    this.host = group.primaryEndpointAddress;
    this.ready = [group];
    this.registerOutputs({ host: this.host });
  }
}

function createGroup(
  context: AwsContext,
  key: aws.kms.Key,
  password: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): aws.elasticache.ReplicationGroup {
  const { redis: settings } = context.aws;
  const several = settings.nodes > 1;
  const subnets = new aws.elasticache.SubnetGroup(
    "redis-subnets",
    { description: environmentName(context), subnetIds: context.network.dataSubnetIds },
    opts,
  );
  const group = createDataGroup(context, "redis", port, opts);
  return new aws.elasticache.ReplicationGroup(
    "redis-nodes",
    {
      replicationGroupId: dataName(context),
      description: environmentName(context),
      engine: "redis",
      engineVersion: context.settings.redis.version,
      autoMinorVersionUpgrade: true,
      parameterGroupName: "default.redis7",
      nodeType: settings.size,
      numCacheClusters: settings.nodes,
      automaticFailoverEnabled: several,
      multiAzEnabled: several,
      port,
      subnetGroupName: subnets.name,
      securityGroupIds: [group.id],
      atRestEncryptionEnabled: true,
      kmsKeyId: key.arn,
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      authToken: password,
      snapshotRetentionLimit: settings.snapshotDays,
      applyImmediately: true,
    },
    {
      ...opts,
      ignoreChanges: ["authToken", ...(context.settings.release.allowInPlace ? [] : restarting)],
      customTimeouts: { create: "60m", update: "60m", delete: "60m" },
    },
  );
}

const restarting = ["engineVersion", "nodeType"];

/** Made last, and changed last: it remembers what runs. */
function remember(
  { settings, aws: { redis } }: AwsContext,
  group: aws.elasticache.ReplicationGroup,
  opts: pulumi.CustomResourceOptions,
): void {
  const { version } = settings.redis;
  new FrozenDefinition(
    "redis-definition",
    {
      subject: "redis",
      runs: "it",
      definition: { version, size: redis.size },
      wayOut: "set allowInPlace: true in the release block to change it",
      cost: "its nodes are changed one by one, expected gap: some seconds without a cache",
      allowInPlace: settings.release.allowInPlace,
    },
    { ...opts, dependsOn: [group] },
  );
}
