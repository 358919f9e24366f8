import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../provider/resource";

/** The plain settings that something runs with, readable and without secrets. */
export type Definition = Readonly<Record<string, unknown>>;

export interface DefinitionArgs {
  /** What is frozen: a colour, or `load-balancer`, `postgres`, `redis`. */
  readonly subject: string;
  /** What it runs, for messages: `1.4.2`. */
  readonly runs: string;
  readonly definition: Definition;
  /** What takes a difference into effect, for the notice in the preview. */
  readonly wayOut: string;
  /** What `allowInPlace` will cost, for the notice in the preview. */
  readonly cost: string;
  readonly allowInPlace: boolean;
}

/**
 * Remembers what something frozen runs with, and says in every preview when today's settings differ (R2).
 *
 * Resources ignore their changes by themselves; what decides *how many* there are is taken from `definition`, the
 * output, which stays as it was until the version moves or `allowInPlace` permits more.
 */
export class FrozenDefinition extends OwnResource {
  declare readonly definition: pulumi.Output<Definition>;

  constructor(name: string, args: DefinitionArgs, opts: pulumi.CustomResourceOptions) {
    super("index:FrozenDefinition", name, { ...args }, opts);
  }
}

/** How what is frozen meets later changes of its inputs. */
export function frozen(allowInPlace: boolean): pulumi.CustomResourceOptions {
  return allowInPlace ? {} : { ignoreChanges: ["*"] };
}
