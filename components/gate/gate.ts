import type * as pulumi from "@pulumi/pulumi";
import type { Weights } from "../colour";
import { milliseconds } from "../duration";
import type { ColourArgs, Replicas } from "../platform";
import type { Settings } from "../settings/schema";
import { parseVersion } from "../version";
import type { Candidate } from "./prove";

/** The proof that a colour may take traffic; it runs in every run that will move weight (R3). */
export interface GateArgs extends ColourArgs {
  readonly weights: Weights;
  readonly frontend: Running;
  readonly backend: Running;
}

/** What a gate knows of what runs: values, so that the outputs of another stack can stand for it. */
export type Running = {
  readonly [K in "count" | "hosts" | "containers"]: pulumi.Input<pulumi.Unwrap<Replicas[K]>>;
};

export interface Gate extends pulumi.Resource {
  /** When the colour last passed, an ISO time. */
  readonly passedAt: pulumi.Output<string>;
}

/** What a gate is told of its colour on every platform. */
export function candidate({ frontend, gate }: Settings, { colour, version, weights }: GateArgs): Candidate {
  return {
    colour,
    version,
    tag: parseVersion(version).tag,
    ...weights,
    polls: gate.polls,
    timeoutMs: milliseconds(gate.timeout),
    intervalMs: milliseconds(gate.interval),
    page: gate.page,
    assets: frontend.assets,
    smoke: gate.smoke,
  };
}
