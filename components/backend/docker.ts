import type * as pulumi from "@pulumi/pulumi";
import { nameIn } from "../colour-names";
import type { ContainerSpec } from "../docker/container";
import { containerIn, type DockerContext } from "../docker/context";
import { dockerReplicas } from "../docker/replicas";
import { frozen } from "../frozen/definition";
import { imageReference } from "../image/docker";
import type { ColourArgs, Foundations, Replicas } from "../platform";
import type { BackendSettings } from "../settings/schema";
import { withOwnNames } from "./variables";

/** Where containers of the application find their passwords (docs/your-app.md). */
export const secretFolders = {
  postgres: "/etc/maintenance/postgres",
  redis: "/etc/maintenance/redis",
} as const;

type Args = ColourArgs & Pick<Foundations, "postgres" | "redis">;

export function createBackend(
  context: DockerContext,
  args: Args & { count: pulumi.Output<number> },
  opts: pulumi.CustomResourceOptions,
): Replicas {
  const { settings } = context;
  return dockerReplicas(context, args, "backend", (name, index) =>
    containerIn(
      context,
      name,
      backendContainer(settings.backend, args, index),
      {
        files: {
          [secretFolders.postgres]: args.postgres.password,
          [secretFolders.redis]: args.redis.password,
        },
      },
      { ...opts, ...frozen(settings.release.allowInPlace) },
    ),
  );
}

/** One container; the backends of a version share an alias, over which Nginx spreads its requests. */
export function backendContainer(settings: BackendSettings, args: Args, index: number): ContainerSpec {
  const instance = nameIn(args.colour, args.version, `backend-${index}`);
  return {
    image: imageReference(settings, args.version),
    role: "backend",
    colour: args.colour,
    version: args.version,
    aliases: [instance, nameIn(args.colour, args.version, "backend")],
    user: `${settings.user}:${settings.user}`,
    environment: backendEnvironment(settings, args, instance),
    memory: settings.memory,
    cpus: settings.cpus,
    scratch: { "/tmp": 32 },
    stopTimeout: settings.stopTimeout,
  };
}

/** What the application is told; its migration is told the same. */
export function backendEnvironment(
  settings: BackendSettings,
  { colour, postgres, redis }: Args,
  instance: string,
): Record<string, string> {
  return withOwnNames(settings.environment, {
    COLOUR: colour,
    POSTGRES_HOST: postgres.host,
    POSTGRES_PORT: String(postgres.port),
    POSTGRES_DATABASE: postgres.database,
    POSTGRES_USER: postgres.user,
    POSTGRES_PASSWORD_FILE: `${secretFolders.postgres}/password`,
    REDIS_HOST: redis.host,
    REDIS_PORT: String(redis.port),
    REDIS_PASSWORD_FILE: `${secretFolders.redis}/password`,
    INSTANCE: instance,
  });
}
