import type * as pulumi from "@pulumi/pulumi";
import type { ContainerSpec } from "../docker/container";
import { dataVolume, type DockerContext, singleIn } from "../docker/context";
import { VolumeFiles } from "../docker/files";
import { FrozenDefinition } from "../frozen/definition";
import type { RedisSettings } from "../settings/schema";
import type { Redis } from "./redis";

/** How other containers reach it. */
export const redisHost = "redis";
const folder = "/etc/maintenance/redis";

export function createRedis(context: DockerContext, opts: pulumi.CustomResourceOptions): Redis {
  const { settings, passwords } = context;
  const { allowInPlace } = settings.release;
  const spec = redisContainer(settings.redis);
  const volume = dataVolume(context, "redis-data", opts);
  const files = new VolumeFiles(
    context,
    "redis-config",
    {
      frozen: !allowInPlace,
      image: spec.image,
      folder,
      secrets: {
        password: { password: passwords.redis, text: "{password}" },
        "redis.conf": { password: passwords.redis, text: redisConfig(settings.redis) },
      },
    },
    opts,
  );
  const { container, running } = singleIn(
    context,
    "redis",
    spec,
    {
      volumes: { "/data": volume.name },
      files: { [folder]: files.volume },
      contentHash: files.contentHash,
    },
    { ...opts, dependsOn: [files] },
  );
  // Made last, and changed last: it remembers what runs.
  new FrozenDefinition(
    "redis-definition",
    {
      subject: "redis",
      runs: spec.image,
      definition: { ...spec, config: redisConfig(settings.redis) },
      wayOut: "set allowInPlace: true in the release block to restart it with them",
      cost: "Redis restarts, expected gap: about 2 seconds without a cache",
      allowInPlace,
    },
    { ...opts, dependsOn: [container] },
  );
  return { host: redisHost, port: 6379, tls: false, password: files.volume, ready: [running] };
}

export function redisContainer(settings: RedisSettings): ContainerSpec {
  return {
    image: `redis:${settings.version}`,
    role: "redis",
    aliases: [redisHost],
    user: "999:999",
    command: ["redis-server", `${folder}/redis.conf`],
    environment: {},
    memory: settings.memory,
    cpus: "1",
    scratch: { "/tmp": 16 },
    stopTimeout: "10 seconds",
    healthy: `REDISCLI_AUTH=$(cat ${folder}/password) redis-cli ping | grep -q PONG`,
  };
}

/** The password stands in a file, never on a command line. */
export function redisConfig(settings: RedisSettings): string {
  return `bind * -::*
port 6379
dir /data
appendonly yes
maxmemory ${Math.floor(settings.memory * 0.75)}mb
maxmemory-policy volatile-lru
requirepass "{password}"
`;
}
