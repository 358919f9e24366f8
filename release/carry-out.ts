/** A command that changes something: one at a time, at times when it may, told to whom it concerns. */
import { setTimeout as pause } from "node:timers/promises";
import { milliseconds } from "../components/duration";
import { closedAt } from "../components/windows";
import { exclusively, type Options, say, type Situation, situationOf, stackOf, whoami } from "./command";
import { Course, type Decision, isThere } from "./course";
import { addressesOf, type Event, Notices } from "./notices";
import { conclude, type Outcome } from "./outcome";
import { exitCodes, Refused } from "./refused";
import { Stopping } from "./stopping";
import { usersAfter, usersNow } from "./words";

type Decide = (situation: Situation) => Decision | Promise<Decision>;

/**
 * One command at a time: what it starts from is read when no other one can change it any more.
 * @returns the exit code
 */
export async function carryOut(options: Options, decide: Decide): Promise<number> {
  return exclusively(stackOf(options), async () => {
    const stopping = new Stopping();
    try {
      if (options.announce !== undefined) await announced(options, options.announce, decide, stopping);
      const situation = await situationOf(options);
      const decision = await decide(situation);
      refuseClosed(decision, situation, options, new Date());
      return await toldOf(situation, decision, options, stopping);
    } finally {
      stopping.over();
    }
  });
}

function refuseClosed(decision: Decision, { settings }: Situation, options: Options, moment: Date): void {
  const closed = decision.isForward && closedAt(moment, settings.windows);
  if (closed && options.override === undefined)
    throw new Refused(`${closed}. To release all the same: --override "why"`);
}

/** Tells others when it will begin, and waits until then. */
async function announced(options: Options, delay: string, decide: Decide, stopping: Stopping): Promise<void> {
  const situation = await situationOf(options);
  const decision = await decide(situation);
  const begin = new Date(Date.now() + milliseconds(delay));
  refuseClosed(decision, situation, options, begin);
  const notices = await noticesOf(situation, decision);
  const at = begin.toISOString().replace(/\.\d+Z$/, "Z");
  notices.send("announced", `It begins at ${at}.`);
  await warnOf(notices);
  if (!options.json) say(`${decision.what} is announced; it begins at ${at}. Ctrl-C calls it off.`);
  const signal = stopping.ofWatch;
  await pause(milliseconds(delay), undefined, { signal }).catch(() => undefined);
  if (!signal.aborted) return;
  notices.send("stopped", "It was called off; nothing was touched.");
  await warnOf(notices);
  throw new Refused(`${decision.what} was called off; nothing was touched`);
}

async function noticesOf({ stack, settings }: Situation, { what }: Decision): Promise<Notices> {
  return new Notices(await addressesOf(stack, settings.notices), { stack: stack.name, what, by: whoami() });
}

async function warnOf(notices: Notices): Promise<void> {
  for (const failure of await notices.failures()) process.stderr.write(`warning: ${failure}\n`);
}

function eventOf({ isCut, back }: Outcome, errors: readonly string[]): Event {
  if (back?.ok) return "taken back";
  if (isCut) return "stopped";
  return errors.length === 0 ? "succeeded" : "failed";
}

/** Goes the way, and says so: here, and to whom notices go. @returns the exit code */
async function toldOf(
  situation: Situation,
  decision: Decision,
  options: Options,
  stopping: Stopping,
): Promise<number> {
  const last = decision.steps.at(-1)?.release ?? situation.release;
  const isRun = decision.steps.some((step) => !step.isOnlyWatched && !isThere(situation, step.release));
  const notices = await noticesOf(situation, decision);
  if (isRun) notices.send("started", `${usersNow(situation.traffic)}; then ${usersAfter(last)}.`);
  const outcome = await new Course(situation, decision, options, stopping).run();
  const { users, errors } = await conclude(situation, outcome, options);
  if (isRun || errors.length > 0) notices.send(eventOf(outcome, errors), `${users}.`, errors);
  await warnOf(notices);
  return exitCodeOf(outcome);
}

function exitCodeOf({ run, isCut, overtaken, watched, back }: Outcome): number {
  if (back) return back.ok ? exitCodes.takenBack : exitCodes.failed;
  if (isCut) return exitCodes.stopped;
  if (run?.ok === false) return run.untouched ? exitCodes.refused : exitCodes.failed;
  const isBad = watched?.breach !== undefined || watched?.blind !== undefined || overtaken !== undefined;
  return isBad ? exitCodes.failed : exitCodes.done;
}
