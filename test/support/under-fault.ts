/** Users on an environment while something breaks, and the judgement of what it cost them. */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { until } from "../../components/until";
import { docker, type Seen } from "./docker";
import type { TestEnvironment } from "./environment";
import { type Fault, faultUsers } from "./faults";
import { assertNoneFailed, describeReport, phaseOf, Users } from "./load";
import type { Allowed, Report } from "./load-judge";

/** Enough to say that users are served again. */
const enough = 100;

/**
 * Users before, during and after a fault. `happen` breaks something, waits for what ought to follow, and mends it. What
 * failed meanwhile must be what the fault is said to cost; before and afterwards nothing may fail.
 */
export async function underFault(
  { url }: Pick<TestEnvironment, "url">,
  { loss }: Fault,
  allowed: Allowed,
  happen: (users: Users) => Promise<void>,
): Promise<void> {
  const users = await Users.start({ url, perSecond: 50, clients: faultUsers, slowMs: 0 }, allowed);
  await users.reach("start", enough, 120_000);
  await users.phase("fault", allowed);
  await happen(users);
  await untilNoneFails(users);
  await users.phase("afterwards", allowed);
  await users.reach("afterwards", enough, 120_000);
  const report = await users.stop();
  const { failedAs } = phaseOf(report, "fault");
  process.stdout.write(`      ${describeReport(report)}\n`);
  for (const [kind, count] of inShort(failedAs)) process.stdout.write(`        ${count} x ${kind}\n`);
  assertNoneFailed({ ...report, phases: report.phases.filter(({ name }) => name !== "fault") });
  assertWorth(report, loss);
}

/** Without paths, ports and bodies: a line for each way to fail. */
function inShort(failedAs: Readonly<Record<string, number>>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [kind, count] of Object.entries(failedAs)) {
    const what = kind.slice(kind.indexOf("): ") + 3).replace(/ \S+:\d+$/, "");
    const short = `${kind.split(" ")[0]}: ${what.split(": ")[0]}`;
    sums.set(short, (sums.get(short) ?? 0) + count);
  }
  return sums;
}

function assertWorth(report: Report, loss: Fault["loss"]): void {
  const { failed, failedAs } = phaseOf(report, "fault");
  if (!loss) return assertNoneFailed(report);
  const others = Object.entries(failedAs).filter(([kind]) => !loss.looks.test(kind));
  assert.deepEqual(others, [], "requests failed that this fault should not have cost");
  assert(failed <= (loss.atMost ?? failed), `${failed} requests failed, more than ${loss.atMost}`);
}

/** A request that began during the fault may still fail after it: so many in a row have to be good. */
async function untilNoneFails(users: Users): Promise<void> {
  let [failed, from] = [-1, 0];
  await until(
    async () => {
      const phase = phaseOf(await users.report(), "fault");
      if (phase.failed !== failed) [failed, from] = [phase.failed, phase.requests];
      return phase.requests - from >= enough;
    },
    `${enough} good requests in a row`,
    { timeoutMs: 120_000 },
  );
}

/** As when its process dies: the engine's own stop would be taken for a wish, and end the restart policy. */
export async function crash({ id, image }: Seen): Promise<void> {
  const process = await docker(["inspect", "--format", "{{.State.Pid}}", id]);
  const kill = ["--entrypoint", "bash", image, "-c", `kill -9 ${process}`];
  await docker(["run", "--rm", "--pid", "host", "--user", "0", ...kill]);
}

/** Since when each container runs: a restart shows. */
export async function startTimes(dev: TestEnvironment): Promise<string[]> {
  return (await dev.containers()).map(({ name, startedAt, state }) => `${name} ${state} ${startedAt}`);
}

/** The first container that is so. */
export async function one(dev: TestEnvironment, wanted: Partial<Seen>): Promise<Seen> {
  const all = await dev.containers();
  const found = all.find((each) =>
    Object.entries(wanted).every(([key, value]) => each[key as keyof Seen] === value),
  );
  assert(found, `there is no ${JSON.stringify(wanted)} among ${JSON.stringify(all)}`);
  return found;
}

/** What `/ready` says on the users' route; status 0 when nobody answers. */
export async function readiness({
  url,
}: Pick<TestEnvironment, "url">): Promise<{ status: number; body: string }> {
  try {
    const answer = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(10_000) });
    return { status: answer.status, body: await answer.text() };
  } catch {
    await pause(50);
    return { status: 0, body: "" };
  }
}

export async function untilReady(dev: TestEnvironment, said = /"status":"ok"/): Promise<void> {
  await until(
    async () => {
      const { status, body } = await readiness(dev);
      return status === 200 && said.test(body);
    },
    `/ready to say ${said}`,
    { timeoutMs: 90_000 },
  );
}
