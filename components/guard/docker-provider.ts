import type Docker from "dockerode";
import { connect } from "../docker/engine";
import { isUnknown, resourceProvider } from "../dynamic/provider";
import { CannotAsk, HaProxy } from "../load-balancer/haproxy";
import type { GuardInputs } from "./docker";
import { imageFacts, schemaFaults, servingOf } from "./docker-facts";
import * as guard from "./guard";
import { takenPorts } from "./taken-ports";

export const provider = resourceProvider<GuardInputs, object>({
  async check(inputs) {
    try {
      const loadBalancer = isUnknown(inputs.network) ? undefined : await HaProxy.find(inputs);
      const engine = await connect(inputs.host);
      const taken = loadBalancer ? [] : await takenPorts(engine, inputs.host, inputs.ports);
      const serving = loadBalancer
        ? servingOf(await HaProxy.recentStatus(inputs))
        : { colours: [], versions: {} };
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
