/** What is kept of an environment in which a story failed. */
import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { writeFailureBundle } from "../../setup/failure-bundle";
import type { TestEnvironment } from "./environment";
import { projectRoot } from "./project-copy";

/** @returns the folder: the last runs, and all that a failing `make up` keeps. */
export async function keepEvidence(environment: TestEnvironment, title: string): Promise<string> {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 80);
  const folder = join(projectRoot, "out", `failure-${name}`);
  rmSync(folder, { recursive: true, force: true });
  const runs = environment.runs
    .slice(-4)
    .map(({ command, output }, at) => [`run-${at + 1}.txt`, `pulumi ${command}\n${output}`]);
  await writeFailureBundle({
    stack: environment.asStack(),
    folder,
    said: Object.fromEntries(runs) as Record<string, string>,
    events: environment.eventLog,
  });
  return relative(process.cwd(), folder);
}
