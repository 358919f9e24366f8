import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../provider/resource";

export interface StartInputs {
  readonly host?: string;
  /** Id: a container that was made anew is started. */
  readonly container: string;
  readonly name: string;
}

/**
 * Starts a container that the Docker provider has only made. By then the state knows it: what a killed run leaves
 * behind never runs (docs/decisions/0011-made-then-started.md).
 */
export class Start extends OwnResource {
  constructor(name: string, inputs: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    super("docker:Start", name, inputs, opts);
  }
}
