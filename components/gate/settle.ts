import type * as pulumi from "@pulumi/pulumi";
import type { Colour, Weights } from "../colour";

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

/** An answer of a colour that has weight. */
export function isRight(answer: { status: number; colour: string }, weights: Weights): boolean {
  const { status, colour } = answer;
  return status === 200 && (colour === "blue" || colour === "green") && weights[colour] > 0;
}
