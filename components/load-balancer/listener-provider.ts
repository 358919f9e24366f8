import { describeWeights, sameWeights, type Weights } from "../colour";
import { assertStillAsked } from "../provider/asked";
import { failPoint } from "../provider/fail-point";
import { notice, resourceProvider, sameInputs } from "../provider/provider";
import type { ListenerInputs } from "./docker";
import { HaProxy } from "./haproxy";
import type { LoadBalancerStatus } from "./haproxy-status";

interface Evidence {
  readonly appliedAt: string;
}

export const provider = resourceProvider<ListenerInputs, Evidence>({
  async differs(olds, news) {
    const found = await weightsNow(news);
    if (found !== undefined && !agrees(found, olds)) notice(handNotice(found, olds, news));
    return !sameInputs(olds, news, "blue", "green") || found === undefined || !agrees(found, news);
  },
  create: write,
  update: (_olds, news) => write(news),
});

/** One short step; all waiting is in gate and settle, which only read. */
async function write(inputs: ListenerInputs): Promise<Evidence> {
  const loadBalancer = await HaProxy.of(inputs);
  await failPoint("listener:before-write");
  await assertStillAsked();
  await loadBalancer.setWeights(inputs);
  await failPoint("listener:after-write");
  return { appliedAt: new Date().toISOString() };
}

/** Whether file and every process have these weights (R7). */
export function agrees(
  { onFile, running }: Pick<LoadBalancerStatus, "onFile" | "running">,
  wish: Weights,
): boolean {
  return running.length > 0 && [onFile, ...running].every((weights) => weights && sameWeights(weights, wish));
}

/** What the load balancer has; undefined when it cannot be asked. */
export async function weightsNow(
  scope: Pick<ListenerInputs, "host" | "network">,
): Promise<Pick<LoadBalancerStatus, "onFile" | "running"> | undefined> {
  try {
    return await HaProxy.recentStatus(scope);
  } catch {
    return undefined;
  }
}

function handNotice(
  found: Pick<LoadBalancerStatus, "onFile" | "running">,
  olds: Weights,
  news: Weights,
): string {
  const say = (weights: Weights | undefined) => (weights ? describeWeights(weights) : "nothing");
  const running = [...new Set(found.running.map(say))].join(" and ");
  return `listener: the load balancer runs with ${running} and has ${say(found.onFile)} on file, not the ${say(olds)} of the last run (changed by hand, or the last run was killed); up writes ${say(news)}`;
}
