/** The releases that a deploy goes through. Pure. */
import { type Colour, otherColour, type Release, weightsFor } from "../components/colour";
import { milliseconds } from "../components/duration";
import type { Settings } from "../components/settings/schema";
import { stopped } from "./moves";
import { Refused } from "./refused";

export interface Step {
  readonly release: Release;
  /** The colour that gets users by it, or more of them, and is watched; absent: nobody does. */
  readonly watched?: Colour;
  /** How long, in milliseconds, before it goes on; 0: not at all. */
  readonly watchMs: number;
  /** What users are given back when a threshold is breached; absent: there is nothing. */
  readonly back?: Release;
  /** It runs already. */
  readonly isOnlyWatched?: true;
}

/** One step from here, watched for as long as the settings say. */
export function stepTo({ watch }: Pick<Settings, "watch">, now: Release, next: Release): Step {
  return { release: next, ...newcomer(now, next), watchMs: milliseconds(watch.for) };
}

/**
 * @param now who has users
 * @param next where it ends
 * @returns at least one; a canary that is under way goes on with its next step
 */
export function stepsOf(
  { strategy, watch }: Pick<Settings, "strategy" | "watch">,
  now: Release,
  next: Release,
): Step[] {
  const last = stepTo({ watch }, now, next);
  const movesUsers = now[now.live] !== undefined && next.live !== now.live;
  if (strategy.kind === "big-bang" && (movesUsers || now.maintenance)) return bigBang(now, last);
  if (strategy.kind === "rolling" && movesUsers) return [inPlace(now, last)];
  if (strategy.kind !== "canary" || !movesUsers || now.maintenance) return [last];
  const idle = otherColour(now.live);
  const shares = strategy.steps.filter((percent) => percent > now.canary);
  const pauses = { watch: { ...watch, for: strategy.pause } };
  return [...shares.map((canary) => stepTo(pauses, now, { ...now, [idle]: next[idle], canary })), last];
}

/**
 * The former version stops before the new one migrates, and there is nobody to give users back to: the page stays until
 * the new version has passed its gate.
 */
function bigBang(now: Release, { release, watchMs }: Step): Step[] {
  const { live } = release;
  const alone = { ...release, [otherColour(live)]: undefined };
  return [unwatched(stopped(now)), { release: alone, watched: live, watchMs }];
}

/** The live colour takes the version over from its own former one, and gives it back the same way. */
function inPlace(now: Release, { release, watchMs }: Step): Step {
  const { live } = now;
  const next = { ...now, [live]: release[release.live], allowInPlace: true };
  return { release: next, watched: live, watchMs, back: { ...now, allowInPlace: true } };
}

export function unwatched(release: Release): Step {
  return { release, watchMs: 0 };
}

/**
 * Of what has users already: the canary, or else all of them, who can go back to what the other colour runs.
 * @throws Refused when nothing has
 */
export function watchOf(serving: Release, watchMs: number): Step {
  if (serving.maintenance)
    throw new Refused("watch: everybody gets the maintenance page: release deploy VERSION ends it");
  const other = otherColour(serving.live);
  const way = { release: serving, watchMs, isOnlyWatched: true } as const;
  if (serving.canary > 0) return { ...way, watched: other, back: { ...serving, canary: 0 } };
  const back = serving[other] === undefined ? undefined : { ...serving, live: other };
  return { ...way, watched: serving.live, back };
}

/** The colour that was new takes no more users; both keep their versions, so that it is one flip. */
function takenBack(now: Release, before: Release): Release {
  return { ...now, live: before.live, canary: 0 };
}

/** Which colour users are new to. */
function newcomer(before: Release, after: Release): Pick<Step, "watched" | "back"> {
  if (before[before.live] === undefined || before.maintenance) return {};
  const idle = otherColour(before.live);
  const isGiven = weightsFor(after)[idle] > weightsFor(before)[idle];
  return isGiven ? { watched: idle, back: takenBack(after, before) } : {};
}
