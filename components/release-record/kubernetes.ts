import type * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../aws/context";
import { backendPod } from "../backend/kubernetes";
import { nameIn } from "../colour-names";
import { frontendPod, nginxConfigOf } from "../frontend/kubernetes";
import { listeningPort } from "../frontend/nginx-config";
import { type Definition, FrozenDefinition } from "../frozen/definition";
import type { ColourArgs, Foundations, ReleaseRecord } from "../platform";

type Args = ColourArgs & Foundations;

export function createReleaseRecord(
  context: AwsContext,
  args: Args,
  opts: pulumi.CustomResourceOptions,
): ReleaseRecord {
  const { frontend, backend, release } = context.settings;
  const record = new FrozenDefinition(
    nameIn(args.colour, args.version, "release"),
    {
      subject: args.colour,
      runs: args.version,
      definition: colourDefinition(context, args),
      wayOut: "they take effect with the next release",
      cost: "its pods are replaced one by one while they may serve",
      allowInPlace: release.allowInPlace,
    },
    opts,
  );
  // How many there are is no part of the definition: autoscaling bounds are outside the freeze.
  const replicas = record.definition.apply(() => ({
    frontend: frontend.replicas,
    backend: backend.replicas,
  }));
  const frontendPort = record.definition.apply(({ nginx }) => listeningPort(nginx as string));
  return Object.assign(record, { replicas, frontendPort });
}

/** Everything that a version runs with, without secrets. */
function colourDefinition({ settings, kubernetes }: AwsContext, args: Args): Definition {
  return {
    frontend: frontendPod(settings, kubernetes.name, args),
    nginx: nginxConfigOf(settings, kubernetes.name, args),
    backend: backendPod(settings, args),
  };
}
