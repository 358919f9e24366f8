import type * as pulumi from "@pulumi/pulumi";
import { ThinResource } from "../dynamic/resource";

/** Refuses a run when the Docker engine does not answer. */
export class EngineCheck extends ThinResource {
  constructor(host: string | undefined, opts?: pulumi.CustomResourceOptions) {
    super("EngineCheck", "components/docker/engine-check-provider", "engine-check", { host }, opts);
  }
}
