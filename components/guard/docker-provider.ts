import { createServer } from "node:net";
import type Docker from "dockerode";
import { connect } from "../docker/engine";
import { engineHost, isHere } from "../docker/host";
import { isUnknown, resourceProvider } from "../dynamic/provider";
import { CannotAsk, HaProxy } from "../load-balancer/haproxy";
import type { GuardInputs } from "./docker";
import { imageFacts, schemaFaults, servingOf } from "./docker-facts";
import * as guard from "./guard";

export const provider = resourceProvider<GuardInputs, object>({
  async check(inputs) {
    try {
      const loadBalancer = isUnknown(inputs.network) ? undefined : await HaProxy.find(inputs);
      const taken = loadBalancer ? [] : await takenPorts(inputs);
      const serving = loadBalancer
        ? servingOf(await HaProxy.recentStatus(inputs))
        : { colours: [], versions: {} };
      const engine = await connect(inputs.host);
      return [
        ...taken,
        ...guard.refuseServingMoves(inputs, serving),
        ...(await refuseImages(engine, inputs, serving, loadBalancer)),
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

async function refuseImages(
  engine: Docker,
  inputs: GuardInputs,
  serving: guard.Serving,
  loadBalancer: HaProxy | undefined,
): Promise<string[]> {
  const faults: string[] = [];
  for (const colour of guard.movingColours(inputs, serving)) {
    const version = inputs.versions[colour] ?? "";
    const images = await Promise.all((inputs.images[colour] ?? []).map((image) => imageFacts(engine, image)));
    faults.push(...guard.refuseLostImages(colour, version, images));
    const moving = { colour, version, image: inputs.backendImages[colour] ?? "" };
    if (loadBalancer) faults.push(...(await schemaFaults(loadBalancer, inputs, serving, moving)));
  }
  return faults;
}

/** Only for an engine on this machine: the ports of another cannot be tried from here. */
async function takenPorts({ host, ports }: GuardInputs): Promise<string[]> {
  if (!isHere(engineHost(host))) return [];
  const taken = await Promise.all(
    ports.map(async (each) => ((await isFree(each.bind, each.port)) ? [] : [each])),
  );
  return taken
    .flat()
    .map(
      ({ setting, bind, port }) =>
        `${setting}: ${port} is taken on ${bind}; choose another port, or end what listens there (ss -ltnp)`,
    );
}

function isFree(bind: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: bind, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
