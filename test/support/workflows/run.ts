/**
 * Runs a workflow here: its jobs in the order of their needs, and of each the shell steps; of actions, checkouts and
 * artifacts. Which jobs and steps run, and what they are told, is worked out as on GitHub.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Job, type Step, workflows } from "../../workflows/workflows";
import { run } from "../run";
import { Artifacts } from "./artifacts";
import { type Context, Expressions } from "./expressions";

export interface Machine {
  /** The checkout that steps run in. @param ref as `actions/checkout` is told; empty: the commit of the event */
  checkout(ref: string): Promise<string>;
  /** Besides what the steps say. */
  readonly env: Readonly<Record<string, string>>;
  /** Commands that are only noted, not run. */
  readonly noted?: (command: string) => boolean;
}

export interface JobRun {
  readonly result: "success" | "failure" | "skipped";
  readonly outputs: Readonly<Record<string, string>>;
}

export class WorkflowRun {
  /** Each shell step that ran, as `job: command`. */
  readonly ran: string[] = [];
  /** All that they said. */
  said = "";
  private readonly artifacts = new Artifacts();

  private constructor(
    private readonly expressions: Expressions,
    private readonly machine: Machine,
  ) {}

  static async of(name: string, context: Context, machine: Machine): Promise<WorkflowRun> {
    const begun = new WorkflowRun(await Expressions.load(), machine);
    await begun.workflow(name, context);
    return begun;
  }

  private async workflow(name: string, context: Context, within = ""): Promise<boolean> {
    const { workflow } = workflows().get(name) ?? assert.fail(`there is no workflow ${name}`);
    const done: Record<string, JobRun> = {};
    // Written in the order of their needs; a job that needs a later one would find nothing of it.
    for (const [id, job] of Object.entries(workflow.jobs)) {
      const needed = [job.needs ?? []].flat();
      for (const each of needed) assert.ok(done[each], `${name}: ${id} needs ${each}, which comes later`);
      const needs = Object.fromEntries(needed.map((each) => [each, done[each]]));
      done[id] = await this.job(`${within}${id}`, job, { ...context, needs });
    }
    return Object.values(done).every(({ result }) => result !== "failure");
  }

  private async job(id: string, job: Job, context: Context): Promise<JobRun> {
    const results = Object.values(context.needs as Record<string, JobRun>).map(({ result }) => result);
    const status = { failed: results.some((result) => result !== "success") };
    if (!this.expressions.holds(job.if, context, status)) return { result: "skipped", outputs: {} };
    if (job.uses !== undefined) {
      const called = /([\w-]+)\.yml$/.exec(job.uses)?.[1] ?? "";
      const inputs = this.map(job.with, context);
      const { github, vars, secrets } = context;
      const ok = await this.workflow(called, { github, vars, secrets, inputs }, `${id}/`);
      return { result: ok ? "success" : "failure", outputs: {} };
    }
    let first: JobRun = { result: "success", outputs: {} };
    for (const matrix of combinations(job.strategy?.matrix)) {
      const one = await this.steps(id, job, { ...context, matrix });
      if (first.result === "success") first = one;
    }
    return first;
  }

  private async steps(id: string, job: Job, context: Context): Promise<JobRun> {
    const outputs: Record<string, { outputs: Record<string, string> }> = {};
    const env = this.map(job.env, context);
    let [failed, folder] = [false, ""];
    for (const step of job.steps ?? []) {
      const now = { ...context, steps: outputs, env };
      if (!this.expressions.holds(step.if, now, { failed })) continue;
      const given = this.map(step.with, now);
      if (step.uses?.startsWith("actions/checkout@")) folder = await this.machine.checkout(given.ref ?? "");
      if (step.uses?.startsWith("actions/upload-artifact@")) this.artifacts.upload(folder, given.path ?? "");
      if (step.uses?.startsWith("actions/download-artifact@"))
        this.artifacts.download(join(folder, given.path ?? ""));
      if (step.run === undefined) continue;
      if (this.machine.noted?.(step.run)) {
        this.ran.push(`${id}: ${step.run}`);
        continue;
      }
      const { ok, told } = await this.step(id, step, folder, { ...env, ...this.map(step.env, now) });
      if (step.id !== undefined) outputs[step.id] = { outputs: told };
      failed ||= !ok;
    }
    const told = this.map(job.outputs, { ...context, steps: outputs });
    return { result: failed ? "failure" : "success", outputs: told };
  }

  private async step(id: string, step: Step, cwd: string, env: Readonly<Record<string, string>>) {
    const command = step.run ?? "";
    const folder = mkdtempSync(join(tmpdir(), "maintenance-step-"));
    const file = join(folder, "output");
    writeFileSync(file, "");
    try {
      const told = { ...this.machine.env, ...env, GITHUB_OUTPUT: file };
      const { code, output, seconds } = await run("bash", ["-e", "-c", command], {
        cwd,
        env: told,
        mayFail: true,
      });
      process.stdout.write(`      ${id}: ${command}: ${seconds.toFixed(1)} s, exit ${code}\n`);
      this.ran.push(`${id}: ${command}`);
      this.said += output;
      const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
      const pairs = lines.map((line) => [
        line.slice(0, line.indexOf("=")),
        line.slice(line.indexOf("=") + 1),
      ]);
      return { ok: code === 0, told: Object.fromEntries(pairs) as Record<string, string> };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  private map(
    texts: Readonly<Record<string, unknown>> | undefined,
    context: Context,
  ): Record<string, string> {
    return Object.fromEntries(
      Object.entries(texts ?? {}).map(([key, text]) => [key, this.expressions.filled(String(text), context)]),
    );
  }
}

/** What a matrix makes of a job: each value of its words with each of the others, or what it lists one by one. */
function combinations(matrix: Readonly<Record<string, readonly unknown[]>> = {}): object[] {
  const { include, ...words } = matrix;
  if (include !== undefined) {
    assert.deepEqual(words, {}, "a matrix that adds to its own words is not understood here");
    return include as object[];
  }
  return Object.entries(words).reduce<object[]>(
    (made, [word, values]) => made.flatMap((each) => values.map((value) => ({ ...each, [word]: value }))),
    [{}],
  );
}
