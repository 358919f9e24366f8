import * as pulumi from "@pulumi/pulumi";
import { nameIn } from "../colour-names";
import type { ContainerSpec } from "../docker/container";
import { containerIn, type DockerContext } from "../docker/context";
import { VolumeFiles } from "../docker/files";
import { dockerReplicas } from "../docker/replicas";
import { frozen } from "../frozen/definition";
import { imageReference } from "../image/reference";
import { ports } from "../load-balancer/load-balancer";
import type { ColourArgs, Replicas } from "../platform";
import type { FrontendSettings, Settings } from "../settings/schema";
import { configFolder, nginxCommand, nginxConfig } from "./nginx-config";

export function createFrontend(
  context: DockerContext,
  args: ColourArgs & { count: pulumi.Output<number> },
  opts: pulumi.CustomResourceOptions,
): Replicas {
  const { settings } = context;
  const files = new VolumeFiles(
    context,
    nameIn(args.colour, args.version, "frontend"),
    {
      frozen: !settings.release.allowInPlace,
      image: imageReference(settings.frontend, args.version),
      folder: configFolder,
      files: { "nginx.conf": nginxConfigOf(settings, args) },
    },
    opts,
  );
  const following = pulumi.mergeOptions(opts, { dependsOn: files });
  return dockerReplicas(context, args, "frontend", (name, index) =>
    containerIn(
      context,
      name,
      frontendContainer(settings.frontend, args, index),
      { files: { [configFolder]: files.volume }, contentHash: files.contentHash },
      { ...following, ...frozen(settings.release.allowInPlace) },
    ),
  );
}

/** One Nginx container with the site of its version. */
export function frontendContainer(
  settings: FrontendSettings,
  args: ColourArgs,
  index: number,
): ContainerSpec {
  return {
    image: imageReference(settings, args.version),
    role: "frontend",
    colour: args.colour,
    version: args.version,
    aliases: [nameIn(args.colour, args.version, `frontend-${index}`)],
    user: `${settings.user}:${settings.user}`,
    command: nginxCommand,
    environment: {},
    memory: settings.memory,
    cpus: settings.cpus,
    scratch: { "/tmp": 64 },
    stopTimeout: "30 seconds",
  };
}

export function nginxConfigOf(settings: Settings, args: ColourArgs): string {
  return nginxConfig({
    colour: args.colour,
    version: args.version,
    site: settings.frontend,
    backend: { ...settings.backend, host: nameIn(args.colour, args.version, "backend") },
    // Both colours are reached on the preview route.
    bridge: `load-balancer:${ports.preview}`,
    resolver: "127.0.0.11",
    maxBodySize: settings.loadBalancer.maxBodySize,
    serverTimeout: settings.loadBalancer.serverTimeout,
  });
}
