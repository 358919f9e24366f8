import * as pulumi from "@pulumi/pulumi";

/**
 * What has to be over before a resource changes. A preview changes nothing, so there nobody waits: the guard's refusal
 * fails it all the same, and everything is compared at once (docs/decisions/0010-early-start.md).
 */
export function after<T>(dependsOn: T): T | undefined {
  return pulumi.runtime.isDryRun() ? undefined : dependsOn;
}
