import type * as pulumi from "@pulumi/pulumi";
import { getStackResource } from "@pulumi/pulumi/runtime/stack";
import { ThinResource } from "../dynamic/resource";

/** Refuses a run when the Docker engine does not answer. */
export class EngineCheck extends ThinResource {
  constructor(host: string | undefined, opts?: pulumi.CustomResourceOptions) {
    super("EngineCheck", "components/docker/engine-check-provider", "engine-check", { host }, opts);
  }

  /**
   * Makes the check and waits until Pulumi has been asked for it: it then starts the process of the dynamic resources,
   * which takes as long as loading the rest of the program, beside it on another core.
   */
  static async begin(host: string | undefined): Promise<EngineCheck> {
    const check = new EngineCheck(host);
    await promiseOf(getStackResource()?.urn);
    await new Promise(setImmediate);
    return check;
  }
}

function promiseOf<T>(output: pulumi.Output<T> | undefined): Promise<T | undefined> {
  return new Promise((resolve) => (output ? output.apply(resolve) : resolve(undefined)));
}
