/** What a release would do, in the words of the design, before anything does it. Markdown that reads well as it is. Pure. */
import { type Colour, colours, otherColour, type Release, weightsFor } from "../components/colour";
import type { SchemaFacts } from "../components/guard/guard";
import { inWords as duration } from "../components/duration";
import { rollbackSentence } from "../components/rollback";
import type { Settings } from "../components/settings/schema";
import type { Traffic } from "./traffic";
import type { Step } from "./strategies";
import { trafficChange, usersAfter, usersNow } from "./words";

export interface Planned {
  readonly stack: string;
  readonly settings: Pick<Settings, "frontend" | "backend" | "gate" | "aws" | "strategy">;
  readonly traffic?: Traffic;
  readonly now: Release;
  readonly next: Release;
  /** What the image of a colour whose version moves says of its schema, once it is there; absent: nobody asks it. */
  readonly schema?: Partial<Record<Colour, SchemaFacts>>;
  /** How it gets there; absent: in one step, unwatched. */
  readonly steps?: readonly Step[];
  /** Why it may not begin now. */
  readonly closed?: string;
  /** What Pulumi's preview of it says; absent: none was made. */
  readonly preview?: Previewed;
}

export interface Previewed {
  /** Resources by operation. */
  readonly changes: Readonly<Record<string, number>>;
  /** Names of resources that are not left as they are. */
  readonly touched: readonly string[];
  /** Why it would be refused. */
  readonly errors: readonly string[];
}

/** Colours whose version moves. */
export function movingColours({ traffic, now, next }: Pick<Planned, "traffic" | "now" | "next">): Colour[] {
  return colours.filter(
    (colour) => next[colour] !== undefined && next[colour] !== running(traffic, now, colour),
  );
}

function running(traffic: Traffic | undefined, now: Release, colour: Colour): string | undefined {
  return traffic ? traffic.versions[colour] : now[colour];
}

export function planText(plan: Planned): string {
  const lines = planLines(plan).map(([head, text]) => `- **${head}**: ${text}`);
  return `### ${plan.stack}: ${usersAfter(plan.next)}\n\n${lines.join("\n")}\n`;
}

export function planJson(plan: Planned): string {
  const { stack, now, next, traffic, steps = [], preview } = plan;
  const way = steps.map(({ release, watchMs }) => ({ release, watchMs }));
  const lines = Object.fromEntries(planLines(plan));
  const told = { schema: "release.plan/1", stack, now, next, traffic, steps: way, lines, preview };
  return `${JSON.stringify(told, undefined, 2)}\n`;
}

export function planLines(plan: Planned): [string, string][] {
  const { next, traffic } = plan;
  return [
    ["Now", usersNow(traffic)],
    ...(plan.closed ? [["May begin", `no: ${plan.closed}`] as [string, string]] : []),
    ["Traffic", `${trafficChange(traffic, next)}${flips(plan) || isInPlace(plan) ? way(plan) : ""}`],
    ...colours.map((colour): [string, string] => [colour, change(plan, colour)]),
    ["Migration", migration(plan)],
    ["Checks", flips(plan) || isInPlace(plan) ? checks(plan) : "none: nobody gets another colour"],
    ["Watch", watching(plan)],
    ["Rollback from there", rollback(plan)],
    ["While both run", capacity(plan)],
    ...(plan.preview ? [["Preview", previewed(plan.preview)] as [string, string]] : []),
  ];
}

/** The version that stops before the new one migrates. */
function stopping({ steps = [], now }: Planned): string | undefined {
  return steps.length > 1 && steps[0]?.release.maintenance ? now[now.live] : undefined;
}

/** The version of the colour that has users moves under them. */
function isInPlace({ now, next }: Planned): boolean {
  return next.allowInPlace && next.live === now.live && next[next.live] !== now[now.live];
}

function way(plan: Planned): string {
  const { steps = [], settings, now } = plan;
  if (isInPlace(plan))
    return `; ${now.live} is exchanged in place, ${settings.strategy.batch} of its frontends at a time, each when it is ready: users get both versions meanwhile`;
  const former = stopping(plan);
  if (former !== undefined)
    return `; everybody gets the maintenance page first: it comes before ${former} stops, and goes when the gate has passed`;
  const shares = steps.slice(0, -1).map(({ release }) => `${release.canary} %`);
  if (shares.length === 0) return ", in one step, after the gate has passed";
  return `, after the gate has passed, in steps: ${[...shares, "all"].join(", ")} of requests`;
}

function watching({ steps = [] }: Planned): string {
  const watched = steps.filter(({ watched: colour, watchMs }) => colour !== undefined && watchMs > 0);
  if (watched.length === 0) return "none";
  const times = watched.map(({ watchMs }) => duration(watchMs));
  const breached = watched.some(({ back }) => back)
    ? "users are given back when a threshold is breached"
    : "a threshold that is breached is told: there is nothing to give users back to";
  return `${times.join(", then ")}; ${breached}`;
}

function flips({ traffic, now, next }: Planned): boolean {
  const before = traffic?.weights ?? (traffic ? undefined : weightsFor(now));
  return !before || colours.some((colour) => before[colour] !== weightsFor(next)[colour]);
}

function rollback(plan: Planned): string {
  if (isInPlace(plan))
    return `no flip: ${plan.now[plan.now.live]} is made anew on ${otherColour(plan.now.live)} behind its gate, minutes`;
  const former = stopping(plan);
  if (former === undefined) return rollbackSentence(plan.next);
  return `no flip: ${former} is made anew behind its gate, minutes; where the migration has left it behind, only the backup brings it back`;
}

function change(plan: Planned, colour: Colour): string {
  const { traffic, now, next } = plan;
  const before = running(traffic, now, colour);
  const after = next[colour];
  const role = next.live === colour ? "live" : "idle";
  if (before === after) return after === undefined ? "runs nothing" : `stays ${after}, ${role} then`;
  if (after === undefined)
    return `${before} is taken away, ${stopping(plan) ? "under the maintenance page" : "after the flip has settled"}`;
  if (isInPlace(plan)) return `${before ?? "nothing"} → ${after}, under its users`;
  const order = stopping(plan)
    ? "under the maintenance page"
    : weightsFor(next)[colour] > 0
      ? "before the flip"
      : "after the flip has settled";
  return `${before ?? "nothing"} → ${after}, ${order}; ${role} then`;
}

function migration(plan: Planned): string {
  const { backend, aws } = plan.settings;
  const moving = movingColours(plan);
  if (backend.migrate.length === 0) return "the image has none (backend/migrate)";
  if (moving.length === 0) return "none runs: no version moves";
  const backup = aws?.postgres.existing ? "without a backup (aws/postgres/existing)" : "after a backup";
  return moving
    .map((colour) => {
      const { head, servesFrom } = plan.schema?.[colour] ?? {};
      const later = plan.schema
        ? "its schema is known when the image is there, and checked before the migration touches anything"
        : "nothing checks that the code which has users works on its schema";
      const range =
        head === undefined
          ? later
          : `to schema ${head}${servesFrom === undefined ? "" : `, on which code from ${servesFrom} on works`}`;
      return `${plan.next[colour]} migrates, ${backup}: ${range}`;
    })
    .join("; ");
}

function checks({ settings: { gate, frontend } }: Planned): string {
  const asked = ["health of all targets", "/health", "/ready", "/api/version of every backend"];
  return [...asked, `${gate.page} and one of its files in ${frontend.assets}`, ...gate.smoke].join(", ");
}

function capacity(plan: Planned): string {
  const {
    next,
    settings: { frontend, backend, aws },
  } = plan;
  const idle = otherColour(next.live);
  if (next[idle] === undefined && !isInPlace(plan)) return `only ${next.live} runs`;
  const memory = frontend.replicas * frontend.memory + backend.replicas * backend.memory;
  const many = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
  const more = `${many(frontend.replicas, "frontend")} and ${many(backend.replicas, "backend")} more`;
  const until = isInPlace(plan)
    ? `until ${next.live} is exchanged`
    : aws?.idle === "small"
      ? `until ${idle} has no users, then one of each (aws/idle)`
      : `as long as ${idle} has a version`;
  return `${more}, up to ${memory} MiB, ${until}`;
}

function previewed({ changes, errors }: Previewed): string {
  if (errors.length > 0) return `**refused**: ${errors.join("; ")}`;
  const counted = Object.entries(changes).filter(([op]) => op !== "same");
  if (counted.length === 0) return "nothing changes";
  return counted.map(([op, count]) => `${count} to ${op}`).join(", ");
}
