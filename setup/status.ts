/** `make status`: who serves whom now, asked of the load balancer and laid beside the config and the last run. */
import { type Colour, colours, weightsFor } from "../components/colour";
import { HaProxy } from "../components/load-balancer/haproxy";
import { labels } from "../components/docker/engine";
import type { Settings } from "../components/settings/schema";
import { onEngine, readState, settingsOf, shortName, type Stack, stackHere } from "./stack";
import { differences, type Facts, servingNow, statusText } from "./status-report";
import { failWith, paintFor } from "./terminal";

export async function gatherFacts(stack: Stack): Promise<Facts> {
  const [settings, exported] = await Promise.all([settingsOf(stack), stack.pulumi("stack", "export")]);
  return factsOf(stack, settings, exported);
}

/** @param exported what `pulumi stack export` says */
export async function factsOf(
  stack: Pick<Stack, "name" | "folder">,
  { release, docker }: Pick<Settings, "release" | "docker">,
  exported: string,
): Promise<Facts> {
  const recorded = readState(exported);
  const { scope, containers } = await onEngine(stack, docker.host);
  const { blue, green } = release;
  const config = { live: release.live, weights: weightsFor(release), versions: { blue, green } };
  const base = { stack: stack.name, config, recorded, containers, ready: {} };
  if (!scope) return { ...base, loadBalancer: "it is not there" };
  try {
    const haproxy = await HaProxy.of(scope);
    const loadBalancer = await haproxy.status();
    const asked = colours.filter((colour) => loadBalancer.targets[colour].length > 0);
    const ready = await Promise.all(asked.map(async (colour) => [colour, await readiness(haproxy, colour)]));
    return { ...base, loadBalancer, ready: Object.fromEntries(ready) as Facts["ready"] };
  } catch (error) {
    return { ...base, loadBalancer: (error as Error).message };
  }
}

/** `ok`, `degraded`, or how it failed. */
async function readiness(haproxy: HaProxy, colour: Colour): Promise<string> {
  const { status, body } = await haproxy.request("/ready", colour);
  if (status === 0) return "no answer";
  if (status !== 200) return `${status} ${readable(body).slice(0, 100)}`;
  try {
    return (JSON.parse(body) as { status?: string }).status ?? "ok";
  } catch {
    return "ok";
  }
}

/** An error may come as a page. */
function readable(body: string): string {
  return body
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

export function statusJson(facts: Facts): string {
  const { stack, loadBalancer, ...rest } = facts;
  const told =
    typeof loadBalancer === "string" ? { fault: loadBalancer } : { ...loadBalancer, files: undefined };
  const containers = facts.containers.map((each) => ({
    name: each.name,
    short: shortName(stack, each),
    colour: each.labels[labels.colour],
    version: each.labels[labels.version],
    status: each.status,
  }));
  const serving = servingNow(facts);
  const schema = "release.status/1";
  const all = {
    schema,
    stack,
    serving,
    differences: differences(facts),
    ...rest,
    containers,
    loadBalancer: told,
  };
  return `${JSON.stringify(all, undefined, 2)}\n`;
}

async function main(args: readonly string[]): Promise<void> {
  const stack = stackHere(args.find((arg) => !arg.startsWith("-")) ?? "dev");
  const facts = await gatherFacts(stack);
  process.stdout.write(
    args.includes("--json") ? statusJson(facts) : statusText(facts, paintFor(process.stdout)),
  );
}

if (require.main === module) main(process.argv.slice(2)).catch(failWith);
