/** An environment of its own for tests: a copy of the project, a stack, a state, ports and images that nobody shares. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { Release } from "../../components/colour";
import type { Stack } from "../../setup/stack";
import { onExit } from "./cleanup";
import { containersOf, removeEnvironment, removeImages, removeStack, type Seen } from "./docker";
import { firstEventIn, type Operation, operationsIn } from "./events";
import { makeVersion, type VersionOptions } from "./images";
import type { Killable } from "./killed-run";
import { freePorts } from "./ports";
import { copyProject } from "./project-copy";
import { pulumiOn } from "./pulumi-on";
import { type Ran, run } from "./run";

export type ReleaseBlock = Partial<Release>;

/** Stacks that are named here end so. */
const ownName = /-[0-9a-f]{6}$/;

/** Flags that every run has. */
const usual = new Set(["--yes", "--skip-preview"]);

type SettingsMap = Readonly<Record<string, unknown>>;

/** A run of Pulumi: what it said, and what it did. */
export interface PulumiRun extends Ran {
  readonly operations: readonly Operation[];
  /** Seconds from the start of the command to the program's first registration. */
  readonly firstRegistration: number;
}

export interface PulumiOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

/** Not on this machine's Docker. */
export interface Elsewhere {
  readonly settings: SettingsMap;
  /** What Pulumi is told besides. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder of the program in the project; absent: the project itself. */
  readonly program?: string;
}

interface Ports {
  readonly users: number;
  readonly preview: number;
}

interface Beginning {
  readonly project: string;
  readonly program: string;
  readonly stack: string;
  readonly env: Readonly<Record<string, string>>;
  readonly ports: Ports;
}

async function initStack(
  stack: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  await run("pulumi", ["stack", "init", stack, "--non-interactive"], { cwd: folder, env });
}

export class TestEnvironment {
  /** The last runs, for the evidence of a failure. */
  readonly runs: { command: string; output: string }[] = [];
  /** How runs reach the engine, when not as the tests themselves do. */
  engine: { readonly DOCKER_HOST?: string } = {};
  private settings: Record<string, unknown>;
  private head: Record<string, unknown>;
  private readonly undo: () => void;

  private constructor(
    readonly stack: string,
    private readonly project: string,
    readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
    readonly ports: Ports,
    elsewhere: SettingsMap | undefined,
  ) {
    this.undo = onExit(() => this.remove());
    this.head = parse(readFileSync(this.stackFile, "utf8")) as Record<string, unknown>;
    this.settings = elsewhere
      ? { ...elsewhere }
      : {
          platform: "docker",
          frontend: { image: `${this.imagePrefix}-frontend`, build: "app/frontend", replicas: 1 },
          backend: { image: `${this.imagePrefix}-api`, build: "app/api", replicas: 2 },
          docker: { port: ports.users, previewPort: ports.preview },
          gate: { timeout: "20 seconds", interval: "300 milliseconds" },
          settle: { answers: 10, timeout: "10 seconds", drain: "20 seconds" },
          // Stories about watching say for how long.
          watch: { for: "0 seconds" },
          // All users of a test have one address.
          loadBalancer: { rateLimit: 100_000 },
        };
  }

  /** With a `stack`, under exactly that name, as a recorded state asks for. */
  static async create(
    name: string,
    stack = `${name}-${randomBytes(3).toString("hex")}`,
    elsewhere?: Elsewhere,
  ): Promise<TestEnvironment> {
    const project = await copyProject(name);
    mkdirSync(join(project, ".state/pulumi"), { recursive: true });
    const env = { ...pulumiOn(join(project, ".state/pulumi")), ...elsewhere?.env };
    const [users = 0, preview = 0] = await freePorts(2);
    const { program = ".", settings } = elsewhere ?? {};
    return TestEnvironment.begin({ project, program, stack, env, ports: { users, preview } }, settings);
  }

  /** A stack of another program in the same copy of the project, on the same state. */
  beside(program: string, stack: string): Promise<TestEnvironment> {
    const { project, env, ports } = this;
    return TestEnvironment.begin({ project, program, stack, env, ports }, {});
  }

  private static async begin(
    { project, program, stack, env, ports }: Beginning,
    settings: SettingsMap | undefined,
  ): Promise<TestEnvironment> {
    const folder = join(project, program);
    mkdirSync(join(folder, ".state"), { recursive: true });
    await initStack(stack, folder, env);
    const environment = new TestEnvironment(stack, project, folder, env, ports, settings);
    environment.writeStackFile();
    return environment;
  }

  /** Begins a new state, after the former one was lost. */
  async init(): Promise<void> {
    await initStack(this.stack, this.folder, this.env);
    this.head = parse(readFileSync(this.stackFile, "utf8")) as Record<string, unknown>;
  }

  get url(): string {
    return `http://127.0.0.1:${this.ports.users}`;
  }

  get previewUrl(): string {
    return `http://127.0.0.1:${this.ports.preview}`;
  }

  /** The engine it runs on, when that is not the usual one. */
  get host(): string | undefined {
    return (this.settings.docker as { host?: string }).host;
  }

  get imagePrefix(): string {
    return `maintenance-test-${this.stack}`;
  }

  makeVersion(version: string, options?: VersionOptions): Promise<void> {
    return makeVersion(this.imagePrefix, version, options);
  }

  /** Writes the release block, as a whole. */
  setRelease(release: ReleaseBlock): void {
    this.set({ release });
  }

  /** Changes top-level settings; maps are merged one level deep, `release` is replaced. */
  set(settings: SettingsMap): void {
    for (const [key, value] of Object.entries(settings)) {
      const merge = key !== "release" && typeof value === "object" && value !== null;
      this.settings[key] = merge ? { ...(this.settings[key] as SettingsMap), ...value } : value;
    }
    this.writeStackFile();
  }

  /** Puts top-level settings in place of what was there. */
  replace(settings: SettingsMap): void {
    this.settings = { ...this.settings, ...settings };
    this.writeStackFile();
  }

  /** The whole stack file, to be put back by `restoreFile`: the rollback that a person does with git. */
  saveFile(): { text: string; settings: SettingsMap } {
    return { text: readFileSync(this.stackFile, "utf8"), settings: structuredClone(this.settings) };
  }

  restoreFile({ text, settings }: { text: string; settings: SettingsMap }): void {
    this.settings = structuredClone(settings);
    writeFileSync(this.stackFile, text);
  }

  up(options: PulumiOptions = {}): Promise<PulumiRun> {
    return this.pulumi("up", { ...options, flags: ["--yes", "--skip-preview", ...(options.flags ?? [])] });
  }

  preview(options: PulumiOptions = {}): Promise<PulumiRun> {
    return this.pulumi("preview", options);
  }

  destroy(options: PulumiOptions = {}): Promise<PulumiRun> {
    return this.pulumi("destroy", {
      ...options,
      flags: ["--yes", "--skip-preview", ...(options.flags ?? [])],
    });
  }

  /** Any command on the stack, such as `stack export`; its failure is for the caller to judge. */
  async command(...args: string[]): Promise<Ran> {
    return run("pulumi", [...args, "--stack", this.stack, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: this.env,
      mayFail: true,
    });
  }

  /** As the daily commands see it. */
  asStack(): Stack {
    const pulumi = async (...args: string[]) => {
      const { code, stdout, output } = await this.command(...args);
      if (code !== 0) throw new Error(output);
      return stdout;
    };
    return { name: this.stack, folder: this.folder, pulumi };
  }

  /** Where the engine writes what the last run did. */
  get eventLog(): string {
    return join(this.folder, ".state/events.json");
  }

  /** `status.ts` or another command of `setup/`, on this stack; its failure is for the caller to judge. */
  setup(
    script: string,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Ran> {
    const path = `setup/${script}`;
    const [command, ...first] = script.endsWith(".ts") ? ["node", "--import=tsx", path] : [path];
    return run(command ?? path, [...first, this.stack, ...args], {
      cwd: this.folder,
      env: { ...this.env, ...this.engine, ...env },
      mayFail: true,
    });
  }

  /** A script of the project's folder, as a person calls it; its failure is for the caller to judge. */
  script(path: string, ...args: string[]): Promise<Ran> {
    return run(path, args, { cwd: this.folder, env: { ...this.env, ...this.engine }, mayFail: true });
  }

  /** The release command on this stack; its failure is for the caller to judge. */
  async release(...words: string[]): Promise<Ran> {
    const options = { cwd: this.folder, env: { ...this.env, ...this.engine }, mayFail: true };
    const ran = await run("node", this.releaseArgs(words), options);
    this.runs.push({ command: `release ${words.join(" ")}`, output: ran.output });
    process.stdout.write(`      release ${words.join(" ")}: ${ran.seconds.toFixed(1)} s, exit ${ran.code}\n`);
    return ran;
  }

  /** The same, to be killed on its way. */
  releasing(...words: string[]): Killable {
    const { folder, eventLog, runs } = this;
    const invocation: Killable["invocation"] = (_command, { env }) => ({
      program: "node",
      args: this.releaseArgs(words),
      options: { cwd: folder, env: { ...this.env, ...this.engine, ...env } },
    });
    return { folder, eventLog, runs, invocation };
  }

  private releaseArgs(words: readonly string[]): string[] {
    return ["--import=tsx", "release/main.ts", "--stack", this.stack, ...words];
  }

  /** What the stack file says now. */
  get stackFileText(): string {
    return readFileSync(this.stackFile, "utf8");
  }

  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse((await this.command("stack", "output", "--json")).stdout) as Record<string, unknown>;
  }

  containers(): Promise<Seen[]> {
    return containersOf(this.stack, this.host);
  }

  /** What the program gave this environment to be told by. */
  get identity(): string {
    return identityIn(this.folder, this.stack) ?? assert.fail(`${this.stack} has no identity yet`);
  }

  /** The passwords that the program made for this stack. */
  passwords(): Record<string, string> {
    const folder = join(this.folder, ".state/passwords", this.stack);
    return Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8").trim()]),
    );
  }

  /** Takes away everything on the engine and on disk. */
  dispose(): void {
    this.undo();
    this.remove();
  }

  private get stackFile(): string {
    return join(this.folder, `Pulumi.${this.stack}.yaml`);
  }

  private writeStackFile(): void {
    const config = Object.fromEntries(
      Object.entries(this.settings).map(([key, value]) => [`maintenance:${key}`, value]),
    );
    writeFileSync(this.stackFile, stringify({ ...this.head, config }));
  }

  /** How Pulumi is called for a command; the event log of an earlier run is taken away. */
  invocation(command: string, { env, flags = [] }: PulumiOptions) {
    rmSync(this.eventLog, { force: true });
    const args = [command, "--non-interactive", "--color", "never", "--stack", this.stack];
    return {
      args: [...args, "--event-log", this.eventLog, ...flags],
      options: { cwd: this.folder, env: { ...this.env, ...this.engine, ...env } },
    };
  }

  private async pulumi(command: string, options: PulumiOptions): Promise<PulumiRun> {
    const { flags = [] } = options;
    const started = Date.now() / 1000;
    const called = this.invocation(command, options);
    const ran = await run("pulumi", called.args, { ...called.options, mayFail: true });
    const operations = operationsIn(this.eventLog);
    const line = [command, ...flags.filter((flag) => !usual.has(flag))].join(" ");
    this.runs.push({ command: line, output: ran.output });
    const how = `${ran.code === 0 ? "" : "failed, "}${operations.length} operations`;
    process.stdout.write(`      ${line}: ${ran.seconds.toFixed(1)} s, ${how}\n`);
    return { ...ran, operations, firstRegistration: firstEventIn(this.eventLog) - started };
  }

  private remove(): void {
    // A name that was not made here may be somebody else's too, on the same engine.
    if (ownName.test(this.stack)) removeStack(this.stack);
    else removeEnvironment(identityIn(this.folder, this.stack));
    removeImages(this.imagePrefix);
    rmSync(this.project, { recursive: true, force: true });
  }
}

/** What the program gave a stack to be told by; undefined before its first run. */
export function identityIn(folder: string, stack: string): string | undefined {
  const file = join(folder, ".state/identity", stack);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}
