import type * as pulumi from "@pulumi/pulumi";
import { type AwsContext, type AwsScope, scopeOf } from "../aws/context";
import type { Colour } from "../colour";
import { OwnResource } from "../provider/resource";

export interface AwsDestroyGuardInputs extends AwsScope {
  readonly colour: Colour;
  readonly allowInPlace: boolean;
}

/**
 * Of a stack that runs one colour: depends on all of it, so that a destroy meets it first, and refuses to be deleted
 * while the colour serves. No program runs in a destroy, so the guard is not asked.
 */
export class AwsDestroyGuard extends OwnResource {
  constructor(
    context: AwsContext,
    args: Pick<AwsDestroyGuardInputs, "colour" | "allowInPlace">,
    opts: pulumi.CustomResourceOptions,
  ) {
    super("aws:DestroyGuard", "destroy-guard", { ...scopeOf(context), ...args }, opts);
  }
}
