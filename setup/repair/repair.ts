/** `make repair STACK=staging`: what a killed run began in AWS and the state does not know, found and written into the state. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadSdk } from "../../components/aws/sdk";
import { type Stack, stackHere } from "../stack";
import { failWith } from "../terminal";
import type { Clients } from "./clients";
import type { Found, Kind } from "./kind";
import { sayingsIn } from "./sayings";
import { idsKnown, type Pending, pendingIn, repaired, type State } from "./state";
import { judge, type Verdict } from "./verdict";

interface Judged extends Pending {
  readonly verdict: Verdict;
}

interface Wishes {
  /** Nothing is written. */
  readonly look: boolean;
  /** What a person says, see `sayings.ts`. */
  readonly ids: string;
}

const tell = (line: string) => process.stdout.write(`${line}\n`);

async function stateOf(stack: Stack): Promise<State> {
  return JSON.parse(await stack.pulumi("stack", "export")) as State;
}

/** @returns whether nothing is left to be done by hand. */
export async function repair(stack: Stack, { look, ids }: Wishes): Promise<boolean> {
  const state = await stateOf(stack);
  const pending = pendingIn(state);
  if (pending.length === 0) {
    tell(`${stack.name}: no run was killed in the middle of something; nothing to repair.`);
    return true;
  }
  tell(`${stack.name}: a run was killed in the middle of this (or still works: then wait for it).`);
  const judged = await judgeAll(state, pending, sayingsIn(ids, pending));
  const left = judged.filter(({ verdict }) => verdict.is === "left");
  if (left.length > 0) {
    const say = left.some(({ verdict }) => verdict.why.includes("=none")) ? ' IDS="NAME=ID NAME=none"' : "";
    const names = left.map(({ name }) => name).join(", ");
    tell(
      `\nNothing was changed, as it is not clear what became of ${names}. After what is said above, run\n`,
    );
    tell(`    make repair STACK=${stack.name}${say}\n`);
    return false;
  }
  if (look) {
    tell("LOOK=1: nothing was changed.");
    return true;
  }
  await writeBack(stack, state, judged);
  tell(`\nNext:\n\n    pulumi up --refresh -s ${stack.name}\n`);
  return true;
}

async function judgeAll(
  state: State,
  pending: readonly Pending[],
  sayings: ReadonlyMap<string, string>,
): Promise<Judged[]> {
  const [{ kinds }, { clientsIn }] = await loadSdk(() =>
    Promise.all([import("./kinds"), import("./clients")]),
  );
  const regions = pending.map(({ inputs }) => inputs.region).filter((region) => typeof region === "string");
  // Roles and records have none.
  const aws = clientsIn(regions[0] ?? process.env.AWS_REGION ?? "us-east-1");
  const judged: Judged[] = [];
  for (const one of pending) {
    const said = sayings.get(one.urn);
    const kind = kinds[one.type];
    const answer = said === undefined ? await ask(one, kind, aws) : undefined;
    const verdict = judge(one, { said, kind, answer, inState: idsKnown(state, one.type) });
    const id = verdict.is === "there" ? `${verdict.id}, ` : "";
    tell(`  ${verdict.is.padEnd(10)}${one.doing} ${one.name} (${one.type}): ${id}${verdict.why}`);
    judged.push({ ...one, verdict });
  }
  return judged;
}

async function ask(
  { doing, inputs }: Pending,
  kind: Kind | undefined,
  aws: Clients,
): Promise<readonly Found[] | Error | undefined> {
  if (doing !== "creating" || kind?.by !== "asking AWS") return undefined;
  return kind.find(aws, inputs).catch((error: Error) => error);
}

/** Pulumi refuses a state that does not hold together, and one that is locked. */
async function writeBack(stack: Stack, state: State, judged: readonly Judged[]): Promise<void> {
  const there = new Map(
    judged.flatMap(({ urn, verdict }) => (verdict.is === "there" ? [[urn, verdict.id] as const] : [])),
  );
  const folder = join(stack.folder, "out");
  mkdirSync(folder, { recursive: true });
  const at = Date.now();
  const file = (what: string, content: State) => {
    const path = join(folder, `${stack.name}-${what}-repair-${at}.json`);
    // Secrets in it are encrypted; still it is nobody else's.
    writeFileSync(path, JSON.stringify(content, undefined, 2), { mode: 0o600 });
    return path;
  };
  tell(`The state as it was: ${file("before", state)}`);
  const after = file("after", repaired(state, there));
  try {
    await stack.pulumi("stack", "import", "--file", after);
  } finally {
    rmSync(after);
  }
  if (there.size === 0) return;
  tell(`Reading ${there.size} of it from AWS into the state ...`);
  const targets = [...there.keys()].flatMap((urn) => ["--target", urn]);
  await stack.pulumi("refresh", "--yes", "--skip-preview", ...targets).catch((error: Error) => {
    const next = `pulumi up --refresh -s ${stack.name}`;
    throw new Error(
      `the state has it now, but it could not be read: ${error.message}\nThis reads it: ${next}`,
    );
  });
  const known = new Set((await stateOf(stack)).deployment.resources?.map(({ urn }) => urn));
  for (const { urn, name } of judged.filter((one) => there.has(one.urn))) {
    tell(
      `  ${name}: ${known.has(urn) ? "is in the state now" : "AWS does not have it; the next run makes it"}`,
    );
  }
}

async function main(): Promise<void> {
  const [name] = process.argv.slice(2);
  if (!name) throw new Error("a stack: make repair STACK=staging");
  const { LOOK, IDS = "" } = process.env;
  const isDone = await repair(stackHere(name), { look: LOOK !== undefined && LOOK !== "", ids: IDS });
  if (!isDone) process.exitCode = 1;
}

if (require.main === module) main().catch(failWith);
