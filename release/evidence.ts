/** What a run proved, read from the checkpoint that Pulumi keeps of it beside its history. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { formerType, type Kind, typeOf } from "../components/provider/kinds";
import type { Stack } from "../setup/stack";
import { checkpointsOf } from "./checkpoints";
import type { Entry } from "./history";

export interface Evidence {
  /** `gate-green`, `settle`. */
  readonly of: string;
  readonly at: string;
  readonly proved: readonly string[];
}

/** @returns undefined where the backend keeps none that can be read from here: one that is neither folder nor bucket, or a run that was killed */
export async function evidenceOf(stack: Stack, { number, at }: Entry): Promise<Evidence[] | undefined> {
  const asked = await promisify(execFile)("pulumi", ["whoami", "--json"], { cwd: stack.folder });
  const { url } = JSON.parse(asked.stdout) as { url?: string };
  const kept = checkpointsOf(stack, url);
  if (kept === undefined) return undefined;
  const [before, after] = ["history.json", "checkpoint.json"];
  // Their names say when they were written, in nanoseconds: they sort as the entries do.
  const histories = (await kept.names()).filter((each) => each.endsWith(before)).sort();
  const name = histories[number - 1];
  if (name === undefined) return undefined;
  const { startTime } = JSON.parse(await kept.read(name)) as { startTime: number };
  if (startTime !== Math.floor(Date.parse(at) / 1000)) return undefined;
  return provedIn(await kept.read(name.replace(before, after)), at);
}

interface Checkpoint {
  readonly checkpoint?: {
    readonly latest?: {
      readonly resources?: readonly {
        readonly type: string;
        readonly urn: string;
        readonly outputs?: {
          readonly evidence?: readonly string[];
          readonly passedAt?: string;
          readonly settledAt?: string;
          /** Of a migration. */
          readonly ranAt?: string;
          readonly log?: string;
        };
      }[];
    };
  };
}

const kinds: readonly Kind[] = ["docker:Migration", "docker:Gate", "docker:Settle", "aws:Gate", "aws:Settle"];

function linesOf(log: string): string[] {
  return log.split("\n").filter((line) => line !== "");
}

/** Pure. @param since what was proved before it is not of this run */
export function provedIn(checkpoint: string, since: string): Evidence[] {
  const { resources = [] } = (JSON.parse(checkpoint) as Checkpoint).checkpoint?.latest ?? {};
  const types = kinds.flatMap((kind) => [typeOf(kind), formerType(kind)]);
  return resources
    .filter(({ type }) => types.includes(type))
    .map(({ urn, outputs: { evidence, passedAt, settledAt, ranAt, log = "" } = {} }) => ({
      of: urn.slice(urn.lastIndexOf("::") + 2),
      at: passedAt ?? settledAt ?? ranAt ?? "",
      proved: evidence ?? linesOf(log),
    }))
    .filter(({ at }) => Date.parse(at) >= Date.parse(since));
}
