import type * as pulumi from "@pulumi/pulumi";
import { nameIn } from "../colour-names";
import type { ContainerSpec } from "../docker/container";
import { containerIn, type DockerContext } from "../docker/context";
import { dockerReplicas } from "../docker/replicas";
import { frozen } from "../frozen/definition";
import { imageReference } from "../image/reference";
import { postgresHost } from "../postgres/docker";
import { redisHost } from "../redis/docker";
import type { ColourArgs, Foundations, Replicas } from "../platform";
import type { BackendSettings } from "../settings/schema";
import { backendEnvironment, secretFolders } from "./told";

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

/** As other containers know them. */
export const hosts = { postgres: postgresHost, redis: redisHost } as const;

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
    environment: backendEnvironment(settings, args, { instance, ...hosts }),
    memory: settings.memory,
    cpus: settings.cpus,
    scratch: { "/tmp": 32 },
    stopTimeout: settings.stopTimeout,
  };
}
