import type * as pulumi from "@pulumi/pulumi";
import { backendContainer } from "../backend/docker";
import { nameIn } from "../colour-names";
import type { DockerContext } from "../docker/context";
import { frontendContainer, nginxConfigOf } from "../frontend/docker";
import { listeningPort } from "../frontend/nginx-config";
import { type Definition, FrozenDefinition } from "../frozen/definition";
import { sourceHash } from "../image/source";
import type { ColourArgs, Foundations, ReleaseRecord } from "../platform";

type Args = ColourArgs & Foundations;

export function createReleaseRecord(
  context: DockerContext,
  args: Args,
  opts: pulumi.CustomResourceOptions,
): ReleaseRecord {
  const record = new FrozenDefinition(
    nameIn(args.colour, args.version, "release"),
    {
      subject: args.colour,
      runs: args.version,
      definition: colourDefinition(context, args),
      wayOut: "they take effect with the next release",
      cost: "its containers are replaced while they may serve",
      allowInPlace: context.settings.release.allowInPlace,
    },
    opts,
  );
  const replicas = record.definition.apply(
    (definition) => definition.replicas as { frontend: number; backend: number },
  );
  const frontendPort = record.definition.apply(({ nginx }) => listeningPort(nginx as string));
  return Object.assign(record, { replicas, frontendPort });
}

/** Everything that a version runs with, without secrets. */
function colourDefinition({ settings }: DockerContext, args: Args): Definition {
  const { frontend, backend } = settings;
  const sources = [frontend.build, backend.build].filter((folder) => folder !== undefined);
  return {
    frontend: frontendContainer(frontend, args, 1),
    nginx: nginxConfigOf(settings, args),
    backend: backendContainer(backend, args, 1),
    replicas: { frontend: frontend.replicas, backend: backend.replicas },
    "application code": Object.fromEntries(sources.map((folder) => [folder, sourceHash(folder)])),
  };
}
