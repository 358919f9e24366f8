/** What every command has: the stack, its file, and how it speaks. */
import { existsSync, mkdirSync, rmSync, writeFileSync, readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import type { Release } from "../components/colour";
import type { Settings } from "../components/settings/schema";
import { parseSettings } from "../components/settings/settings";
import { livesAs } from "../setup/process";
import { project, sectionsOf, type Stack, stackHere } from "../setup/stack";
import { type Paint, paintFor } from "../setup/terminal";
import { startingPoint } from "./moves";
import { Refused } from "./refused";
import { StackFile } from "./stack-file";
import { type Traffic, trafficNow } from "./traffic";

export interface Options {
  readonly stack: string;
  readonly json?: boolean;
  readonly message?: string;
  /** Why it begins although releases are on hold, or it is not the time for them. */
  readonly override?: string;
  /** How long others are told before it begins. */
  readonly announce?: string;
}

/** What a stack file and the state say. */
export interface Configuration {
  readonly stack: Stack;
  readonly file: StackFile;
  readonly settings: Settings;
  /** Those settings as they are written, by section. */
  readonly sections: Readonly<Record<string, unknown>>;
  /** What the stack file says. */
  readonly release: Release;
  /** As `pulumi stack export` says it. */
  readonly state: string;
}

/** A stack as it is when a command begins. */
export interface Situation extends Configuration {
  /** What the load balancer says; undefined when nothing is there. */
  readonly traffic: Traffic | undefined;
  /** The release that users are on. */
  readonly serving: Release;
}

/** @throws SettingsError for a stack file that is not valid. */
export async function configurationOf(options: Options): Promise<Configuration> {
  const stack = stackOf(options);
  const [sections, state] = await Promise.all([sectionsOf(stack), stack.pulumi("stack", "export")]);
  const settings = parseSettings(sections);
  const file = new StackFile(stack.folder, stack.name, project);
  return { stack, file, settings, sections, state, release: settings.release };
}

/** @throws as above; whatever keeps the load balancer from answering. */
export async function situationOf(options: Options): Promise<Situation> {
  const configuration = await configurationOf(options);
  const { state, release } = configuration;
  const traffic = await trafficNow(state);
  return { ...configuration, traffic, serving: startingPoint(release, traffic) };
}

/** The stack that is named; what Pulumi refuses is said in words of the command. */
export function stackOf({ stack: name }: Options): Stack {
  const stack = stackHere(name);
  const pulumi = (...args: string[]) =>
    stack.pulumi(...args).catch((error: Error) => {
      throw new Refused(said(name, error));
    });
  return { ...stack, pulumi };
}

function said(stack: string, { message }: Error): string {
  if (/no stack named/.test(message))
    return `there is no stack ${stack} yet: make up brings up dev, pulumi stack init ${stack} begins another (docs/aws-setup.md)`;
  return message.replace(/^Command failed:.*\n/, "").replace(/^error: /, "");
}

export const paint: Paint = paintFor(process.stdout);

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Who gives the command, for the history. */
export function whoami(): string {
  const actor = process.env.GITHUB_ACTOR;
  return actor ? `${actor}, GitHub` : `${userInfo().username}@${hostname()}`;
}

/** One release command at a time works on a stack from this folder; Pulumi's own lock keeps runs of everybody apart. */
export async function exclusively<T>(stack: Stack, work: () => Promise<T>): Promise<T> {
  if (!existsSync(join(stack.folder, "Pulumi.yaml")))
    throw new Refused(`there is no Pulumi.yaml in ${stack.folder}: go to the folder of the project`);
  const folder = join(stack.folder, ".state");
  const lock = join(folder, `release-${stack.name}.lock`);
  mkdirSync(folder, { recursive: true });
  take(lock, stack.name);
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string, stack: string): void {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const pid = Number(readFileSync(lock, "utf8"));
    if (livesAs(pid, /\brelease\b/)) {
      throw new Refused(
        `another release command works on ${stack} (process ${pid}): wait for it, or stop it with kill -INT ${pid}`,
      );
    }
    // Its process was killed.
    rmSync(lock, { force: true });
  }
}
