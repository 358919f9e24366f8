import type Docker from "dockerode";
import type { Colour } from "../colour";
import { connect, findContainers, labels, unlessMissing } from "../docker/engine";
import { isUnknown, resourceProvider } from "../provider/provider";
import { CannotAsk } from "../load-balancer/answer";
import { HaProxy } from "../load-balancer/haproxy";
import type { GuardInputs } from "./docker";
import {
  databaseSchema,
  imageFacts,
  ranUnknown,
  runningColours,
  schemaFacts,
  schemaFaults,
  servingOf,
} from "./docker-facts";
import * as guard from "./guard";
import { takenPorts } from "./taken-ports";

export const provider = resourceProvider<GuardInputs, object>({
  async check(inputs) {
    try {
      const engine = await connect(inputs.host);
      const isNew = isUnknown(inputs.network);
      const loadBalancer = isNew ? undefined : await HaProxy.recentStatus(inputs);
      const lost = loadBalancer ? [] : guard.refuseLostState(inputs.stack, await ranUnknown(engine, inputs));
      // What runs then uses the ports too, and may not be asked.
      if (lost.length > 0) return lost;
      const taken = loadBalancer ? [] : await takenPorts(engine, inputs.host, inputs.ports);
      const serving = loadBalancer
        ? servingOf(loadBalancer)
        : isNew
          ? { colours: [], versions: {} }
          : await runningColours(engine, inputs);
      return [
        ...taken,
        ...guard.refuseServingMoves(inputs, serving),
        ...(isNew ? [] : await refuseOtherMajor(engine, inputs)),
        ...(await refuseImages(engine, inputs, serving)),
        ...(loadBalancer ? await refuseOutdated(engine, inputs, serving) : []),
      ];
    } catch (error) {
      return [cannotTell(error)];
    }
  },
  differs: () => Promise.resolve(false),
  create: () => Promise.resolve({}),
  update: () => Promise.resolve({}),
});

/** Cannot ask means serving: a run that might change a serving colour does not begin. */
function cannotTell(error: unknown): string {
  const said = (error as Error).message;
  if (error instanceof CannotAsk) return `cannot tell which colour serves, so nothing is changed: ${said}`;
  throw error;
}

async function refuseOtherMajor(engine: Docker, inputs: GuardInputs): Promise<string[]> {
  const [holder] = await findContainers(engine, inputs, { [labels.role]: "postgres" });
  const made = holder && (await unlessMissing(engine.getContainer(holder.id).inspect()));
  return guard.refuseOtherMajor(inputs.allowInPlace, inputs.postgres, made?.Config.Image);
}

async function refuseImages(engine: Docker, inputs: GuardInputs, serving: guard.Serving): Promise<string[]> {
  const faults: string[] = [];
  for (const colour of guard.movingColours(inputs, serving)) {
    const version = inputs.versions[colour] ?? "";
    const images = await Promise.all((inputs.images[colour] ?? []).map((image) => imageFacts(engine, image)));
    faults.push(...guard.refuseLostImages(colour, version, images));
    const moving = { colour, version, image: inputs.backendImages[colour] ?? "" };
    const others = guard.meetsMigrationOf(colour, inputs, serving).map((met) => imageOf(inputs, met));
    faults.push(...(await schemaFaults(engine, inputs, moving, others)));
  }
  return faults;
}

function imageOf<T extends { colour: Colour }>({ backendImages }: GuardInputs, of: T): T & { image: string } {
  return { ...of, image: backendImages[of.colour] ?? "" };
}

/** Colours that get users, and whose code the database has left behind. */
async function refuseOutdated(
  engine: Docker,
  inputs: GuardInputs,
  serving: guard.Serving,
): Promise<string[]> {
  const getting = guard.gettingUsers(inputs, serving).map((colour) => imageOf(inputs, { colour }));
  const faults = getting.map(async ({ colour, image }) => {
    const [schema, database] = await Promise.all([
      schemaFacts(engine, image),
      databaseSchema(engine, inputs, inputs.database, image),
    ]);
    return guard.refuseOutdated({ colour, version: inputs.versions[colour] ?? "", schema }, database);
  });
  return (await Promise.all(faults)).flat();
}
