import type * as pulumi from "@pulumi/pulumi";
import type { ContainerSpec } from "../docker/container";
import { dataVolume, type DockerContext, singleIn } from "../docker/context";
import { VolumeFiles } from "../docker/files";
import { FrozenDefinition } from "../frozen/definition";
import type { PostgresSettings, Settings } from "../settings/schema";
import type { Postgres } from "./postgres";
import type { DatabaseAccess } from "./server";

const name = "maintenance";
/** How other containers reach it. */
export const postgresHost = "postgres";
export const passwordFolder = "/etc/maintenance/postgres";

export function createPostgres(context: DockerContext, opts: pulumi.CustomResourceOptions): Postgres {
  const { settings, passwords } = context;
  const { allowInPlace } = settings.release;
  const spec = postgresContainer(settings.postgres);
  const volume = dataVolume(context, "postgres-data", opts);
  const backups = dataVolume(context, "backups", opts);
  const files = new VolumeFiles(
    context,
    "postgres-password",
    {
      frozen: !allowInPlace,
      image: spec.image,
      folder: passwordFolder,
      secrets: { password: { password: passwords.postgres, text: "{password}" } },
    },
    opts,
  );
  const { container, running } = singleIn(
    context,
    "postgres",
    spec,
    {
      volumes: { "/var/lib/postgresql/data": volume.name },
      files: { [passwordFolder]: files.volume },
    },
    { ...opts, dependsOn: [files] },
  );
  // Made last, and changed last: it remembers what runs.
  new FrozenDefinition(
    "postgres-definition",
    {
      subject: "postgres",
      runs: spec.image,
      definition: { ...spec },
      wayOut: "set allowInPlace: true in the release block to restart it with them",
      cost: "the database restarts, expected gap: 5 to 15 seconds in which /ready fails and requests that need it wait or fail",
      allowInPlace,
    },
    { ...opts, dependsOn: [container] },
  );
  return {
    host: postgresHost,
    port: 5432,
    tls: false,
    database: name,
    user: name,
    password: files.volume,
    backups: backups.name,
    ready: [running],
  };
}

/** How our own resources ask the database. */
export function databaseAccess({ backend }: Pick<Settings, "backend">): DatabaseAccess {
  return {
    user: name,
    database: name,
    passwordFile: `${passwordFolder}/password`,
    revisionQuery: backend.revisionQuery,
  };
}

export function postgresContainer(settings: PostgresSettings): ContainerSpec {
  return {
    image: `postgres:${settings.version}`,
    role: "postgres",
    aliases: [postgresHost],
    user: "999:999",
    command: ["postgres", "-c", `max_connections=${settings.maxConnections}`],
    environment: {
      POSTGRES_USER: name,
      POSTGRES_DB: name,
      POSTGRES_PASSWORD_FILE: `${passwordFolder}/password`,
    },
    memory: settings.memory,
    cpus: "2",
    scratch: { "/tmp": 64, "/var/run/postgresql": 8, "/dev/shm": 64 },
    stopTimeout: "30 seconds",
    healthy: `pg_isready -q -U ${name} -d ${name}`,
  };
}
