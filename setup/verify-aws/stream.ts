/** Users of an environment, few and bounded, while something is done to it. */
import { setTimeout as pause } from "node:timers/promises";
import { type Answer, frontendColour } from "../../components/load-balancer/answer";

export interface StreamReport {
  readonly requests: number;
  readonly byColour: Readonly<Record<string, number>>;
  /** How often, by what went wrong. */
  readonly failures: Readonly<Record<string, number>>;
}

export interface StreamOptions {
  readonly perSecond: number;
  /** No more requests than this, however long it takes. */
  readonly most: number;
}

/** What is wrong with an answer to a user; undefined: nothing. */
export function faultOf(answer: Answer): string | undefined {
  if (answer.status === 0) return answer.body;
  if (answer.status !== 200) return `status ${answer.status}`;
  return frontendColour(answer) === undefined ? "200, but not by a colour" : undefined;
}

/** Asks at an even pace while `work` is under way, nothing twice. @throws what `work` throws, when all have ended. */
export async function during(
  ask: () => Promise<Answer>,
  work: () => Promise<unknown>,
  { perSecond, most }: StreamOptions,
): Promise<StreamReport> {
  const byColour: Record<string, number> = {};
  const failures: Record<string, number> = {};
  const count = (into: Record<string, number>, key: string) => (into[key] = (into[key] ?? 0) + 1);
  const underWay: Promise<unknown>[] = [];
  let over = false;
  const working = work().finally(() => (over = true));
  // It is waited for below; until then nobody listens.
  working.catch(() => undefined);
  while (!over && underWay.length < most) {
    const asked = ask().then((answer) => {
      const fault = faultOf(answer);
      if (fault === undefined) count(byColour, frontendColour(answer) ?? "");
      else count(failures, fault);
    });
    underWay.push(asked);
    await pause(1_000 / perSecond);
  }
  await Promise.all(underWay);
  await working;
  if (underWay.length >= most) throw new Error(`${most} requests were not enough for all of it`);
  return { requests: underWay.length, byColour, failures };
}

/** @returns what was seen. @throws when a request failed, or not both colours answered: then nothing was shown. */
export function judged({ requests, byColour, failures }: StreamReport): string {
  const failed = Object.values(failures).reduce((sum, each) => sum + each, 0);
  const seen = `${requests} requests, ${failed} failed; blue answered ${byColour.blue ?? 0}, green ${byColour.green ?? 0}`;
  if (failed > 0)
    throw new Error(
      [seen, ...Object.entries(failures).map(([what, times]) => `${times} times: ${what}`)].join("\n"),
    );
  if (!byColour.blue || !byColour.green) throw new Error(`${seen}: not both, so this shows no flip`);
  return seen;
}
