/** What each command does, in a few lines; the rules stand in `moves.ts` and `history.ts`. */
import { milliseconds } from "../components/duration";
import { carryOut } from "./carry-out";
import { project } from "../setup/stack";
import { configurationOf, exclusively, type Options, paint, say, situationOf, stackOf } from "./command";
import { abandoned, backTo, backToVersion, entryAt, changedSections, historyOf } from "./history";
import { evidenceOf } from "./evidence";
import { entryText, historyText } from "./history-text";
import { canaryOf, promoted, rolledBack } from "./moves";
import { planJson, planText } from "./plan";
import { plannedAsItIs, plannedFor, refuseMoreInPlace, type Strategy } from "./planning";
import { doctorText, examine, worstOf } from "./doctor";
import { checksOf, statusOf } from "./platforms";
import { exitCodes, Refused } from "./refused";
import { preview } from "./run";
import { StackFile } from "./stack-file";
import { stepTo, unwatched, watchOf } from "./strategies";

export async function status(options: Options): Promise<number> {
  const { text, json } = await statusOf(await configurationOf(options));
  process.stdout.write(options.json ? json() : text(paint));
  return exitCodes.done;
}

/** @param version absent: what `pulumi up` would do with the stack file as it is */
export async function plan(options: Options & Strategy, version?: string): Promise<number> {
  const situation = await situationOf(options);
  const { file } = situation;
  const planned =
    version === undefined ? await plannedAsItIs(situation) : await plannedFor(situation, options, version);
  const text = version === undefined ? file.text : file.textWith(planned.next);
  const whole = { ...planned, preview: await preview(situation.stack, text) };
  process.stdout.write(options.json ? planJson(whole) : planText(whole));
  return whole.preview.errors.length > 0 ? exitCodes.refused : exitCodes.done;
}

export function deploy(options: Options & Strategy, version: string): Promise<number> {
  return carryOut(options, async (situation) => {
    const planned = await plannedFor(situation, options, version);
    if (!options.json) say(planText(planned));
    if (planned.next.allowInPlace) await refuseMoreInPlace(situation, planned.next);
    return { what: `deploy ${version}`, steps: planned.steps, isForward: true };
  });
}

export function canary(options: Options & { version?: string }, percent: number): Promise<number> {
  return carryOut(options, ({ settings, serving }) => {
    const next = canaryOf(serving, percent, options.version);
    return { what: `canary ${percent}`, steps: [stepTo(settings, serving, next)], isForward: true };
  });
}

export function promote(options: Options): Promise<number> {
  return carryOut(options, ({ settings, serving }) => ({
    what: "promote",
    steps: [stepTo(settings, serving, promoted(serving))],
    isForward: true,
  }));
}

/** Of a canary, or of a release that did not come to its end. */
export function abort(options: Options): Promise<number> {
  return carryOut(options, async ({ release, serving, stack }) => ({
    what: "abort",
    steps: [unwatched(abandoned(release, serving, await historyOf(stack)))],
  }));
}

export function rollback(options: Options & { version?: string }, number?: number): Promise<number> {
  return carryOut(options, async ({ stack, serving, sections }) => {
    const entries = await historyOf(stack);
    const { version } = options;
    if (version !== undefined && number !== undefined)
      throw new Refused("ENTRY and --version name two releases: leave one of them out");
    const entry = version === undefined ? backTo(entries, serving, number) : backToVersion(entries, version);
    const changed = changedSections(entry, sections);
    if (changed.length > 0 && !options.json)
      say(`Settings changed since then and stay as they are: ${changed.join(", ")}.`);
    return { what: `rollback to ${entry.number}`, steps: [unwatched(rolledBack(serving, entry.release))] };
  });
}

/** What has users already. */
export function watch(options: Options & { for?: string }): Promise<number> {
  return carryOut(options, ({ settings, serving }) => ({
    what: "watch",
    steps: [watchOf(serving, milliseconds(options.for ?? settings.watch.for))],
  }));
}

/** @returns 1 when something is not ready for a release */
export async function doctor(options: Options): Promise<number> {
  const configuration = await configurationOf(options);
  const found = await examine(await checksOf(configuration), configuration);
  const { name } = configuration.stack;
  if (options.json)
    say(JSON.stringify({ schema: "release.doctor/1", stack: name, checks: found }, undefined, 2));
  else process.stdout.write(doctorText(name, found, paint));
  return worstOf(found) === "bad" ? exitCodes.failed : exitCodes.done;
}

/** No release begins until `unhold`; going back stays possible. */
export function hold(options: Options, reason: string): Promise<number> {
  return changed(options, reason, `${options.stack}: releases are on hold: ${reason}`);
}

export function unhold(options: Options): Promise<number> {
  return changed(options, undefined, `${options.stack}: releases may begin`);
}

function changed(options: Options, reason: string | undefined, told: string): Promise<number> {
  const stack = stackOf(options);
  return exclusively(stack, () => {
    new StackFile(stack.folder, stack.name, project).hold(reason);
    say(told);
    return Promise.resolve(exitCodes.done);
  });
}

/** Needs no load balancer: it can be read when nothing else can. */
export async function history(options: Options & { last?: number }, number?: number): Promise<number> {
  const stack = stackOf(options);
  const entries = await historyOf(stack);
  if (number !== undefined) {
    const entry = entryAt(entries, number);
    const evidence = await evidenceOf(stack, entry);
    if (options.json) say(JSON.stringify({ schema: "release.entry/1", ...entry, evidence }, undefined, 2));
    else process.stdout.write(entryText(entry, entries, evidence));
    return exitCodes.done;
  }
  const chosen = [...entries].reverse().slice(0, options.last);
  if (options.json) say(JSON.stringify({ schema: "release.history/1", entries: chosen }, undefined, 2));
  else process.stdout.write(historyText(chosen, entries));
  return exitCodes.done;
}
