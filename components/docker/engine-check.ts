import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../provider/resource";

/** Refuses a run when the Docker engine does not answer. */
export class EngineCheck extends OwnResource {
  constructor(host: string | undefined, opts?: pulumi.CustomResourceOptions) {
    super("docker:EngineCheck", "engine-check", { host }, opts);
  }
}
