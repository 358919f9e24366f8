/** How a gate holds its checks until they pass or its time is over, whatever is asked. */
import { setTimeout as pause } from "node:timers/promises";
import type { Colour } from "../colour";
import { notice } from "../provider/provider";
import type { Answer } from "../load-balancer/answer";
import * as checks from "./checks";
import { hearAll } from "./hear-all";

/** Asked again until it holds, which it says in a word, or the gate's time is over. */
export type Check = () => Promise<checks.Fault | string>;

export interface Evidence {
  readonly passedAt: string;
  readonly evidence: readonly string[];
}

/** What every gate is told of the colour it is about. */
export interface Candidate {
  readonly colour: Colour;
  /** As in the config, and the tag that the images answer. */
  readonly version: string;
  readonly tag: string;
  /** The weights that the run will write. */
  readonly blue: number;
  readonly green: number;
  /** Healthy ones in a row that are asked for. */
  readonly polls: number;
  readonly timeoutMs: number;
  readonly intervalMs: number;
  readonly page: string;
  /** Folder of the site's hashed files. */
  readonly assets: string;
  readonly smoke: readonly string[];
}

/** @throws naming the check that decided, what was expected, what came, and what `suspects` say. */
export async function prove(
  inputs: Candidate,
  stages: readonly (readonly Check[])[],
  suspects: () => Promise<readonly string[]>,
): Promise<Evidence> {
  const deadline = Date.now() + inputs.timeoutMs;
  let over = false;
  const hold = async (check: Check): Promise<string | checks.Fault> => {
    for (;;) {
      const verdict = await check();
      if (typeof verdict === "string") return verdict;
      over ||= verdict.final === true || Date.now() > deadline; // ends the other checks too
      if (over) return verdict;
      await pause(inputs.intervalMs);
    }
  };
  const passed: string[] = [];
  for (const together of stages) {
    const verdicts = await Promise.all(together.map(hold));
    const faults = verdicts.filter((verdict) => typeof verdict !== "string");
    const [worst, ...others] = checks.worstFirst(faults);
    if (worst) throw new Error(failure(inputs, worst, others, await suspects()));
    passed.push(...verdicts.filter((verdict) => typeof verdict === "string"));
  }
  const degraded = passed.filter((each) => each.includes(" but degraded"));
  if (degraded.length > 0)
    notice(`gate of ${inputs.colour} ${inputs.version}: passed, but ${degraded.join("; ")}`);
  return { passedAt: new Date().toISOString(), evidence: passed };
}

function failure(
  { colour, version }: Candidate,
  fault: checks.Fault,
  others: readonly checks.Fault[],
  suspects: readonly string[],
): string {
  return [
    `gate of ${colour} ${version}: the check ${fault.check} failed; no weight was moved, users stay where they are`,
    `  expected: ${fault.expected}`,
    `  came:     ${fault.came}`,
    ...others.map(({ check, came }) => `  also:     ${check} came as ${came}`),
    ...suspects,
    "  next: mend it under a new version, or put the former release block back; then run up again",
  ].join("\n");
}

/** The last log lines of something that may be the cause, as a failure shows them. */
export function logLines(name: string, state: string, log: string): string[] {
  return [`  last log lines of ${name} (${state}):`, ...log.split("\n").map((line) => `    ${line}`)];
}

/** A target group that stays healthy for several polls in a row. */
export function healthyInARow(
  polls: number,
  targets: number,
  poll: () => Promise<{ fault?: checks.Fault; warm?: boolean }>,
): Check {
  let inARow = 0;
  return async () => {
    const { fault, warm } = await poll();
    inARow = fault ? 0 : warm ? polls : inARow + 1;
    if (inARow >= polls) return `${targets} targets healthy in ${polls} polls`;
    return (
      fault ?? { check: "target health", expected: `${polls} healthy polls in a row`, came: String(inARow) }
    );
  };
}

/** Requests that one question sends side by side; each is at most a process in the load balancer's container. */
const atOnce = 8;

/** What the colour answers on the preview route. */
export function answerChecks(
  inputs: Candidate,
  get: (path: string) => Promise<Answer>,
  backends: () => Promise<readonly string[]>,
): Check[] {
  const { colour, tag } = inputs;
  const is200 = (path: string) => async () => {
    const answer = await get(path);
    return checks.answers200(path, answer) ?? checks.evidenceOf(path, answer);
  };
  const answered = new Set<string>();
  const version = async () => {
    const verdict = checks.rightVersion(await get("/api/version"), { version: tag, colour });
    return checks.isFault(verdict) ? { fault: verdict } : verdict;
  };
  const everyBackend = async () => {
    const wanted = await backends();
    const { missing, fault } = await hearAll(wanted, answered, version, atOnce);
    if (fault) return fault;
    if (missing.length === 0) return `/api/version ${tag} from ${wanted.length} backends`;
    return {
      check: "/api/version",
      expected: "an answer of every backend",
      came: `none of ${missing.join(", ")}`,
    };
  };
  const pageAndAsset = async () => {
    const page = await get(inputs.page);
    const asset = checks.assetOf(page.body, inputs.assets);
    const fault =
      checks.answers200(inputs.page, page) ?? (asset ? checks.isAsset(asset, await get(asset)) : undefined);
    return fault ?? `${inputs.page} 200, ${asset ?? "which names no asset"}`;
  };
  return [is200("/health"), is200("/ready"), everyBackend, pageAndAsset, ...inputs.smoke.map(is200)];
}
