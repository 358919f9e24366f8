import * as pulumi from "@pulumi/pulumi";
import type { Colour, Weights } from "../colour";
import { milliseconds } from "../duration";
import type { Settings } from "../settings/schema";

/** The proof that a flip has taken effect and old requests are drained. It never moves weights. */
export interface SettleArgs {
  readonly weights: Weights;
  readonly live: Colour;
  /** The listener's `appliedAt`: an output, so that every flip shows and runs a settle. */
  readonly appliedAt: pulumi.Input<string>;
  /** Each gate's `passedAt`. */
  readonly passed: readonly pulumi.Input<string>[];
}

export interface Settle extends pulumi.Resource {
  /** When it was last seen that users get what the weights say, an ISO time. */
  readonly settledAt: pulumi.Output<string>;
}

/** What every settle is told of the flip that it is about. */
export interface Flip {
  readonly stack: string;
  readonly live: Colour;
  readonly blue: number;
  readonly green: number;
  readonly appliedAt: string;
  readonly passed: readonly string[];
  /** Right ones in a row that are asked for. */
  readonly answers: number;
  readonly timeoutMs: number;
}

export function flip(
  { settle }: Settings,
  stack: string,
  { live, weights, appliedAt, passed }: SettleArgs,
): { [K in keyof Flip]: pulumi.Input<Flip[K]> } {
  return {
    stack,
    live,
    ...weights,
    appliedAt,
    passed: pulumi.all([...passed]),
    answers: settle.answers,
    timeoutMs: milliseconds(settle.timeout),
  };
}
