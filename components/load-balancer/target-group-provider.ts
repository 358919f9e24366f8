import { failPoint } from "../dynamic/fail-point";
import { resourceProvider, sameInputs } from "../dynamic/provider";
import { findContainers, labels } from "../docker/engine";
import { runsWith } from "./config-file-provider";
import type { TargetGroupInputs } from "./docker";
import { CannotAsk, HaProxy } from "./haproxy";

export const provider = resourceProvider<TargetGroupInputs, object>({
  async differs(olds, news) {
    return !sameInputs(olds, news, "content", "containers") || !(await runsWith(news));
  },
  create: (inputs) => apply(inputs, inputs.containers),
  update: (olds, news) => apply(news, [...olds.containers, ...news.containers]),
  async delete(inputs) {
    try {
      await (await HaProxy.of(inputs)).applyFile(inputs.file, "");
    } catch (error) {
      // A load balancer that is gone, as in a destroy, has no target group left to take out.
      if (!(error instanceof CannotAsk)) throw error;
    }
  },
});

async function apply(inputs: TargetGroupInputs, ours: readonly string[]): Promise<object> {
  const loadBalancer = await HaProxy.of(inputs);
  await removeOrphans(loadBalancer, inputs, ours);
  failPoint(`target-group-${inputs.colour}:before-apply`);
  await loadBalancer.applyFile(inputs.file, inputs.content);
  return {};
}

/** Containers that a killed run made and the state does not know would answer under the names of this version. */
async function removeOrphans(
  { engine }: HaProxy,
  inputs: TargetGroupInputs,
  ours: readonly string[],
): Promise<void> {
  const found = await findContainers(engine, inputs, { [labels.colour]: inputs.colour });
  for (const { id, name } of found.filter((container) => !ours.includes(container.name))) {
    await engine.getContainer(id).remove({ force: true, v: true });
    process.stdout.write(`removed ${name}: a container of ${inputs.colour} that a former run left behind\n`);
  }
}
