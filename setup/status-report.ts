/** What `make status` says: the config, the load balancer and the last run side by side, and where they differ. Pure. */
import { type Colour, colours, describeUsers, describeWeights, type Weights } from "../components/colour";
import { type Found, isWell, labels } from "../components/docker/engine";
import type { LoadBalancerStatus } from "../components/load-balancer/haproxy-status";
import { colourOf, type Recorded, shortName } from "./stack";
import { type Paint, plain } from "./terminal";

export interface Facts {
  readonly stack: string;
  readonly config: {
    readonly live: Colour;
    readonly weights: Weights;
    readonly versions: Partial<Record<Colour, string>>;
  };
  readonly recorded: Recorded;
  /** What the load balancer answers, or why it does not. */
  readonly loadBalancer: LoadBalancerStatus | string;
  readonly containers: readonly Found[];
  /** What each colour says of itself on the preview route. */
  readonly ready: Partial<Record<Colour, string>>;
}

/** Where users go now, by the load balancer; undefined when it cannot be asked or has no weights yet. */
export function servingNow({ loadBalancer }: Facts): Weights | undefined {
  return typeof loadBalancer === "string" ? undefined : (loadBalancer.running[0] ?? loadBalancer.onFile);
}

/** Everything that is not as it should be, each with what to do. */
export function differences(facts: Facts): string[] {
  const { stack, recorded, loadBalancer, containers } = facts;
  const up = `pulumi up -s ${stack}`;
  const killed =
    recorded.pending > 0
      ? [`a run was killed in ${recorded.pending} operations; ${up} finishes its work (locked: make doctor)`]
      : [];
  if (typeof loadBalancer === "string")
    return [`the load balancer cannot be asked: ${loadBalancer}`, ...killed];
  return [
    ...differingWeights(facts, loadBalancer, up),
    ...colours.flatMap((colour) => differingVersions(facts, loadBalancer, colour, up)),
    ...(loadBalancer.configHash === loadBalancer.runningHash
      ? []
      : [`the load balancer does not run the configuration on its file; ${up} applies it`]),
    ...unhealthyTargets(facts, loadBalancer),
    ...containers
      .filter(isAmiss)
      .map(({ name, state, status }) => `${name} is ${status || state}; docker logs ${name} says more`),
    ...killed,
  ];
}

function differingWeights(
  { config, recorded }: Facts,
  { onFile, running }: LoadBalancerStatus,
  up: string,
): string[] {
  const say = (weights?: Weights) => (weights ? describeWeights(weights) : "no weights");
  const now = [...new Set(running.map(say))].join(" and ");
  const faults: string[] = [];
  if (now !== say(onFile)) {
    faults.push(`the load balancer runs with ${now} and has ${say(onFile)} on file; ${up} writes both`);
  }
  if (recorded.weights && now !== say(recorded.weights)) {
    faults.push(
      `the load balancer runs with ${now}, not with ${say(recorded.weights)} of the last run: changed by hand, or a run was killed; ${up} writes ${say(config.weights)}`,
    );
  } else if (now !== say(config.weights)) {
    faults.push(`the config says ${say(config.weights)}, users get ${now}; ${up} flips`);
  }
  return faults;
}

function differingVersions(
  { config, recorded, containers }: Facts,
  { versions }: LoadBalancerStatus,
  colour: Colour,
  up: string,
): string[] {
  const say = (version?: string) => version ?? "nothing";
  const [wanted, behind, last] = [config, { versions }, recorded].map((each) => say(each.versions[colour]));
  const faults: string[] = [];
  if (behind !== last) {
    faults.push(
      `${colour}: the load balancer has ${behind}, the last run wrote ${last}; ${up} makes them agree`,
    );
  } else if (wanted !== behind) {
    faults.push(`${colour}: the config says ${wanted}, it runs ${behind}; ${up} releases it`);
  }
  const others = containers.filter(
    (each) => colourOf(each) === colour && each.labels[labels.version] !== versions[colour],
  );
  if (others.length > 0) {
    const names = others.map(({ name }) => name).join(", ");
    faults.push(`${colour}: not of ${behind}, which the load balancer has: ${names}; ${up} takes them away`);
  }
  return faults;
}

/** One that has just started is not well yet, and nothing is amiss. */
function isAmiss(container: Found): boolean {
  return !isWell(container) && !container.status.includes("health: starting");
}

function unhealthyTargets(facts: Facts, { targets }: LoadBalancerStatus): string[] {
  const serving = servingNow(facts);
  return colours.flatMap((colour) =>
    targets[colour]
      .filter(({ status }) => status !== "UP")
      .map(({ name, status, check }) => {
        const users = (serving?.[colour] ?? 0) > 0 ? "users get fewer or no answers" : "no user is affected";
        return `${colour}: the load balancer finds ${name} ${status}${check && ` (${check})`}; ${users}`;
      }),
  );
}

export function statusText(facts: Facts, paint: Paint = plain): string {
  const { stack, loadBalancer, containers } = facts;
  if (typeof loadBalancer === "string" && containers.length === 0)
    return `${stack}: nothing runs; make up brings it up\n`;
  const found = differences(facts);
  const lines = [
    `${paint("bold", stack)}: ${headline(facts)}`,
    "",
    row("", "config", "load balancer", "last run"),
    ...colours.map((colour) => comparison(facts, colour, paint)),
    ...colours.flatMap((colour) => colourLines(facts, colour, paint)),
    "",
    "  shared",
    ...containers
      .filter((each) => colourOf(each) === undefined)
      .map((each) => `    ${shortName(stack, each).padEnd(16)}${each.status}`),
    "",
    ...(found.length === 0 ? ["  config, load balancer and last run agree"] : []),
    ...found.map((fault) => paint("red", `  DIFFERS  ${fault}`)),
  ];
  return `${lines.join("\n")}\n`;
}

function headline(facts: Facts): string {
  const serving = servingNow(facts);
  if (!serving) return "nobody knows who answers: the load balancer cannot be asked or has no weights yet";
  const { loadBalancer } = facts;
  const versions = typeof loadBalancer === "string" ? {} : loadBalancer.versions;
  return describeUsers(serving, versions);
}

function row(...cells: [string, string, string, string]): string {
  return `  ${cells.map((cell, at) => cell.padEnd(at === 0 ? 8 : 22)).join("")}`.trimEnd();
}

function comparison(facts: Facts, colour: Colour, paint: Paint): string {
  const { config, recorded, loadBalancer } = facts;
  const cell = (versions: Partial<Record<Colour, string>>, weights?: Weights) =>
    `${(versions[colour] ?? "nothing").padEnd(12)}${weights ? `${weights[colour]} %`.padStart(5) : "    ?"}`;
  const asked = typeof loadBalancer === "string" ? "?" : cell(loadBalancer.versions, servingNow(facts));
  return paint(
    colour,
    row(colour, cell(config.versions, config.weights), asked, cell(recorded.versions, recorded.weights)),
  );
}

function colourLines(facts: Facts, colour: Colour, paint: Paint): string[] {
  const { stack, config, recorded, loadBalancer, containers, ready } = facts;
  const ours = containers.filter((each) => colourOf(each) === colour);
  if (ours.length === 0) return [];
  const live = config.live === colour;
  const serves = (servingNow(facts)?.[colour] ?? 0) > 0;
  const url = (serves ? recorded.url : recorded.previewUrl) ?? "";
  const targets = typeof loadBalancer === "string" ? [] : loadBalancer.targets[colour];
  const health = (each: Found) => {
    const target = targets.find(({ name }) => each.name.includes(name));
    return `    ${shortName(stack, each).padEnd(16)}${each.status.padEnd(28)}${target ? `target ${target.status}` : ""}`;
  };
  return [
    "",
    `  ${paint(colour, `${colour}, ${live ? "live" : "idle"}`)}   ${url}   ready: ${ready[colour] ?? "not asked"}`,
    ...ours.map((each) => health(each).trimEnd()),
  ];
}
