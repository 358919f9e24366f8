/**
 * Removes what bears the labels of a stack, for when its state is lost or cannot be read, or does not know everything.
 * Data is kept unless asked for: node --import=tsx setup/take-down.ts STACK [data]
 */
import type Docker from "dockerode";
import { connect, labels } from "../components/docker/engine";
import { identityOf } from "../components/docker/identity";
import { allOf, type Labelled, type Names, type OnEngine } from "../components/docker/left-behind";
import { foundOnEngine } from "../components/docker/sweep-provider";
import { hostOf, namesKnownTo, project, stackHere } from "./stack";
import { failWith } from "./terminal";

export interface TakeDown {
  readonly remove: Names;
  /** What bears the stack's name but belongs to another checkout, or to this one before .state was deleted. */
  readonly others: readonly string[];
}

/** What goes, but for what the state knows. Things of programs before 0.2 have no identity, and count as ours. */
export function takeDown(
  found: OnEngine,
  identity: string,
  withData: boolean,
  known: Names = { containers: [], networks: [], volumes: [] },
): TakeDown {
  const isOurs = (each: Labelled) => (each.labels[labels.environment] ?? identity) === identity;
  const isData = (each: Labelled) => each.labels[labels.data] === "true" || !each.labels[labels.environment];
  const names = (all: readonly Labelled[]) => all.map(({ name }) => name).sort();
  const unknown = (all: readonly Labelled[], kept: readonly string[]) =>
    names(all).filter((name) => !kept.includes(name));
  const containers = found.containers.filter(isOurs);
  return {
    remove: {
      containers: unknown(containers, known.containers),
      networks: unknown(found.networks.filter(isOurs), known.networks),
      volumes: unknown(
        found.volumes.filter(isOurs).filter((each) => withData || !isData(each)),
        known.volumes,
      ),
    },
    others: names(found.containers.filter((each) => !isOurs(each))),
  };
}

async function remove(engine: Docker, { containers, networks, volumes }: Names): Promise<void> {
  // Stopped first, all at once, so that Postgres and Redis write what they have.
  await Promise.all(
    containers.map(async (name) => {
      const container = engine.getContainer(name);
      const { State } = await container.inspect();
      if (State.Running && !State.Paused) await container.stop({ t: 30 });
      await container.remove({ force: true, v: true });
    }),
  );
  for (const name of networks) await engine.getNetwork(name).remove();
  for (const name of volumes) await engine.getVolume(name).remove();
}

async function main(stack: string, withData: boolean): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const engine = await connect(hostOf(stackHere(stack)));
  const whose = { [labels.project]: project, [labels.stack]: stack };
  const plan = takeDown(
    await foundOnEngine(engine, whose),
    identityOf(stack),
    withData,
    // With the data stays what it depends on, such as the network. A state that is gone or spoilt knows nothing.
    await namesKnownTo(stackHere(stack)).catch(() => undefined),
  );
  const all = allOf(plan.remove);
  if (all.length > 0) say(`Removing by label what the state does not know: ${all.join(", ")}`);
  await remove(engine, plan.remove);
  if (plan.others.length > 0) {
    say(`Left alone: ${plan.others.join(", ")}. They belong to a stack ${stack} of another checkout.`);
  }
}

if (require.main === module) {
  const [stack = "dev", data] = process.argv.slice(2);
  main(stack, data === "data").catch((error: Error) => {
    failWith(new Error(`what is left on the engine cannot be removed: ${error.message}`));
  });
}
