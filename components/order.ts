import type { ResourceTransformation } from "@pulumi/pulumi/resource";
// Not the whole SDK (docs/decisions/0010-early-start.md).
import { isDryRun } from "@pulumi/pulumi/runtime/settings";
import { registerStackTransformation } from "@pulumi/pulumi/runtime/stack";

/** `dependsOn` says what has to be over before a resource changes. A preview changes nothing. */
const atOnce: ResourceTransformation = ({ props, opts }) => ({
  props,
  opts: { ...opts, dependsOn: undefined },
});

/**
 * In a preview no resource waits for another, so everything is compared as soon as its inputs are known; a refusal of
 * the guard fails it all the same. Called before anything is registered.
 */
export function compareAtOnce(): void {
  if (isDryRun()) registerStackTransformation(atOnce);
}
