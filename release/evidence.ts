/** What a run proved, read from the checkpoint that Pulumi keeps of it beside its history. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { formerType, type Kind, typeOf } from "../components/provider/kinds";
import { project, type Stack, stateFolder } from "../setup/stack";
import type { Entry } from "./history";

export interface Evidence {
  /** `gate-green`, `settle`. */
  readonly of: string;
  readonly at: string;
  readonly proved: readonly string[];
}

/** @returns undefined where the backend keeps none that can be read from here: one that is no folder, or a run that was killed */
export async function evidenceOf(stack: Stack, { number, at }: Entry): Promise<Evidence[] | undefined> {
  const asked = await promisify(execFile)("pulumi", ["whoami", "--json"], { cwd: stack.folder });
  const { url } = JSON.parse(asked.stdout) as { url?: string };
  const state = stateFolder(url);
  if (state === undefined) return undefined;
  const folder = join(state, "history", project, stack.name);
  const [before, after] = ["history.json", "checkpoint.json"];
  // Their names say when they were written, in nanoseconds: they sort as the entries do.
  const name = readdirSync(folder)
    .filter((each) => each.endsWith(before))
    .sort()[number - 1];
  if (name === undefined) return undefined;
  const { startTime } = read<{ startTime: number }>(join(folder, name));
  if (startTime !== Math.floor(Date.parse(at) / 1000)) return undefined;
  return provedIn(readFileSync(join(folder, name.replace(before, after)), "utf8"), at);
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

interface Checkpoint {
  readonly checkpoint?: {
    readonly latest?: {
      readonly resources?: readonly {
        readonly type: string;
        readonly urn: string;
        readonly outputs?: { evidence?: string[]; passedAt?: string; settledAt?: string };
      }[];
    };
  };
}

const kinds: readonly Kind[] = ["docker:Gate", "docker:Settle", "aws:Gate", "aws:Settle"];

/** Pure. @param since what was proved before it is not of this run */
export function provedIn(checkpoint: string, since: string): Evidence[] {
  const { resources = [] } = (JSON.parse(checkpoint) as Checkpoint).checkpoint?.latest ?? {};
  const types = kinds.flatMap((kind) => [typeOf(kind), formerType(kind)]);
  return resources
    .filter(({ type }) => types.includes(type))
    .map(({ urn, outputs: { evidence = [], passedAt, settledAt } = {} }) => ({
      of: urn.slice(urn.lastIndexOf("::") + 2),
      at: passedAt ?? settledAt ?? "",
      proved: evidence,
    }))
    .filter(({ at }) => Date.parse(at) >= Date.parse(since));
}
