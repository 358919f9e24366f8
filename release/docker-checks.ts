/** What the doctor looks at besides on a Docker engine. */
import { type Colour, colours, type Release } from "../components/colour";
import { connect, unlessMissing } from "../components/docker/engine";
import type { GuardInputs } from "../components/guard/docker";
import { imageReference } from "../components/image/reference";
import { HaProxy } from "../components/load-balancer/haproxy";
import { factsOf } from "../setup/status";
import { differences, type Facts } from "../setup/status-report";
import { lastRun } from "./checks";
import type { Configuration } from "./command";
import { bad, type Check, type Finding, look, ok } from "./doctor";
import { inputsIn } from "./traffic";

export const onDocker: readonly Check[] = [
  { about: "engine", examine: engine },
  { about: "disk", examine: disk },
  { about: "images", examine: images },
  { about: "agreement", examine: agreement },
  { about: "database", examine: database },
  lastRun((stack) => `pulumi up -s ${stack} finishes its work`),
];

async function engine({ settings }: Configuration): Promise<Finding> {
  const { Version, Os, Arch } = await (await connect(settings.docker.host)).version();
  return ok(`Docker ${Version}, ${Os} ${Arch}`);
}

/** Where the engine keeps its volumes, as the load balancer's container sees it. */
async function disk({ state }: Configuration): Promise<Finding> {
  const scope = inputsIn<GuardInputs>(state, "docker:Guard");
  const loadBalancer = scope && (await HaProxy.find(scope));
  if (!loadBalancer) return look("cannot be told before the first run");
  return diskFinding(await loadBalancer.freeSpace());
}

const gibibyte = 2 ** 30;

export function diskFinding({ free, size }: { readonly free: number; readonly size: number }): Finding {
  const share = Math.round((100 * free) / size);
  const said = `${(free / gibibyte).toFixed(1)} GiB of ${(size / gibibyte).toFixed(1)} GiB are free (${share} %)`;
  if (free < gibibyte) return bad(`${said}: make room, docker system df says where it went`);
  return share < 10 ? look(`${said}: make room soon`) : ok(said);
}

/** What a rollback needs, and what runs. */
async function images({ settings, release }: Configuration): Promise<Finding> {
  const api = await connect(settings.docker.host);
  const missing = await Promise.all(
    referencesOf(release, (version) => [
      imageReference(settings.backend, version),
      imageReference(settings.frontend, version),
    ]).map(async (reference) =>
      (await unlessMissing(api.getImage(reference).inspect())) === undefined ? [reference] : [],
    ),
  );
  const gone = missing.flat();
  if (gone.length === 0) return ok("of both colours are there");
  return look(`not on the engine: ${gone.join(", ")}; a run builds or pulls what it can`);
}

function referencesOf(
  release: Release,
  references: (version: string) => readonly string[],
): readonly string[] {
  const versions = colours.map((colour: Colour) => release[colour]).filter((each) => each !== undefined);
  return [...new Set(versions.flatMap(references))];
}

const gathered = new WeakMap<Configuration, Promise<Facts>>();

/** Asked once for all checks. */
function facts(configuration: Configuration): Promise<Facts> {
  const { stack, settings, state } = configuration;
  const asked = gathered.get(configuration) ?? factsOf(stack, settings, state);
  gathered.set(configuration, asked);
  return asked;
}

async function agreement(configuration: Configuration): Promise<Finding> {
  const found = differences(await facts(configuration));
  return found.length === 0 ? ok("config, load balancer and last run agree") : bad(found.join("\n"));
}

async function database(configuration: Configuration): Promise<Finding> {
  const { ready } = await facts(configuration);
  const said = Object.entries(ready);
  if (said.length === 0) return look("nobody runs who could be asked");
  const text = said.map(([colour, state]) => `${colour} says ${state}`).join(", ");
  if (said.every(([, state]) => state === "ok")) return ok(`${text}: it reaches database and cache`);
  return said.some(([, state]) => state === "degraded") ? look(text) : bad(text);
}
