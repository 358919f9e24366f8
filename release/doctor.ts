/** `release doctor`: whether everything that a release needs is as it should be. Each check is a row; none changes anything. */
import type { Paint } from "../setup/terminal";
import type { Configuration } from "./command";

/** `look` is no reason to wait with a release. */
export type Verdict = "ok" | "look" | "bad";

export interface Finding {
  readonly verdict: Verdict;
  /** What is so; of what is not ok, what to do too. */
  readonly says: string;
}

export interface Check {
  readonly about: string;
  /** @throws when it cannot be told, which is bad */
  readonly examine: (configuration: Configuration) => Promise<Finding>;
}

export interface Examined extends Finding {
  readonly about: string;
}

export function ok(says: string): Finding {
  return { verdict: "ok", says };
}
export function look(says: string): Finding {
  return { verdict: "look", says };
}
export function bad(says: string): Finding {
  return { verdict: "bad", says };
}

export async function examine(checks: readonly Check[], configuration: Configuration): Promise<Examined[]> {
  return Promise.all(
    checks.map(async ({ about, examine: ask }) => {
      try {
        return { about, ...(await ask(configuration)) };
      } catch (error) {
        return { about, ...bad(`cannot be told: ${(error as Error).message}`) };
      }
    }),
  );
}

export function worstOf(all: readonly Finding[]): Verdict {
  if (all.some(({ verdict }) => verdict === "bad")) return "bad";
  return all.some(({ verdict }) => verdict === "look") ? "look" : "ok";
}

const marks = { ok: ["ok  ", "green"], look: ["LOOK", "bold"], bad: ["BAD ", "red"] } as const;
const endings: Readonly<Record<Verdict, string>> = {
  ok: "ready for a release",
  look: "ready for a release, after a look",
  bad: "not ready for a release",
};

export function doctorText(stack: string, all: readonly Examined[], paint: Paint): string {
  const width = Math.max(...all.map(({ about }) => about.length)) + 2;
  const lines = all.map(({ about, verdict, says }) => {
    const [mark, style] = marks[verdict];
    return `  ${paint(style, mark)}  ${about.padEnd(width)}${says.trim().replaceAll("\n", `\n${" ".repeat(width + 8)}`)}`;
  });
  return `${paint("bold", stack)}: ${endings[worstOf(all)]}\n\n${lines.join("\n")}\n`;
}
