/** PostgreSQL and Redis: what is there already, or what is made for this environment. */
import * as v from "valibot";
import { flag, maybe, port, required, setting, text, whole } from "../rules";
import { besideExisting, hostName } from "./values";

const passwordRule = "should be 16 characters or more, set by pulumi config set --secret --path";
/** Never shown, whatever is wrong with it. */
const password = v.pipe(v.string(passwordRule), v.minLength(16, passwordRule));
const name = (what: string) => text(what, /^[a-z_][a-z0-9_]{0,62}$/);

const existingPostgres = v.strictObject({
  host: required(hostName, "where PostgreSQL answers, when it is there already"),
  port: setting(port, 5432, "its port"),
  database: setting(name("a database name"), "maintenance", "its database"),
  user: setting(name("a role name"), "maintenance", "the application's role there"),
  password: required(password, "that role's password, a secret"),
  tls: setting(flag, false, "the application connects by TLS only"),
});

const existingRedis = v.strictObject({
  host: required(hostName, "where Redis answers, when it is there already"),
  port: setting(port, 6379, "its port"),
  password: required(password, "its password, a secret"),
  tls: setting(flag, false, "the application connects by TLS only"),
});

const madePostgres = {
  size: setting(
    text("an instance class such as db.t4g.medium", /^db\.[a-z0-9-]+\.[a-z0-9]+$/),
    "db.t4g.medium",
    "class of the database server that is made",
  ),
  storage: setting(whole(20, 65_536), 20, "GiB of its disk at first"),
  maxStorage: setting(whole(20, 65_536), 100, "GiB that the disk may grow to by itself; it never shrinks"),
  standby: setting(flag, false, "a second server in another zone takes over when the first fails"),
  backupDays: setting(whole(1, 35), 14, "days back that any moment can be restored from"),
  extendedSupport: setting(
    flag,
    false,
    "goes on, for more money, with a major version whose standard support has ended; false: AWS upgrades it",
  ),
  clientImage: maybe(
    text("an image name with a tag", /^[a-z0-9][a-zA-Z0-9._/:@-]+$/),
    "image with psql, which makes the application's role; absent: the official one of the same major version",
  ),
  deletionProtection: setting(
    flag,
    true,
    "neither AWS nor pulumi deletes the database, its key and its passwords",
  ),
};

const madeRedis = {
  size: setting(
    text("a node type such as cache.t4g.small", /^cache\.[a-z0-9-]+\.[a-z0-9]+$/),
    "cache.t4g.small",
    "type of the Redis nodes that are made",
  ),
  nodes: setting(whole(1, 6), 2, "how many; with two or more another one takes over when the first fails"),
  snapshotDays: setting(whole(0, 35), 1, "days that its daily snapshots are kept; 0: none is made"),
  deletionProtection: setting(flag, true, "pulumi does not delete it"),
};

export const postgres = v.strictObject({ existing: v.optional(existingPostgres), ...madePostgres });
export const redis = v.strictObject({ existing: v.optional(existingRedis), ...madeRedis });

export type AwsPostgresSettings = v.InferOutput<typeof postgres>;
export type AwsRedisSettings = v.InferOutput<typeof redis>;

/** Those of what is made are the usual ones. */
export function dataPorts(aws: { postgres: AwsPostgresSettings; redis: AwsRedisSettings }): DataPorts {
  return { postgres: aws.postgres.existing?.port ?? 5432, redis: aws.redis.existing?.port ?? 6379 };
}

/** Where PostgreSQL and Redis answer. */
export type DataPorts = Readonly<Record<"postgres" | "redis", number>>;

/** What a made database keeps for its own use, and the step that makes the role. */
const reserved = 10;

/** Both colours at their largest, and a migration in each. Pure. */
export function connectionsNeeded(maxReplicas: number, connections: number): number {
  return 2 * (maxReplicas * connections + 1) + reserved;
}

/** What each setting alone cannot say. */
export function dataContradictions(raw: { postgres?: object; redis?: object }): string[] {
  const { storage = 20, maxStorage = 100 } = (raw.postgres ?? {}) as Partial<AwsPostgresSettings>;
  return [
    ...besideExisting("aws/postgres", raw.postgres),
    ...besideExisting("aws/redis", raw.redis),
    ...(maxStorage < storage
      ? [`aws/postgres/maxStorage: should be at least aws/postgres/storage, ${storage}, got ${maxStorage}`]
      : []),
  ];
}
