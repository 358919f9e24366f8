import { setTimeout as pause } from "node:timers/promises";
import { otherColour } from "../colour";
import { failPoint } from "../dynamic/fail-point";
import { notice, resourceProvider, sameInputs } from "../dynamic/provider";
import { findContainers, isWell, labels, logTail } from "../docker/engine";
import { HaProxy, type LoadBalancerStatus } from "../load-balancer/haproxy";
import { agrees, weightsNow } from "../load-balancer/listener-provider";
import { parseVersion } from "../version";
import * as checks from "./checks";
import type { GateInputs } from "./docker";
import { hearAll } from "./hear-all";

interface Evidence {
  readonly passedAt: string;
  readonly evidence: readonly string[];
}

export const provider = resourceProvider<GateInputs, Evidence>({
  /** Asks the load balancer: the gate runs whenever the listener will move weight, also after a flip that failed. */
  async differs(olds, news) {
    if (!sameInputs(olds, news, "version", "containers", "backends", "frontends", "blue", "green"))
      return true;
    const found = await weightsNow(news);
    return found === undefined || !agrees(found, news);
  },
  create: pass,
  update: (_olds, news) => pass(news),
});

/** @throws naming the check, what was expected, what came, and the last log lines of the containers in question. */
async function pass(inputs: GateInputs): Promise<Evidence> {
  await failPoint(`gate-${inputs.colour}:before-checks`);
  const loadBalancer = await HaProxy.of(inputs);
  const deadline = Date.now() + inputs.timeoutMs;
  let over = false;
  const hold = async (check: Check): Promise<string | checks.Fault> => {
    for (;;) {
      const verdict = await check();
      if (typeof verdict === "string") return verdict;
      over ||= verdict.final === true || Date.now() > deadline; // ends the other checks too
      if (over) return verdict;
      await pause(inputs.intervalMs);
    }
  };
  const passed: string[] = [];
  for (const together of [[targetHealth(loadBalancer, inputs)], answerChecks(loadBalancer, inputs)]) {
    const verdicts = await Promise.all(together.map(hold));
    const faults = verdicts.filter((verdict) => typeof verdict !== "string");
    const [worst, ...others] = checks.worstFirst(faults);
    if (worst) throw new Error(await failure(loadBalancer, inputs, worst, others));
    passed.push(...verdicts.filter((verdict) => typeof verdict === "string"));
  }
  const degraded = passed.filter((each) => each.includes(" but degraded"));
  if (degraded.length > 0)
    notice(`gate of ${inputs.colour} ${inputs.version}: passed, but ${degraded.join("; ")}`);
  return { passedAt: new Date().toISOString(), evidence: passed };
}

/** Asked again until it holds, which it says in a word, or the gate's time is over. */
type Check = () => Promise<checks.Fault | string>;

/** What the load balancer says: every target healthy, several polls in a row, and as many as serve now. */
function targetHealth(loadBalancer: HaProxy, inputs: GateInputs): Check {
  let healthyPolls = 0;
  return async () => {
    const status = await loadBalancer.status();
    const ours = { frontend: inputs.frontends, backend: inputs.backends.length };
    const fault =
      checks.targetHealth(status.targets[inputs.colour], inputs.frontends) ??
      checks.enoughReplicas(
        ours,
        await servingNow(loadBalancer, inputs, status),
        parseVersion(inputs.version),
      );
    const warm = checks.warmFor(status.targets[inputs.colour], inputs.polls);
    healthyPolls = fault ? 0 : warm ? inputs.polls : healthyPolls + 1;
    if (healthyPolls >= inputs.polls) return `${inputs.frontends} targets healthy in ${inputs.polls} polls`;
    return (
      fault ?? {
        check: "target health",
        expected: `${inputs.polls} healthy polls in a row`,
        came: `${healthyPolls}`,
      }
    );
  };
}

/** Requests of one check that are under way together; each is a process in the load balancer's container. */
const atOnce = 8;

/** What the colour answers on the preview route. */
function answerChecks(loadBalancer: HaProxy, inputs: GateInputs): Check[] {
  const { colour } = inputs;
  const get = (path: string) => loadBalancer.request(path, colour);
  const is200 = (path: string) => async () => {
    const answer = await get(path);
    return checks.answers200(path, answer) ?? checks.evidenceOf(path, answer);
  };
  const answered = new Set<string>();
  const version = async () => {
    const verdict = checks.rightVersion(await get("/api/version"), { version: inputs.tag, colour });
    return checks.isFault(verdict) ? { fault: verdict } : verdict;
  };
  const everyBackend = async () => {
    const { missing, fault } = await hearAll(inputs.backends, answered, version, atOnce);
    if (fault) return fault;
    if (missing.length === 0) return `/api/version ${inputs.tag} from ${inputs.backends.length} backends`;
    return {
      check: "/api/version",
      expected: "an answer of every backend",
      came: `none of ${missing.join(", ")}`,
    };
  };
  const pageAndAsset = async () => {
    const page = await get(inputs.page);
    const asset = checks.assetOf(page.body, inputs.assets);
    const fault =
      checks.answers200(inputs.page, page) ?? (asset ? checks.isAsset(asset, await get(asset)) : undefined);
    return fault ?? `${inputs.page} 200, ${asset ?? "which names no asset"}`;
  };
  return [is200("/health"), is200("/ready"), everyBackend, pageAndAsset, ...inputs.smoke.map(is200)];
}

/** What the other colour, when it serves, has ready. */
async function servingNow(
  { engine }: HaProxy,
  inputs: GateInputs,
  status: LoadBalancerStatus,
): Promise<checks.Capacity> {
  const other = otherColour(inputs.colour);
  const backends = await findContainers(engine, inputs, { [labels.colour]: other, [labels.role]: "backend" });
  return checks.servingCapacity(other, status, backends.filter(isWell).length);
}

async function failure(
  loadBalancer: HaProxy,
  inputs: GateInputs,
  fault: checks.Fault,
  others: readonly checks.Fault[],
): Promise<string> {
  const lines = [
    `gate of ${inputs.colour} ${inputs.version}: the check ${fault.check} failed; no weight was moved, users stay where they are`,
    `  expected: ${fault.expected}`,
    `  came:     ${fault.came}`,
    ...others.map(({ check, came }) => `  also:     ${check} came as ${came}`),
  ];
  for (const { name, status, id } of await suspects(loadBalancer, inputs)) {
    lines.push(`  last log lines of ${name} (${status}):`);
    lines.push(...(await logTail(loadBalancer.engine, id)).split("\n").map((line) => `    ${line}`));
  }
  lines.push("  next: mend it under a new version, or put the former release block back; then run up again");
  return lines.join("\n");
}

/** Containers that are not well; the backends when all of them look well. */
async function suspects({ engine }: HaProxy, inputs: GateInputs) {
  const all = await findContainers(engine, inputs, {
    [labels.colour]: inputs.colour,
    [labels.version]: inputs.version,
  });
  const unwell = all.filter((container) => !isWell(container));
  const chosen =
    unwell.length > 0 ? unwell : all.filter((container) => container.labels[labels.role] === "backend");
  return chosen.sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, 3);
}
