/** What config and load balancer say of a stack, side by side. Pure. */
import {
  type Colour,
  colours,
  describeWeights,
  sameWeights,
  type Weights,
  weightsFor,
} from "../components/colour";
import { rollbackSentence } from "../components/rollback";
import type { Paint } from "../setup/terminal";
import type { Configuration } from "./command";
import type { Traffic } from "./traffic";
import { usersNow } from "./words";

interface Side {
  readonly weights?: Weights;
  readonly versions: Partial<Record<Colour, string>>;
}

export interface Compared {
  readonly stack: string;
  readonly config: Side & { readonly live: Colour };
  readonly loadBalancer?: Side;
  /** Where they differ, and what to do. */
  readonly differences: readonly string[];
  /** What a rollback would cost. */
  readonly rollback: string;
}

/** @param fault why the load balancer cannot be asked */
export function comparedOf({
  stack,
  release,
  traffic,
  fault,
}: Pick<Configuration, "stack" | "release"> & { traffic?: Traffic; fault?: string }): Compared {
  const { live, blue, green } = release;
  const config = { live, weights: weightsFor(release), versions: { blue, green } };
  const unasked = fault === undefined ? [] : [fault];
  const differences = traffic
    ? differencesOf(config, traffic, `pulumi up --refresh -s ${stack.name}`)
    : unasked;
  return {
    stack: stack.name,
    config,
    loadBalancer: traffic,
    differences,
    rollback: rollbackSentence(release),
  };
}

function differencesOf(config: Required<Side>, { weights, versions }: Side, up: string): string[] {
  const faults: string[] = [];
  if (!weights) faults.push(`the load balancer has no weights yet; ${up} brings users in`);
  else if (!sameWeights(weights, config.weights))
    faults.push(
      `the config says ${describeWeights(config.weights)}, users get ${describeWeights(weights)}; ${up} flips`,
    );
  for (const colour of colours.filter((each) => config.versions[each] !== versions[each])) {
    const [wanted, runs] = [config, { versions }].map((side) => side.versions[colour] ?? "nothing");
    faults.push(`${colour}: the config says ${wanted}, it runs ${runs}; ${up} releases it`);
  }
  return faults;
}

export function comparedText(
  { stack, config, loadBalancer, differences, rollback }: Compared,
  paint: Paint,
): string {
  if (!loadBalancer && differences.length > 0)
    return `${stack}: nobody knows who answers\n\n${differences.map((fault) => paint("red", `  DIFFERS  ${fault}`)).join("\n")}\n`;
  if (!loadBalancer) return `${stack}: nothing runs; pulumi up -s ${stack} brings it up\n`;
  const cell = ({ weights, versions }: Side, colour: Colour) =>
    `${(versions[colour] ?? "nothing").padEnd(12)}${weights ? `${weights[colour]} %`.padStart(5) : "    ?"}`.padEnd(
      22,
    );
  const lines = [
    `${paint("bold", stack)}: ${usersNow(loadBalancer)}`,
    "",
    `  ${"".padEnd(14)}${"config".padEnd(22)}load balancer`,
    ...colours.map((colour) =>
      paint(
        colour,
        `  ${`${colour}, ${config.live === colour ? "live" : "idle"}`.padEnd(14)}${cell(config, colour)}${cell(loadBalancer, colour)}`.trimEnd(),
      ),
    ),
    "",
    `  rollback: ${rollback}`,
    ...(differences.length === 0
      ? ["  config and load balancer agree"]
      : differences.map((fault) => paint("red", `  DIFFERS  ${fault}`))),
  ];
  return `${lines.join("\n")}\n`;
}
