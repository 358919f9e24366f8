import { otherColour } from "../colour";
import { failPoint } from "../provider/fail-point";
import { resourceProvider, sameInputs } from "../provider/provider";
import { findContainers, isWell, labels, logTail } from "../docker/engine";
import { HaProxy } from "../load-balancer/haproxy";
import type { LoadBalancerStatus } from "../load-balancer/haproxy-status";
import { agrees, weightsNow } from "../load-balancer/listener-provider";
import { parseVersion } from "../version";
import * as checks from "./checks";
import type { GateInputs } from "./docker";
import { answerChecks, type Check, type Evidence, healthyInARow, logLines, prove } from "./prove";

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

async function pass(inputs: GateInputs): Promise<Evidence> {
  await failPoint(`gate-${inputs.colour}:before-checks`);
  const loadBalancer = await HaProxy.of(inputs);
  const get = (path: string) => loadBalancer.request(path, inputs.colour);
  const backends = () => Promise.resolve(inputs.backends);
  return prove(
    inputs,
    [[targetHealth(loadBalancer, inputs)], answerChecks(inputs, get, backends)],
    async () => {
      const unwell = await suspects(loadBalancer, inputs);
      const logs = unwell.map(async ({ name, status, id }) =>
        logLines(name, status, await logTail(loadBalancer.engine, id)),
      );
      return (await Promise.all(logs)).flat();
    },
  );
}

/** What the load balancer says: every target healthy, several polls in a row, and as many as serve now. */
function targetHealth(loadBalancer: HaProxy, inputs: GateInputs): Check {
  return healthyInARow(inputs.polls, inputs.frontends, async () => {
    const status = await loadBalancer.status();
    const targets = status.targets[inputs.colour];
    const ours = { frontend: inputs.frontends, backend: inputs.backends.length };
    const serving = await servingNow(loadBalancer, inputs, status);
    const fault =
      checks.targetHealth(targets, inputs.frontends) ??
      checks.enoughReplicas(ours, serving, parseVersion(inputs.version));
    return { fault, warm: checks.warmFor(targets, inputs.polls) };
  });
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
