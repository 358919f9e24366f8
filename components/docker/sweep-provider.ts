import type Docker from "dockerode";
import { assertStillAsked } from "../provider/asked";
import { notice, resourceProvider, sameInputs } from "../provider/provider";
import { connect, labels, nameOf } from "./engine";
import { allOf, leftBehind, type Names, type OnEngine } from "./left-behind";
import type { SweepInputs } from "./sweep";

export const provider = resourceProvider<SweepInputs, object>({
  async differs(olds, news) {
    if (!sameInputs(olds, news, "containers", "volumes", "networks")) return true;
    const left = allOf(await found(await connect(news.host), news));
    if (left.length > 0) notice(`sweep: a former run left ${left.join(", ")} behind; up removes them`);
    return left.length > 0;
  },
  create: sweep,
  update: (_olds, news) => sweep(news),
  delete: async (props) => void (await sweep(props)),
});

async function sweep(inputs: SweepInputs): Promise<object> {
  const engine = await connect(inputs.host);
  const left = await found(engine, inputs);
  if (allOf(left).length === 0) return {};
  await assertStillAsked();
  // Containers first: they hold the others.
  for (const name of left.containers) await engine.getContainer(name).remove({ force: true, v: true });
  for (const name of left.volumes) await engine.getVolume(name).remove();
  for (const name of left.networks) await engine.getNetwork(name).remove();
  notice(`sweep: removed ${allOf(left).join(", ")}, which a former run left behind`);
  return {};
}

async function found(engine: Docker, inputs: SweepInputs): Promise<Names> {
  return leftBehind(
    await foundOnEngine(engine, inputs.labels),
    inputs,
    inputs.labels[labels.environment] ?? "",
  );
}

/** Everything under the stack's name, also that of another checkout: it may use what ours left. */
export async function foundOnEngine(
  engine: Docker,
  whose: Readonly<Record<string, string>>,
): Promise<OnEngine> {
  const filters = { label: [labels.project, labels.stack].map((key) => `${key}=${whose[key]}`) };
  const [containers, { Volumes: volumes }, networks] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listVolumes({ filters }),
    engine.listNetworks({ filters }),
  ]);
  return {
    containers: containers.map((each) => ({
      name: nameOf(each),
      labels: each.Labels,
      state: each.State,
      uses: [...each.Mounts.flatMap(({ Name }) => Name ?? []), ...Object.keys(each.NetworkSettings.Networks)],
    })),
    volumes: volumes.map(({ Name, Labels }) => ({ name: Name, labels: Labels ?? {} })),
    networks: networks.map(({ Name, Labels }) => ({ name: Name, labels: Labels ?? {} })),
  };
}
