/**
 * Removes what bears the labels of a stack, for when its state is lost or cannot be read, or does not know everything.
 * Data is kept unless asked for: node --import=tsx setup/take-down.ts STACK [data]
 */
import { existsSync, readFileSync } from "node:fs";
import type Docker from "dockerode";
import { parse } from "yaml";
import { connect, labels } from "../components/docker/engine";
import { identityOf } from "../components/docker/identity";
import type { Labelled, Names, OnEngine } from "../components/docker/left-behind";
import { onEngine } from "../components/docker/sweep-provider";

const project = "maintenance";

export interface TakeDown {
  readonly remove: Names;
  /** What bears the stack's name but belongs to another checkout, or to this one before .state was deleted. */
  readonly others: readonly string[];
}

/** What goes. Things of programs before 0.2 have no identity, and count as ours. */
export function takeDown(found: OnEngine, identity: string, withData: boolean): TakeDown {
  const isOurs = (each: Labelled) => (each.labels[labels.environment] ?? identity) === identity;
  const isData = (each: Labelled) => each.labels[labels.data] === "true" || !each.labels[labels.environment];
  const names = (all: readonly Labelled[]) => all.map(({ name }) => name).sort();
  const containers = found.containers.filter(isOurs);
  return {
    remove: {
      containers: names(containers),
      networks: names(found.networks.filter(isOurs)),
      volumes: names(found.volumes.filter(isOurs).filter((each) => withData || !isData(each))),
    },
    others: names(found.containers.filter((each) => !isOurs(each))),
  };
}

/** Where the stack file says that the engine is. */
function hostOf(stack: string): string | undefined {
  const file = `Pulumi.${stack}.yaml`;
  if (!existsSync(file)) return undefined;
  const { config } = (parse(readFileSync(file, "utf8")) ?? {}) as {
    config?: Record<string, { host?: string } | undefined>;
  };
  return config?.[`${project}:docker`]?.host;
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
  const engine = await connect(hostOf(stack));
  const whose = { [labels.project]: project, [labels.stack]: stack };
  const plan = takeDown(await onEngine(engine, whose), identityOf(stack), withData);
  const all = [...plan.remove.containers, ...plan.remove.networks, ...plan.remove.volumes];
  if (all.length > 0) say(`Removing by label what the state does not know: ${all.join(", ")}`);
  await remove(engine, plan.remove);
  if (plan.others.length > 0) {
    say(`Left alone: ${plan.others.join(", ")}. They belong to a stack ${stack} of another checkout.`);
  }
}

if (require.main === module) {
  const [stack = "dev", data] = process.argv.slice(2);
  main(stack, data === "data").catch((error: Error) => {
    process.stderr.write(`error: what is left on the engine cannot be removed: ${error.message}\n`);
    process.exitCode = 1;
  });
}
