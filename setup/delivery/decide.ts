/** Decides for a job on GitHub, from its environment and git: outputs for the jobs after it, one sentence for people. */
import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { failWith } from "../terminal";
import { type Decision, decide, type Event } from "./decision";

const git = (...args: readonly string[]) =>
  execFileSync("git", [...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
    .split("\n")
    .filter((line) => line !== "");

function eventOf(env: NodeJS.ProcessEnv): Event {
  const { GITHUB_EVENT_NAME: name, GITHUB_REF: ref, GITHUB_SHA: commit, BEFORE } = env;
  if ((name !== "push" && name !== "workflow_dispatch") || !ref || !commit)
    throw new Error(
      "GITHUB_EVENT_NAME, GITHUB_REF, GITHUB_SHA: should be those of a push or workflow_dispatch, as GitHub sets them in its jobs",
    );
  return {
    name,
    ref,
    commit,
    tags: git("tag", "--points-at", commit),
    changed: changedSince(BEFORE, commit),
    inputs: {
      environment: env.ENVIRONMENT ?? "",
      version: env.VERSION ?? "",
      rollback: env.ROLLBACK === "true",
    },
  };
}

/** Undefined when the former commit is not known here: a new branch, or one that was written anew. */
function changedSince(before: string | undefined, commit: string): string[] | undefined {
  if (!before) return undefined;
  try {
    return git("diff", "--name-only", "--no-renames", before, commit, "--");
  } catch {
    return undefined;
  }
}

export function sentenceOf({ act, environment, version, why }: Decision): string {
  const what = {
    deploy: `${version} to ${environment}`,
    rollback: `${environment} back to ${version || "the release before"}`,
    up: `pulumi up of ${environment}, with the release that its file names`,
    nothing: `nothing for ${environment}: neither the application nor what its stack is made from has changed`,
  }[act];
  return `${why}: ${what}`;
}

function main(): void {
  const decision = decide(eventOf(process.env));
  const outputs = Object.entries(decision).map(([key, value]) => `${key}=${String(value)}\n`);
  if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, outputs.join(""));
  const sentence = `${sentenceOf(decision)}\n`;
  if (process.env.GITHUB_STEP_SUMMARY) appendFileSync(process.env.GITHUB_STEP_SUMMARY, sentence);
  process.stdout.write(sentence);
}

if (require.main === module) {
  try {
    main();
  } catch (error) {
    failWith(error);
  }
}
