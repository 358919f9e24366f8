import { assertStillAsked } from "../provider/asked";
import { failPoint } from "../provider/fail-point";
import { resourceProvider, sameInputs } from "../provider/provider";
import { anyGone } from "../docker/gone";
import { startNew } from "../docker/start-provider";
import { runsWith } from "./config-file-provider";
import type { TargetGroupInputs } from "./docker";
import { CannotAsk } from "./answer";
import { HaProxy, type Replaced } from "./haproxy";
import { isExchange, roll } from "./rolling";

export const provider = resourceProvider<TargetGroupInputs, object>({
  async differs(olds, news) {
    if (!sameInputs(olds, news, "content", "containers")) return true;
    const gone = await anyGone(news.host, news.containers);
    return gone || !(await runsWith(news));
  },
  create: apply,
  update: (_olds, news) => apply(news),
  async delete(inputs) {
    try {
      await (await HaProxy.of(inputs)).applyFile(inputs.file, "", replaced(inputs));
    } catch (error) {
      // A load balancer that is gone, as in a destroy, has no target group left to take out.
      if (!(error instanceof CannotAsk)) throw error;
    }
  },
});

/** Starts its containers, which the Docker provider has only made, and lets the load balancer know them. */
async function apply(inputs: TargetGroupInputs): Promise<object> {
  const loadBalancer = await HaProxy.of(inputs);
  await startNew(loadBalancer.engine, inputs.containers);
  await failPoint(`target-group-${inputs.colour}:before-apply`);
  await assertStillAsked();
  const { files, running } = await loadBalancer.status();
  const now = files[inputs.file];
  const hasUsers = running.some((weights) => (weights?.[inputs.colour] ?? 0) > 0);
  if (hasUsers && inputs.rolling && now !== undefined && isExchange(now, inputs.content))
    await roll(loadBalancer, inputs, inputs.rolling, now, replaced(inputs));
  else await loadBalancer.applyFile(inputs.file, inputs.content, replaced(inputs));
  return {};
}

/** A state of 0.1.0 does not know how long requests may take. */
function replaced({ colour, drainMs = 30_000 }: TargetGroupInputs): Replaced {
  return { colour, drainMs };
}
