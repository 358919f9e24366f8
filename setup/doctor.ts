/** `make doctor`: whose lock is on the stack, what a killed run left behind, and the one command to run. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { connect, labels } from "../components/docker/engine";
import { identityOf } from "../components/docker/identity";
import { allOf, leftBehind, type Names } from "../components/docker/left-behind";
import { foundOnEngine } from "../components/docker/sweep-provider";
import { livesAs } from "./process";
import { hostOf, namesKnownTo, project, stackHere, stateFolder } from "./stack";
import { failWith } from "./terminal";

/** Pulumi's own lock file. */
export interface Lock {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  readonly timestamp: string;
}

/** Whether the process of a lock still works; another machine's cannot be asked. */
export type Holder = "lives" | "ended" | "elsewhere";

export function describeLock(stack: string, lock: Lock, holder: Holder, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - Date.parse(lock.timestamp)) / 60_000));
  const whose = `${stack} is locked by ${lock.username} on ${lock.hostname}, process ${lock.pid}, since ${lock.timestamp} (${minutes} min ago).`;
  const cancel = `pulumi cancel --yes -s ${stack}`;
  switch (holder) {
    case "lives":
      return `${whose}\nThat process still works: wait for it. To end it:\n\n    kill -INT ${lock.pid}\n`;
    case "ended":
      return `${whose}\nThat process has ended without taking its lock away: it was killed. Users are where they were. Run\n\n    ${cancel}\n\nand then up again: it finds what was left half done.\n`;
    case "elsewhere":
      return `${whose}\nThat is another machine: ask there whether process ${lock.pid} still works. If it has ended, run\n\n    ${cancel}\n\nand then up again.\n`;
  }
}

export function describeLeft(left: Names): string {
  const all = allOf(left);
  return all.length === 0
    ? "Nothing is left behind on the engine.\n"
    : `A killed run left this behind; the next up removes it, none of it serves:\n\n${all.map((name) => `    ${name}\n`).join("")}`;
}

/** As far as the state is in a folder of this machine. */
export function locksOf(stack: string): Lock[] {
  const state = stateFolder(process.env.PULUMI_BACKEND_URL);
  if (state === undefined) return [];
  const folder = join(state, "locks/organization", project, stack);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Lock);
}

export function holderOf(lock: Lock): Holder {
  if (lock.hostname !== hostname()) return "elsewhere";
  return livesAs(lock.pid, /\bpulumi\b/) ? "lives" : "ended";
}

async function leftOn(stack: string): Promise<Names> {
  const here = stackHere(stack);
  const known = await namesKnownTo(here);
  const engine = await connect(hostOf(here));
  const whose = { [labels.project]: project, [labels.stack]: stack };
  return leftBehind(await foundOnEngine(engine, whose), known, identityOf(stack));
}

async function doctor(stack: string): Promise<void> {
  const locks = locksOf(stack);
  if (locks.length === 0) process.stdout.write(`${stack} is not locked.\n`);
  for (const lock of locks) {
    process.stdout.write(`${describeLock(stack, lock, holderOf(lock), new Date())}\n`);
  }
  if (locks.some((lock) => holderOf(lock) === "lives")) return;
  try {
    process.stdout.write(describeLeft(await leftOn(stack)));
  } catch (error) {
    process.stdout.write(`What is left on the engine cannot be told: ${(error as Error).message}\n`);
  }
}

if (require.main === module) doctor(process.argv[2] ?? "dev").catch(failWith);
