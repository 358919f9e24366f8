import type Docker from "dockerode";
import { assertStillAsked } from "../provider/asked";
import { failPoint } from "../provider/fail-point";
import { resourceProvider, sameInputs } from "../provider/provider";
import { connect, nameOf, unlessMissing } from "./engine";
import { anyGone, goneMessage } from "./gone";
import type { StartInputs } from "./start";

export const provider = resourceProvider<StartInputs, object>({
  differs: async (olds, news) =>
    !sameInputs(olds, news, "container") || (await anyGone(news.host, [news.name])),
  create: start,
  update: (_olds, news) => start(news),
});

async function start({ host, name }: StartInputs): Promise<object> {
  await startNew(await connect(host), [name]);
  return {};
}

/** Starts those of the containers, by name, that were never started; one that was stopped later is not its business. */
export async function startNew(engine: Docker, containers: readonly string[]): Promise<void> {
  await failPoint("start:before-start");
  await assertStillAsked();
  await Promise.all(
    containers.map(async (each) => {
      const container = engine.getContainer(each);
      const { Id, Name, State, Mounts } = await inspect(container, each);
      if (State.Status !== "created") return;
      const written = Mounts.filter(({ RW, Name: volume }) => RW && volume).map(
        ({ Name: volume }) => volume ?? "",
      );
      for (const volume of written) await refuseSecondWriter(engine, volume, { id: Id, name: Name.slice(1) });
      await container.start();
    }),
  );
}

async function inspect(container: Docker.Container, name: string): Promise<Docker.ContainerInspectInfo> {
  const found = await unlessMissing(container.inspect());
  if (!found) throw new Error(goneMessage([name]));
  return found;
}

/** Two databases on one volume would destroy the data: after a lost state, the former one may still run. */
async function refuseSecondWriter(
  engine: Docker,
  volume: string,
  self: { readonly id: string; readonly name: string },
): Promise<void> {
  const users = await engine.listContainers({
    filters: { volume: [volume], status: ["running", "paused", "restarting"] },
  });
  const writer = users.find(
    ({ Id, Mounts }) => Id !== self.id && Mounts.some(({ Name, RW }) => Name === volume && RW),
  );
  if (!writer) return;
  const name = nameOf(writer);
  throw new Error(
    `${self.name} was not started: ${name}, which this stack does not know, runs on its volume ${volume}. ` +
      `If it is a former one of this environment, end it (docker rm --force ${name}), then run again`,
  );
}
