/** Whether the engine has exactly what the state knows. */
import assert from "node:assert/strict";
import { type Names } from "../../components/docker/left-behind";
import { namesKnownTo } from "../../setup/stack";
import { docker } from "./docker";
import type { TestEnvironment } from "./environment";

/** Containers, volumes and networks that bear the stack's label are those in the state, no more and no fewer. */
export async function assertOnlyWhatTheStateKnows(environment: TestEnvironment): Promise<void> {
  const known = await namesKnownTo(environment.asStack());
  assert.deepEqual(await namesOnEngine(environment.stack), {
    containers: sorted(known.containers),
    // Volumes that remember a build belong to the engine, not to a stack.
    volumes: sorted(known.volumes.filter((name) => !name.startsWith("built-"))),
    networks: sorted(known.networks),
  });
}

export async function namesOnEngine(stack: string): Promise<Names> {
  const label = ["--filter", `label=maintenance.stack=${stack}`];
  const names = async (...args: string[]) => sorted((await docker([...args, ...label])).split("\n"));
  return {
    containers: await names("ps", "-a", "--format", "{{.Names}}"),
    volumes: await names("volume", "ls", "--quiet"),
    networks: await names("network", "ls", "--format", "{{.Name}}"),
  };
}

function sorted(names: readonly string[]): string[] {
  return names.filter((name) => name !== "").sort();
}
