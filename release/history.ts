/** What happened to a stack, read from Pulumi's own update history: there is no second ledger. Pure but for `historyOf`. */
import {
  type Colour,
  colours,
  describeWeights,
  isNobody,
  type Release,
  sameWeights,
  weightsFor,
} from "../components/colour";
import { same } from "../components/provider/provider";
import { project, type Stack } from "../setup/stack";
import { aborted, sameRelease } from "./moves";
import { Refused } from "./refused";

/** As `pulumi stack history --json` says it, newest first. */
interface Update {
  readonly kind: string;
  readonly startTime: string;
  readonly endTime?: string;
  readonly message?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, { value?: string; objectValue?: unknown; secret?: boolean }>>;
  readonly result: string;
  readonly resourceChanges?: Readonly<Record<string, number>>;
}

export interface Entry {
  /** 1 is the oldest. */
  readonly number: number;
  /** `update`, `destroy`, `refresh`, ... */
  readonly kind: string;
  /** `succeeded`, `failed`, `in-progress` (which a killed run stays). */
  readonly result: string;
  /** When it began, ISO 8601 in UTC. */
  readonly at: string;
  /** How long it took; undefined for one that did not end. */
  readonly seconds?: number;
  /** Who gave the command, or else who made the commit that was deployed. */
  readonly who: string;
  /** What the command was, or the first line of that commit. */
  readonly why: string;
  readonly release?: Release;
  /** Settings besides the release block, by section; secrets are left out. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Resources by operation, without those that stayed. */
  readonly changes: Readonly<Record<string, number>>;
}

export async function historyOf(stack: Stack): Promise<Entry[]> {
  // All of it: entries are numbered from the first. Pulumi shows ten unless it is told otherwise.
  return entriesIn(await stack.pulumi("stack", "history", "--json", "--page-size", "100000"));
}

/** @returns the oldest first. */
export function entriesIn(json: string): Entry[] {
  const updates = JSON.parse(json === "" ? "[]" : json) as Update[];
  return [...updates].reverse().map(entryOf);
}

function entryOf(update: Update, at: number): Entry {
  const { environment = {}, kind, result, startTime, endTime, message = "", resourceChanges = {} } = update;
  const { release, ...settings } = sectionsOf(update);
  const told = /^(?<what>.*) \(release command, by (?<who>[^()]+)\)$/s.exec(message)?.groups;
  return {
    number: at + 1,
    kind,
    result,
    at: startTime,
    seconds: endTime === undefined ? undefined : (Date.parse(endTime) - Date.parse(startTime)) / 1000,
    who: told?.who ?? environment["git.author"] ?? "unknown",
    why: told?.what ?? message,
    release: release === undefined ? undefined : releaseFrom(release as Partial<Release>),
    settings,
    changes: Object.fromEntries(Object.entries(resourceChanges).filter(([op]) => op !== "same")),
  };
}

/** How the command signs a run. @param who such as `name@machine` */
export function signed(what: string, who: string): string {
  return `${what} (release command, by ${who})`;
}

function sectionsOf({ config = {} }: Update): Record<string, unknown> {
  const prefix = `${project}:`;
  const ours = Object.entries(config).filter(
    ([key, { secret }]) => key.startsWith(prefix) && secret !== true,
  );
  return Object.fromEntries(
    ours.map(([key, { value, objectValue }]) => [key.slice(prefix.length), objectValue ?? value]),
  );
}

function releaseFrom({ live = "blue", canary = 0, blue, green, maintenance }: Partial<Release>): Release {
  return {
    live,
    canary: Number(canary),
    blue,
    green,
    maintenance: maintenance === true,
    allowInPlace: false,
  };
}

/** Those that left users on what they name: not on the maintenance page. */
function succeeded({ kind, result, release }: Entry): boolean {
  return kind === "update" && result === "succeeded" && release?.maintenance === false;
}

/** What users were on, newest last, as if rolled back releases had not been: a release that came back ends where it was. */
export function lineOf(entries: readonly Entry[]): Entry[] {
  const line: Entry[] = [];
  for (const entry of entries.filter(succeeded)) {
    if (entry.release?.canary !== 0) continue;
    const before = line.findIndex(
      ({ release }) => release && entry.release && sameUsers(release, entry.release),
    );
    if (before >= 0) line.splice(before);
    line.push(entry);
  }
  return line;
}

/** The same version for users, whatever is idle beside it and whichever colour it has. */
export function sameUsers(one: Release, other: Release): boolean {
  return one[one.live] === other[other.live];
}

/**
 * What `abort` brings back: the last release that came to its end, when a later one did not, or the canary's end.
 * @param release of the stack file; a person may have put it back there already
 * @param serving what users are on
 */
export function abandoned(release: Release, serving: Release, entries: readonly Entry[]): Release {
  const before = serving.canary > 0 ? undefined : lastSucceeded(entries);
  const isHalfDone = before && !sameRelease(release, before) && sameUsers(before, serving);
  return before && (serving.maintenance || isHalfDone) ? before : aborted(serving);
}

/**
 * What to go back to.
 * @param number of an entry; absent: the release before the one that the stack file has
 * @throws Refused when there is none
 */
export function backTo(
  entries: readonly Entry[],
  now: Release,
  number?: number,
): Entry & { release: Release } {
  if (number !== undefined) {
    const entry = entryAt(entries, number);
    if (!hasRelease(entry) || !succeeded(entry)) {
      const what = `${number} (${entry.kind}, ${entry.result})`;
      throw new Refused(
        `ENTRY: ${what} has no release to go back to: release history shows those that succeeded`,
      );
    }
    return entry;
  }
  const line = lineOf(entries).filter(hasRelease);
  const earlier = now.canary > 0 ? line : line.filter(({ release }) => !sameUsers(release, now));
  const last = line.findIndex(({ release }) => sameUsers(release, now));
  const entry = now.canary > 0 || last < 0 ? earlier.at(-1) : line[last - 1];
  if (!entry)
    throw new Refused("nothing earlier is in the history: release deploy VERSION goes to any version");
  return entry;
}

/** @throws Refused when there is no such entry */
export function entryAt(entries: readonly Entry[], number: number): Entry {
  const entry = entries.find((each) => each.number === number);
  if (entry) return entry;
  throw new Refused(`ENTRY: should be 1 to ${entries.length}, got ${number}: release history lists them`);
}

/**
 * The last run that brought users on a version.
 * @throws Refused when there is none
 */
export function backToVersion(entries: readonly Entry[], version: string): Entry & { release: Release } {
  const found = [...entries]
    .reverse()
    .filter(succeeded)
    .filter(hasRelease)
    .find(({ release }) => release.canary === 0 && release[release.live] === version);
  if (found) return found;
  throw new Refused(
    `--version: no run in the history brought users on ${version}: release deploy ${version} brings them there for the first time`,
  );
}

function hasRelease(entry: Entry): entry is Entry & { release: Release } {
  return entry.release !== undefined;
}

/** The last release that users were brought on, or undefined before the first. */
export function lastSucceeded(entries: readonly Entry[]): Release | undefined {
  return entries.filter(succeeded).at(-1)?.release;
}

/** Sections of settings that differ between then and now. */
export function changedSections(then: Entry, now: Readonly<Record<string, unknown>>): string[] {
  const names = new Set([...Object.keys(then.settings), ...Object.keys(now)]);
  names.delete("release");
  return [...names].filter((name) => !same(then.settings[name], now[name])).sort();
}

/** What an update changed for users, from the release before it. */
export function describeChange(before: Release | undefined, after: Release | undefined): string {
  if (!after) return "";
  if (before && sameRelease(before, after)) return `as before: ${users(after)}`;
  if (before && sameWeights(weightsFor(before), weightsFor(after)) && users(before) === users(after)) {
    const moved = colours.filter((colour) => before[colour] !== after[colour]);
    return moved
      .map((colour) => `${colour} ${before[colour] ?? "nothing"} → ${after[colour] ?? "nothing"}`)
      .join(", ");
  }
  return before ? `${users(before)} → ${users(after)}` : users(after);
}

/** `green 1.1.0`, or with a canary `blue 1.0.0 90 %, green 1.1.0 10 %`. */
function users(release: Release): string {
  const weights = weightsFor(release);
  if (isNobody(weights)) return describeWeights(weights);
  const having = colours.filter((colour) => weights[colour] > 0);
  const say = (colour: Colour) =>
    `${colour} ${release[colour] ?? "?"}${having.length > 1 ? ` ${weights[colour]} %` : ""}`;
  return having.map(say).join(", ");
}
