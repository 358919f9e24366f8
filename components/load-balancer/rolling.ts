/** The targets of a colour that has users are exchanged some at a time: N-K former ones beside K new ones. */
import { isFault, rightVersion, targetHealth } from "../gate/checks";
import { assertStillAsked } from "../provider/asked";
import { failPoint } from "../provider/fail-point";
import { notice } from "../provider/provider";
import { until } from "../until";
import type { TargetGroupInputs } from "./docker";
import type { HaProxy, Replaced } from "./haproxy";
import { hostAndPort, targetsIn, withTargets } from "./haproxy-config";

export interface Rolling {
  /** K: how many are exchanged at once. */
  readonly batch: number;
  /** What the new ones have to answer. */
  readonly version: string;
  /** How long each may take until it answers. */
  readonly timeoutMs: number;
}

/** Some targets go and others come; a container that is made again keeps its target. */
export function isExchange(now: string, wanted: string): boolean {
  const [former, next] = [targetsIn(now), targetsIn(wanted)];
  const others = (some: readonly string[], all: readonly string[]) =>
    some.some((each) => !all.includes(each));
  return others(former, next) && others(next, former);
}

/**
 * @param now the file of the target group that runs @param wanted the one that is to run
 * @returns files in the order in which they come to run; the last one is the wanted one, and only that has its header
 */
export function filesBetween(now: string, wanted: string, batch: number): string[] {
  const [former, next] = [targetsIn(now), targetsIn(wanted)];
  const staying = next.filter((target) => former.includes(target));
  const coming = next.filter((target) => !former.includes(target));
  const leaving = former.filter((target) => !next.includes(target));
  const files: string[] = [];
  for (let came = batch; leaving.length > 0 && came < coming.length; came += batch)
    files.push(withTargets(now, [...staying, ...coming.slice(0, came), ...leaving.slice(came)]));
  return [...files, wanted];
}

/** @throws when a new one does not answer in time: it and those after it get no users, the others stay. */
export async function roll(
  loadBalancer: HaProxy,
  { colour, file, content }: TargetGroupInputs,
  { batch, version, timeoutMs }: Rolling,
  now: string,
  replaced: Replaced,
): Promise<void> {
  const all = targetsIn(content);
  let has = targetsIn(now);
  const exchanged = () => all.filter((target) => has.includes(target)).length;
  for (const step of filesBetween(now, content, batch)) {
    const targets = targetsIn(step);
    const coming = targets.filter((target) => !has.includes(target));
    try {
      await Promise.all(
        coming.map((target) => answersItself(loadBalancer, target, { colour, version, timeoutMs })),
      );
      await assertStillAsked();
      await loadBalancer.applyFile(file, step, replaced);
      await until(
        async () => !targetHealth((await loadBalancer.status()).targets[colour], targets.length),
        `${targets.length} targets of ${colour} to be healthy`,
        { timeoutMs },
      );
    } catch (error) {
      throw new Error(
        [
          `rolling ${colour} to ${version}: ${(error as Error).message}; ${exchanged()} of its ${all.length} targets have users, and the former ones stay`,
          "  next: put the former release block back, or mend it under a new version; then run up again",
        ].join("\n"),
      );
    }
    has = targets;
    notice(`rolling ${colour} to ${version}: ${exchanged()} of ${all.length} targets`);
    await failPoint(`target-group-${colour}:exchanged-${exchanged()}`);
  }
}

/** Before the load balancer knows it: ready, and of the right version. */
async function answersItself(
  loadBalancer: HaProxy,
  target: string,
  { colour, version, timeoutMs }: Pick<Rolling, "version" | "timeoutMs"> & Pick<TargetGroupInputs, "colour">,
): Promise<void> {
  const { host, port } = hostAndPort(target);
  let came = "nothing";
  const isReady = async () => {
    const ready = await loadBalancer.requestFrom(host, port, "/ready");
    if (ready.status !== 200) {
      came = `/ready ${ready.status || "no answer"}`;
      return false;
    }
    const verdict = rightVersion(await loadBalancer.requestFrom(host, port, "/api/version"), {
      version,
      colour,
    });
    if (isFault(verdict)) came = `/api/version ${verdict.came}`;
    return !isFault(verdict);
  };
  await until(isReady, "", { timeoutMs }).catch(() => {
    throw new Error(`${host} did not answer as it should within ${timeoutMs / 1000} s (came: ${came})`);
  });
}
