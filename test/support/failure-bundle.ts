/** What is kept of an environment in which a story failed. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { TestEnvironment } from "./environment";
import { projectRoot } from "./project-copy";
import { run } from "./run";

/** @returns the folder with logs of all containers, the last runs, and the state without secrets. */
export async function keepEvidence(environment: TestEnvironment, title: string): Promise<string> {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 80);
  const folder = join(projectRoot, ".state/failures", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { id, name, state } of await environment.containers()) {
    const { output } = await run("docker", ["logs", "--timestamps", "--tail", "2000", id], { mayFail: true });
    writeFileSync(join(folder, `${name}.${state}.log`), output);
  }
  for (const [index, { command, output }] of environment.runs.slice(-4).entries()) {
    writeFileSync(join(folder, `run-${index + 1}.txt`), `pulumi ${command}\n${output}`);
  }
  writeFileSync(join(folder, "state.json"), (await environment.command("stack", "export")).stdout);
  return relative(process.cwd(), folder);
}
