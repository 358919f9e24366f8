/** Carries out what a command decided: each step is written into the stack file, run, and watched. */
import { type Colour, colours, type Release, sameWeights, weightsFor } from "../components/colour";
import { milliseconds } from "../components/duration";
import type { Former } from "../components/thresholds/judge";
import type { Meter } from "../components/thresholds/reading";
import { thresholdsOf } from "../components/thresholds/table";
import { type Options, type Situation, whoami } from "./command";
import { signed } from "./history";
import { sameRelease } from "./moves";
import type { Outcome } from "./outcome";
import { meterOf, toReadFirst } from "./platforms";
import { type Labels, shown, shownWatch } from "./progress";
import { type Run, up } from "./run";
import type { Stopping } from "./stopping";
import type { Step } from "./strategies";
import { type Traffic, trafficNow } from "./traffic";
import { watch, type Watched } from "./watch";
import { usersNow } from "./words";

export interface Decision {
  /** The command, as the history keeps it: `deploy 1.1.0`. */
  readonly what: string;
  /** In this order; the last one is where it ends. */
  readonly steps: readonly Step[];
  /** It brings users something new: only at times when a release may begin. */
  readonly isForward?: true;
}

/** The way of a release through its steps, and back when a threshold is breached. */
export class Course {
  /** Once: after a run the state knows what the platform has. */
  private toRead: readonly string[];

  constructor(
    private readonly situation: Situation,
    private readonly decision: Decision,
    private readonly options: Options,
    private readonly stopping: Stopping,
  ) {
    this.toRead = toReadFirst(situation);
  }

  async run(): Promise<Outcome> {
    const { steps } = this.decision;
    const last = steps.at(-1)?.release ?? this.situation.release;
    const former = await this.formerOf(steps);
    let outcome: Outcome = { asked: last, seconds: 0 };
    let before: Release | undefined;
    for (const step of steps) {
      if (this.stopping.asked) return { ...outcome, isCut: true };
      const overtaken = before && (await this.overtaken(before));
      if (overtaken) return { ...outcome, overtaken };
      outcome = await this.step(step, former, outcome);
      const { run, isCut, watched } = outcome;
      if (run?.ok === false || isCut || watched?.breach || watched?.blind !== undefined) break;
      before = step.release;
    }
    return outcome;
  }

  private async step(step: Step, former: Former, before: Outcome): Promise<Outcome> {
    const { release, watched: colour, watchMs, isOnlyWatched } = step;
    let outcome: Outcome = { ...before, asked: release };
    if (!isOnlyWatched) {
      if (isThere(this.situation, release)) return outcome;
      const run = await this.up(release, described(this.decision, step));
      const pageAt = release.maintenance ? run.settledAt : outcome.pageAt;
      outcome = { ...outcome, run, pageAt, seconds: outcome.seconds + run.seconds };
      if (!run.ok) return this.stopping.asked ? { ...outcome, isCut: true } : outcome;
    }
    if (colour === undefined || watchMs === 0) return outcome;
    const watched = await this.watch(colour, release, watchMs, former);
    outcome = { ...outcome, watched };
    if (this.stopping.asked) return { ...outcome, isCut: true };
    const { back } = step;
    if (!watched.breach || !back) return outcome;
    const noticed = Date.now();
    const overtaken = await this.overtaken(release);
    if (overtaken) return { ...outcome, overtaken };
    const run = await this.up(back, `${this.decision.what}, taken back: ${watched.breach.text}`);
    const afterSeconds = ((run.settledAt ?? Date.now()) - noticed) / 1000;
    return { ...outcome, asked: back, back: { ...run, afterSeconds } };
  }

  /** Whoever releases from elsewhere meanwhile is not written over. @returns what users have instead of this */
  private async overtaken(release: Release): Promise<string | undefined> {
    const traffic = await trafficNow(this.situation.state);
    if (haveUsers(traffic, release)) return undefined;
    return usersNow(traffic);
  }

  private async up(release: Release, what: string): Promise<Run> {
    const { stack, file } = this.situation;
    const { message, override, json } = this.options;
    const why = [message, override && `override: ${override}`].filter((part) => part).join("; ");
    const former = file.text;
    file.write(file.textWith(release));
    const asked = { message: signed(why ? `${what}: ${why}` : what, whoami()), readFirst: this.toRead };
    this.toRead = [];
    const { ofRun } = this.stopping;
    const run = await shown(labels(release), (tell) => up(stack, asked, tell, ofRun), json === true);
    // What was refused before anything was touched is not what the file should ask for from now on.
    if (!run.ok && run.untouched) file.write(former);
    // It permits one run.
    if (run.ok && release.allowInPlace) file.write(file.textWith({ ...release, allowInPlace: false }));
    return run;
  }

  private async watch(colour: Colour, release: Release, watchMs: number, former: Former): Promise<Watched> {
    const { settings } = this.situation;
    const meter = await this.meter(colour);
    const rows = thresholdsOf(settings.thresholds);
    const intervalMs = milliseconds(settings.watch.interval);
    const signal = this.stopping.ofWatch;
    return shownWatch(
      `watch: ${colour} ${release[colour]} with users`,
      (tell) => watch({ meter, rows, former, watchMs, intervalMs, signal, tell }),
      this.options.json === true,
    );
  }

  /** One that could not be had says why when it is read. */
  private meter(colour: Colour): Promise<Meter> {
    return meterOf(this.situation, colour).catch((error: Error) => ({ read: () => Promise.reject(error) }));
  }

  /** What users had before, for rows that compare; nothing when it cannot be told. */
  private async formerOf(steps: readonly Step[]): Promise<Former> {
    const [first] = steps;
    if (first?.back === undefined || first.isOnlyWatched) return {};
    const meter = await this.meter(this.situation.serving.live);
    return meter.read().then(
      ({ values }) => values,
      () => ({}),
    );
  }
}

/** Users and both colours are where the release has them. */
function haveUsers(traffic: Traffic | undefined, release: Release): boolean {
  if (!traffic?.weights || !sameWeights(traffic.weights, weightsFor(release))) return false;
  return colours.every((colour) => traffic.versions[colour] === release[colour]);
}

/** The stack file says so too. */
export function isThere({ release, traffic }: Situation, next: Release): boolean {
  return haveUsers(traffic, next) && sameRelease(release, next);
}

function described({ what, steps }: Decision, { release }: Step): string {
  if (release.maintenance) return `${what}, the maintenance page`;
  if (release.allowInPlace) return `${what}, rolling`;
  return steps.length > 1 && release.canary > 0 ? `${what}, canary of ${release.canary} %` : what;
}

function labels(next: Release): Labels {
  const { live, canary, maintenance, allowInPlace } = next;
  const target = maintenance
    ? "the maintenance page"
    : canary > 0
      ? `canary of ${canary} %`
      : `${live} ${next[live] ?? ""}`;
  if (allowInPlace)
    return {
      prepare: `roll: ${target} in place of what ${live} has, some of it at a time`,
      gate: `gate: does ${target} answer as it should`,
      flip: `flip: none, ${live} keeps its users`,
      settle: "settle: all answers right",
      finish: "finish: what nobody asks any more",
    };
  return {
    prepare: `prepare: what ${target} needs`,
    gate: `gate: may ${target} have users`,
    flip: `flip: users to ${target}`,
    settle: "settle: all answers right, former requests drained",
    finish: "finish: what has no users now",
  };
}
