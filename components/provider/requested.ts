/** For what is registered before the rest of the program is loaded (docs/decisions/0010-early-start.md). */
import type * as pulumi from "@pulumi/pulumi";
// Not the whole SDK.
import { getStackResource } from "@pulumi/pulumi/runtime/stack";

/** Returns when the engine has been asked for all that was made so far: it then starts their processes. */
export async function requested(): Promise<void> {
  await promiseOf(getStackResource()?.urn);
  // The SDK sends a request some turns after it was asked for.
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}

function promiseOf<T>(output: pulumi.Output<T> | undefined): Promise<T | undefined> {
  return new Promise((resolve) => (output ? output.apply(resolve) : resolve(undefined)));
}
