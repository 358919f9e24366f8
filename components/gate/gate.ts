import type * as pulumi from "@pulumi/pulumi";
import type { Weights } from "../colour";
import type { ColourArgs, Replicas } from "../platform";

/** The proof that a colour may take traffic; it runs in every run that will move weight (R3). */
export interface GateArgs extends ColourArgs {
  readonly weights: Weights;
  readonly frontend: Replicas;
  readonly backend: Replicas;
}

export interface Gate extends pulumi.Resource {
  /** When the colour last passed, an ISO time. */
  readonly passedAt: pulumi.Output<string>;
}
