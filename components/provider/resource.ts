import type * as pulumi from "@pulumi/pulumi";
// Not the whole SDK: the first resource is asked for before that is loaded (index.ts).
import { CustomResource, mergeOptions } from "@pulumi/pulumi/resource";
import { formerType, type Kind, typeOf } from "./kinds";

/** A resource that a module of this project does the work of (docs/decisions/0014-own-provider-process.md). */
export abstract class OwnResource extends CustomResource {
  protected constructor(kind: Kind, name: string, props: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super(typeOf(kind), name, props, mergeOptions(opts, { aliases: [{ type: formerType(kind) }] }));
  }
}
