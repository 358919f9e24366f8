import { describeWeights, otherColour, sameWeights, type Weights } from "../colour";
import { failPoint } from "../provider/fail-point";
import { notice, resourceProvider, sameInputs } from "../provider/provider";
import { Cluster } from "../kubernetes/cluster";
import { labelsOf } from "../kubernetes/names";
import { CannotAsk } from "../load-balancer/answer";
import { Elb, type ElbStatus, type ElbTarget, noLoadBalancer } from "../load-balancer/elb";
import { colourHeader } from "../load-balancer/load-balancer";
import { ask } from "../load-balancer/request";
import { parseVersion } from "../version";
import type { AwsGateInputs } from "./aws";
import * as checks from "./checks";
import { answerChecks, type Check, type Evidence, healthyInARow, logLines, prove } from "./prove";

export const provider = resourceProvider<AwsGateInputs, Evidence>({
  /** Asks the load balancer, whose listener compares with the state only: so a change by hand is seen here. */
  async differs(olds, news) {
    const same = sameInputs(olds, news, "version", "frontends", "backends", "targetGroup", "blue", "green");
    const found = await Elb.recentStatus(news).catch(() => undefined);
    if (!found?.weights) return true;
    if (!sameWeights(found.weights, olds)) notice(handNotice(found.weights, olds));
    return !same || !sameWeights(found.weights, news);
  },
  create: pass,
  update: (_olds, news) => pass(news),
});

function handNotice(found: Weights, olds: Weights): string {
  return `listener: the load balancer has ${describeWeights(found)}, not the ${describeWeights(olds)} of the last run (changed by hand, or the last run was killed); pulumi up --refresh repairs it`;
}

async function pass(inputs: AwsGateInputs): Promise<Evidence> {
  await failPoint(`gate-${inputs.colour}:before-checks`);
  const [loadBalancer, cluster] = await Promise.all([Elb.of(inputs), Cluster.of(inputs)]);
  const door = { host: inputs.host, port: inputs.previewPort, domain: inputs.domain };
  const get = (path: string) => ask(door, path, { [colourHeader]: inputs.colour });
  const ready = async (role: string) =>
    (await cluster.pods(labelsOf({ ...inputs, role }))).filter((pod) => pod.isReady);
  const backends = async () => (await ready("backend")).map(({ name }) => name);
  const serving = servingNow(loadBalancer, cluster, inputs);
  const targets = targetHealth(loadBalancer, inputs, async () => (await backends()).length, serving);
  return prove(inputs, [[targets], answerChecks(inputs, get, backends)], () => suspects(cluster, inputs));
}

/** What the load balancer says: every target healthy, as many as wanted and as many as serve now. */
function targetHealth(
  loadBalancer: Elb,
  inputs: AwsGateInputs,
  backends: () => Promise<number>,
  serving: () => Promise<checks.Capacity>,
): Check {
  const faultNow = async () => {
    const [targets, backend] = await Promise.all([loadBalancer.targets(inputs.targetGroup), backends()]);
    const ours = { frontend: targets.filter(isHealthy).length, backend };
    return (
      allHealthy(targets, inputs.frontends) ??
      enoughBackends(backend, inputs.backends) ??
      checks.enoughReplicas(ours, await serving(), parseVersion(inputs.version))
    );
  };
  return healthyInARow(inputs.polls, inputs.frontends, async () => ({
    fault: await faultNow().catch((error: unknown) => notAnswered(error, inputs)),
  }));
}

/** Waiting may mend it, as when AWS refuses questions for their rate. @throws what is no such error */
function notAnswered(error: unknown, { timeoutMs }: AwsGateInputs): checks.Fault {
  if (!(error instanceof CannotAsk)) throw error;
  const expected = `an answer of AWS within the gate's ${timeoutMs / 1000} s`;
  return { check: "target health", expected, came: error.message };
}

function isHealthy({ state }: ElbTarget): boolean {
  return state === "healthy";
}

/** As many as wanted or, while an autoscaler adds some, more; and none that is not healthy. */
export function allHealthy(targets: readonly ElbTarget[], wanted: number): checks.Fault | undefined {
  const healthy = targets.filter(isHealthy);
  if (healthy.length >= wanted && healthy.length === targets.length) return undefined;
  const said = targets.map(({ address, state, reason }) => `${address} ${state}${reason && ` (${reason})`}`);
  return {
    check: "target health",
    expected: `${wanted} or more targets, all healthy on the load balancer`,
    came: `${healthy.length} of ${targets.length}: ${said.length === 0 ? "no target" : said.join(", ")}`,
  };
}

function enoughBackends(ready: number, wanted: number): checks.Fault | undefined {
  if (ready >= wanted) return undefined;
  return { check: "backends", expected: `${wanted} ready`, came: String(ready) };
}

/**
 * @returns asks what the other colour has ready, when it serves. Which one serves is asked once: AWS answers few such
 * questions a second, for all who ask in an account.
 */
function servingNow(
  loadBalancer: Elb,
  cluster: Cluster,
  { colour, loadBalancer: name }: AwsGateInputs,
): () => Promise<checks.Capacity> {
  const other = otherColour(colour);
  let status: ElbStatus | undefined;
  return async () => {
    status ??= await loadBalancer.status();
    if (!status) throw new Error(noLoadBalancer(name));
    if ((status.weights?.[other] ?? 0) === 0) return { frontend: 0, backend: 0 };
    const [targets, pods] = await Promise.all([
      loadBalancer.targets(status.targetGroups[other]),
      cluster.pods(labelsOf({ role: "backend", colour: other })),
    ]);
    return {
      frontend: targets.filter(isHealthy).length,
      backend: pods.filter(({ isReady }) => isReady).length,
    };
  };
}

/** Pods that are not ready; the backends when all of them look well. */
async function suspects(cluster: Cluster, { colour, version }: AwsGateInputs): Promise<string[]> {
  const roles = ["frontend", "backend"].map((role) => cluster.pods(labelsOf({ role, colour, version })));
  const [frontends = [], backends = []] = await Promise.all(roles);
  const unwell = [...frontends, ...backends].filter(({ isReady }) => !isReady);
  const chosen = (unwell.length > 0 ? unwell : backends).slice(0, 3);
  const logs = chosen.map(async ({ name, state }) => logLines(name, state, await cluster.log(name)));
  return (await Promise.all(logs)).flat();
}
