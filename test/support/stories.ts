/** How stories meet their environment: one for all stories of a group, told in order. */
import assert from "node:assert/strict";
import { HaProxy } from "../../components/load-balancer/haproxy";
import { networkOf } from "./docker";
import { type Operation, describe as describeOperation } from "./events";
import { type PulumiOptions, type PulumiRun, type ReleaseBlock, TestEnvironment } from "./environment";
import { keepEvidence } from "./failure-bundle";
import { sendUsersAway } from "./load";

/** Makes the group's environment; after a failed story its evidence is kept, and its path printed. */
export function useEnvironment(name: string): () => TestEnvironment {
  let environment: TestEnvironment | undefined;
  before(async () => {
    environment = await TestEnvironment.create(name);
  });
  afterEach(async function () {
    if (this.currentTest?.state !== "failed" || !environment) return;
    sendUsersAway();
    const folder = await keepEvidence(environment, this.currentTest.fullTitle());
    process.stdout.write(`      evidence: ${folder}\n`);
  });
  after(() => environment?.dispose());
  return () => {
    assert(environment, "stories run after the environment is made");
    return environment;
  };
}

/** `up` that has to succeed. */
export async function up(environment: TestEnvironment, options?: PulumiOptions): Promise<PulumiRun> {
  const result = await environment.up(options);
  assert.equal(result.code, 0, result.output);
  return result;
}

/** `up` that has to fail, saying all of this. */
export async function failingUp(
  environment: TestEnvironment,
  said: readonly RegExp[],
  options?: PulumiOptions,
): Promise<PulumiRun> {
  return failed(await environment.up(options), said);
}

/** A preview that has to refuse, saying all of this. */
export async function refusedPreview(
  environment: TestEnvironment,
  said: readonly RegExp[],
): Promise<PulumiRun> {
  return failed(await environment.preview(), said);
}

/** A preview that has to pass. */
export async function preview(environment: TestEnvironment, ...flags: string[]): Promise<PulumiRun> {
  const result = await environment.preview({ flags });
  assert.equal(result.code, 0, result.output);
  return result;
}

/** Brings the environment to a release that a story begins with; nothing is done when it is there already. */
export async function given(environment: TestEnvironment, release: ReleaseBlock): Promise<void> {
  environment.setRelease(release);
  await up(environment);
}

/** `update listener`, ...: operations as they are compared whole. */
export function listed(operations: readonly Operation[]): string[] {
  return operations.map(describeOperation);
}

function failed(result: PulumiRun, said: readonly RegExp[]): PulumiRun {
  assert.notEqual(result.code, 0, `should have failed, but did not\n${result.output}`);
  for (const text of said) assert.match(result.output, text);
  return result;
}

/** What users get now, as the backend says it. */
export async function servingNow({ url }: TestEnvironment): Promise<{ version: string; colour: string }> {
  const response = await fetch(`${url}/api/version`);
  const { version, colour } = (await response.json()) as { version: string; colour: string };
  assert.equal(response.headers.get("x-colour"), colour);
  return { version, colour };
}

/** The load balancer as the program itself reaches it. */
export async function loadBalancerOf(environment: TestEnvironment): Promise<HaProxy> {
  return HaProxy.of({ network: await networkOf(environment) });
}

/** The containers of the colours run these versions, all of them, and no others. */
export async function assertRuns(
  environment: TestEnvironment,
  wanted: Partial<Record<string, string>>,
): Promise<void> {
  const seen = (await environment.containers()).filter(({ colour }) => colour !== "");
  const versions = [...new Set(seen.map(({ colour, version, state }) => `${colour} ${version} ${state}`))];
  assert.deepEqual(
    versions.sort(),
    Object.entries(wanted).map(([colour, version]) => `${colour} ${version} running`),
  );
}
