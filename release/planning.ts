/** What a command would do, before it does: for `plan`, and at the head of every `deploy`. */
import type { Release } from "../components/colour";
import type { Settings, StrategySettings } from "../components/settings/schema";
import { parseSettings } from "../components/settings/settings";
import { closedAt } from "../components/windows";
import type { Situation } from "./command";
import { deployed, firstOf } from "./moves";
import type { Planned } from "./plan";
import { schemasOf } from "./platforms";
import { Refused } from "./refused";
import { preview } from "./run";
import { type Step, stepsOf, unwatched } from "./strategies";

/** As it is asked for on the command line; absent: the stack file's. */
export interface Strategy {
  readonly strategy?: StrategySettings["kind"];
}

export type PlannedSteps = Planned & { readonly steps: readonly Step[] };

/** What `pulumi up` would do with the stack file as it is. */
export function plannedAsItIs(situation: Situation): Promise<PlannedSteps> {
  return plannedBy(situation, situation.settings, [unwatched(situation.release)]);
}

/** The first version has no other colour to flip from. */
function nextOf({ release, serving, traffic }: Situation, version: string): Release {
  return traffic ? deployed(serving, version) : firstOf(release, version);
}

/** With the strategy that is asked for, and checked as if the stack file said so. */
function settingsWith({ settings, sections }: Situation, { strategy: kind }: Strategy): Settings {
  if (kind === undefined) return settings;
  return parseSettings({ ...sections, strategy: { ...(sections.strategy as object | undefined), kind } });
}

/** What permits a version to move in place would permit a database to restart, too. */
export async function refuseMoreInPlace({ stack, file }: Situation, next: Release): Promise<void> {
  const { touched, errors } = await preview(stack, file.textWith(next));
  if (errors.length > 0) throw new Refused(errors.join("\n"));
  const others = touched.filter((name) => ["load-balancer", "postgres", "redis"].includes(name));
  if (others.length === 0) return;
  throw new Refused(
    `rolling would also replace ${others.join(", ")}, whose settings differ from what they run with: do that in a run of its own`,
  );
}

/** What `deploy` of a version would do. @throws Refused */
export function plannedFor(situation: Situation, options: Strategy, version: string): Promise<PlannedSteps> {
  const { stack, release, serving } = situation;
  const settings = settingsWith(situation, options);
  const steps = stepsOf(settings, serving, nextOf(situation, version));
  const next = steps.at(-1)?.release ?? serving;
  if (next.allowInPlace && !release.allowInPlace)
    throw new Refused(
      `rolling changes ${next.live} under its users: permit it for one run with allowInPlace: true in the release block of Pulumi.${stack.name}.yaml, or name another --strategy`,
    );
  return plannedBy(situation, settings, steps);
}

async function plannedBy(
  situation: Situation,
  settings: Settings,
  steps: readonly Step[],
): Promise<PlannedSteps> {
  const { stack, serving: now, traffic } = situation;
  const next = steps.at(-1)?.release ?? now;
  const closed = closedAt(new Date(), settings.windows);
  const schema = await schemasOf(situation, next);
  return { stack: stack.name, settings, now, next, traffic, steps, closed, schema };
}
