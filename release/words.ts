/** Releases in words, for people. Pure. */
import {
  type Colour,
  colours,
  describeWeights,
  type Release,
  type Weights,
  weightsFor,
} from "../components/colour";
import type { Traffic } from "./traffic";

/** `blue 1.0.0 answers everybody`, `blue 1.0.0 answers 90 % of requests, green 1.1.0 answers 10 %`. */
export function whoAnswers(weights: Weights, versions: Partial<Record<Colour, string>>): string {
  const answering = colours.filter((colour) => weights[colour] > 0);
  const name = (colour: Colour) => `${colour} ${versions[colour] ?? "(no version)"}`;
  if (answering.length === 1) return answering.map((colour) => `${name(colour)} answers everybody`).join();
  return answering.map((colour) => `${name(colour)} answers ${weights[colour]} % of requests`).join(", ");
}

export function usersNow(traffic: Traffic | undefined): string {
  if (!traffic?.weights) return "nobody is served yet";
  return whoAnswers(traffic.weights, traffic.versions);
}

export function usersAfter(release: Release): string {
  return whoAnswers(weightsFor(release), release);
}

/** `blue 100, green 0 → blue 0, green 100`, or that nothing moves. */
export function trafficChange(traffic: Traffic | undefined, next: Release): string {
  const after = describeWeights(weightsFor(next));
  const before = traffic?.weights && describeWeights(traffic.weights);
  if (before === undefined) return after;
  return before === after ? `${after}, as now` : `${before} → ${after}`;
}
