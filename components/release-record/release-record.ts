import type * as pulumi from "@pulumi/pulumi";
import { nameIn } from "../colour-names";
import { listeningPort } from "../frontend/nginx-config";
import { type Definition, FrozenDefinition } from "../frozen/definition";
import type { ColourArgs, ReleaseRecord } from "../platform";

/** Everything that a version runs with, without secrets. */
export interface ColourDefinition extends Definition {
  readonly frontend: object;
  /** The frontends' configuration, whole. */
  readonly nginx: string;
  readonly backend: object;
}

export interface RecordArgs extends ColourArgs {
  readonly definition: ColourDefinition;
  /** What `allowInPlace` will cost, for the notice in the preview. */
  readonly cost: string;
  readonly allowInPlace: boolean;
}

/** @param replicas of each kind, out of what the version was made with */
export function recordRelease<D extends ColourDefinition>(
  { colour, version, ...args }: RecordArgs & { readonly definition: D },
  replicas: (definition: D) => { frontend: number; backend: number },
  opts: pulumi.CustomResourceOptions,
): ReleaseRecord {
  const subject = { subject: colour, runs: version, wayOut: "they take effect with the next release" };
  const record = new FrozenDefinition(nameIn(colour, version, "release"), { ...subject, ...args }, opts);
  const made = record.definition.apply((definition) => definition as D);
  return Object.assign(record, {
    replicas: made.apply(replicas),
    frontendPort: made.apply(({ nginx }) => listeningPort(nginx)),
  });
}
