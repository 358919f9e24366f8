import type * as pulumi from "@pulumi/pulumi";
import { backendContainer } from "../backend/docker";
import type { DockerContext } from "../docker/context";
import { frontendContainer, nginxConfigOf } from "../frontend/docker";
import { sourceHash } from "../image/source";
import type { ColourArgs, Foundations, ReleaseRecord } from "../platform";
import { recordRelease } from "./release-record";

type Args = ColourArgs & Foundations;

export function createReleaseRecord(
  context: DockerContext,
  args: Args,
  opts: pulumi.CustomResourceOptions,
): ReleaseRecord {
  const cost = "its containers are replaced while they may serve";
  const { allowInPlace } = context.settings.release;
  const { colour, version } = args;
  const definition = colourDefinition(context, args);
  return recordRelease({ colour, version, definition, cost, allowInPlace }, (made) => made.replicas, opts);
}

function colourDefinition({ settings }: DockerContext, args: Args) {
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
