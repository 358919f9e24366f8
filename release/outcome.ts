/** Says how a command ended, and where users are then. */
import type { Release } from "../components/colour";
import { type Options, paint, say, type Situation } from "./command";
import type { Run } from "./run";
import { type Traffic, trafficNow } from "./traffic";
import type { Watched } from "./watch";
import { usersAfter, usersNow } from "./words";

export interface Outcome {
  /** What the stack file asked for last. */
  readonly asked: Release;
  /** The last run that was to bring a release further; undefined: there was nothing to do. */
  readonly run?: Run;
  /** Of all those runs. */
  readonly seconds: number;
  /** Since when users had the maintenance page, in milliseconds of the clock; undefined: they did not. */
  readonly pageAt?: number;
  /** Stopped before all was done. */
  readonly isCut?: true;
  /** What users have since somebody else moved them meanwhile: nothing more is done. */
  readonly overtaken?: string;
  readonly watched?: Watched;
  /** The run that took the release back, and how long users were on the breached one since that was noticed. */
  readonly back?: Run & { readonly afterSeconds: number };
}

/** What others are told of it. */
export interface Said {
  readonly users: string;
  readonly errors: readonly string[];
}

export async function conclude(situation: Situation, outcome: Outcome, options: Options): Promise<Said> {
  const traffic = await trafficAfter(situation).catch(() => undefined);
  const users = traffic ? usersNow(traffic) : "who has users cannot be asked: release status says why";
  const errors = errorsOf(outcome);
  if (options.json) say(JSON.stringify(resultOf(situation, outcome, traffic), undefined, 2));
  else tellPeople(situation, outcome, { users, errors });
  return { users, errors };
}

/** A first run is what makes the load balancer: the state is read anew. */
async function trafficAfter({ stack }: Situation): Promise<Traffic | undefined> {
  return trafficNow(await stack.pulumi("stack", "export"));
}

function tellPeople(situation: Situation, outcome: Outcome, { users, errors }: Said): void {
  const name = paint("bold", situation.stack.name);
  const { run, watched, back } = outcome;
  for (const line of watched?.reviews ?? []) say(paint("bold", `look at it: ${line}`));
  if (errors.length === 0) {
    say(run || watched ? `${name}: ${users}${timeOf(outcome)}` : `${name}: nothing to do, ${users}`);
    const page = pageSeconds(outcome);
    if (page !== undefined) say(`Users had the maintenance page for ${page.toFixed(1)} s.`);
    return;
  }
  process.stderr.write(`\n${errors.map((error) => paint("red", `error: ${error}`)).join("\n\n")}\n\n`);
  say(`${name}: ${users}`);
  for (const line of advice(situation, outcome)) say(line);
  if (back?.ok) say(`Users were back ${back.afterSeconds.toFixed(1)} s after it was noticed.`);
}

function timeOf({ seconds }: Outcome): string {
  return seconds > 0 ? `   (${seconds.toFixed(1)} s)` : "";
}

/** Until the flip that ended it had settled; undefined while it lasts, too. */
function pageSeconds({ pageAt, run }: Outcome): number | undefined {
  if (pageAt === undefined || run?.settledAt === undefined || run.settledAt <= pageAt) return undefined;
  return (run.settledAt - pageAt) / 1000;
}

function resultOf({ stack }: Situation, outcome: Outcome, traffic: Situation["traffic"]) {
  const { run, seconds, watched, back } = outcome;
  const errors = errorsOf(outcome);
  return {
    schema: "release.result/1",
    stack: stack.name,
    ok: errors.length === 0,
    untouched: run?.untouched ?? true,
    takenBack: back?.ok ?? false,
    traffic,
    seconds: seconds + (watched?.seconds ?? 0) + (back?.seconds ?? 0),
    pageSeconds: pageSeconds(outcome),
    watched: watched && { ...watched, breach: watched.breach?.text },
    errors,
  };
}

/** What went wrong, in the order in which it did. */
function errorsOf({ asked, run, overtaken, watched, back }: Outcome): string[] {
  const { breach, blind } = watched ?? {};
  return [
    ...(run?.errors ?? []),
    ...(breach ? [`${breach.text}${back?.ok ? "; users are on the former release again" : ""}`] : []),
    ...(overtaken === undefined
      ? []
      : [`users were moved meanwhile by somebody else, ${overtaken}: nothing more was done`]),
    ...(breach && !back && overtaken === undefined
      ? [`there is no other version to take users back to: ${usersAfter(asked)}`]
      : []),
    ...(blind === undefined ? [] : [`nobody can tell how the release does: ${blind}`]),
    ...(back?.errors ?? []),
  ];
}

function advice({ stack, file }: Situation, { asked, run, back }: Outcome): string[] {
  const last = back ?? run;
  if (!last || last.ok) return [];
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  if (last.untouched) return [`Nothing was touched, and ${name} is as it was.`];
  return [
    `${name} asks for: ${usersAfter(asked)}.`,
    `To go on from here, after what the error says:\n\n    pulumi up -s ${stack.name}\n`,
    `To take it back:\n\n    release -s ${stack.name} abort\n`,
  ];
}
