/** What was shown, for people and for programs. Pure but for the steps that it is handed. */
import type { Paint } from "../terminal";

/** One thing that only an account can show. */
export interface Step {
  readonly name: string;
  /** Why it is left out this time, and what includes it. */
  readonly leftOut?: string;
  /** @returns what was seen. @throws saying what was expected and what came. */
  readonly show: () => Promise<string>;
}

export interface Outcome {
  readonly name: string;
  readonly result: "shown" | "failed" | "left out";
  readonly said: string;
  readonly seconds: number;
}

/** All steps in their order, also after one that failed: each stands for itself. */
export async function runSteps(steps: readonly Step[], tell: (outcome: Outcome) => void): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    const outcome = await run(step);
    outcomes.push(outcome);
    tell(outcome);
  }
  return outcomes;
}

async function run({ name, leftOut, show }: Step): Promise<Outcome> {
  if (leftOut !== undefined) return { name, result: "left out", said: leftOut, seconds: 0 };
  const began = Date.now();
  const ended = (result: Outcome["result"], said: string): Outcome => ({
    name,
    result,
    said,
    seconds: Math.round((Date.now() - began) / 100) / 10,
  });
  return show().then(
    (said) => ended("shown", said),
    (error: Error) => ended("failed", error.message.trim()),
  );
}

export function outcomeText({ name, result, said, seconds }: Outcome, paint: Paint): string {
  const style = { shown: "green", failed: "red", "left out": "grey" } as const;
  const [first = "", ...more] = said.split("\n");
  const lines = [`${paint(style[result], result.padEnd(8))}  ${name} (${seconds} s): ${first}`, ...more];
  return lines.join("\n            ");
}

export function totalText(stack: string, outcomes: readonly Outcome[]): string {
  const count = (result: Outcome["result"]) => outcomes.filter((each) => each.result === result).length;
  return `${stack}: ${count("shown")} shown, ${count("failed")} failed, ${count("left out")} left out`;
}

/** 1 when a step failed, or none was shown. */
export function exitCode(outcomes: readonly Outcome[]): number {
  const isShown = outcomes.some(({ result }) => result === "shown");
  return isShown && outcomes.every(({ result }) => result !== "failed") ? 0 : 1;
}
