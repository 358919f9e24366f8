/** To the idle colour of the same version and back, while users ask. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Colour, otherColour, type Release } from "../../components/colour";
import { ask } from "../../components/load-balancer/request";
import { project, type Stack } from "../stack";
import { parseVersion } from "../../components/version";
import type { Account } from "./account";
import type { Step } from "./report";
import { doorOf } from "./steps";
import { during, judged, type StreamOptions } from "./stream";

/** Half an hour of them, which is longer than two runs take. */
const usual: StreamOptions = { perSecond: 20, most: 36_000 };

export function flipStep(account: Account, isAsked: boolean, options = usual): Step {
  return {
    name: "flip to the idle colour and back",
    leftOut: isAsked
      ? cannotFlip(account.settings.release)
      : "FLIP=1 includes it; it sends users to the idle colour",
    show: () => flipAndBack(account, options),
  };
}

/** Nothing may change for users but the colour. @returns why it cannot be shown. */
export function cannotFlip(release: Release): string | undefined {
  const { blue, green, canary } = release;
  if (blue === undefined || green === undefined) return "one colour runs nothing; give it the same version";
  if (canary !== 0) return "a canary is under way; end it first";
  const [ofBlue, ofGreen] = [parseVersion(blue).tag, parseVersion(green).tag];
  if (ofBlue === ofGreen) return undefined;
  return `blue runs ${ofBlue} and green ${ofGreen}; run the same version in both`;
}

async function flipAndBack(account: Account, options: StreamOptions): Promise<string> {
  const { stack, settings, aws } = account;
  const { live } = settings.release;
  const users = () => ask({ ...doorOf(account, 443), host: aws.edge.domain }, "/health");
  const both = async () => {
    await withStackFileKept(stack, () => up(stack, otherColour(live)), `live ${live}`);
    await up(stack);
  };
  return judged(await during(users, both, options));
}

/** Users are sent where the file says; afterwards the file is as it was, comments and all. */
async function withStackFileKept(stack: Stack, work: () => Promise<void>, was: string): Promise<void> {
  const file = join(stack.folder, `Pulumi.${stack.name}.yaml`);
  const before = readFileSync(file, "utf8");
  try {
    await work();
  } catch (error) {
    const way = `the stack file says ${was} again; run: pulumi up --refresh -s ${stack.name}`;
    throw new Error(`${(error as Error).message}\n${way}`);
  } finally {
    writeFileSync(file, before);
  }
}

async function up(stack: Stack, live?: Colour): Promise<void> {
  if (live) await stack.pulumi("config", "set", "--path", `${project}:release.live`, live);
  await stack.pulumi("up", "--yes", "--skip-preview", "--refresh");
}
