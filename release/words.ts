/** Releases in words, for people. Pure. */
import { describeUsers, describeWeights, type Release, weightsFor } from "../components/colour";
import type { Traffic } from "./traffic";

export function usersNow(traffic: Traffic | undefined): string {
  if (!traffic?.weights) return "nobody is served yet";
  return describeUsers(traffic.weights, traffic.versions);
}

export function usersAfter(release: Release): string {
  return describeUsers(weightsFor(release), release);
}

/** `blue 100, green 0 → blue 0, green 100`, or that nothing moves. */
export function trafficChange(traffic: Traffic | undefined, next: Release): string {
  const after = describeWeights(weightsFor(next));
  const before = traffic?.weights && describeWeights(traffic.weights);
  if (before === undefined) return after;
  return before === after ? `${after}, as now` : `${before} → ${after}`;
}
