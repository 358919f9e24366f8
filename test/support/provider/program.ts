/** A small Pulumi program on the real engine, with the providers of these tests on its PATH and a state of its own. */
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { until } from "../../../components/until";
import { onExit } from "../cleanup";
import { type Operation, operationsIn } from "../events";
import { kubeconfig } from "../kubernetes/cluster";
import { projectRoot } from "../project-copy";
import { pulumiOn } from "../pulumi-on";
import { type Ran, run } from "../run";

/** `type` as the SDK's classes are reached, such as `core/v1/ConfigMap`; `aws/lb/Listener` and `aws/getRegion` for AWS. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly args?: object;
  readonly options?: {
    readonly dependsOn?: readonly string[];
    /** The name of a provider that is declared before. */
    readonly provider?: string;
    readonly customTimeouts?: object;
    readonly deleteBeforeReplace?: boolean;
    readonly ignoreChanges?: readonly string[];
  };
}

interface Surroundings {
  /** Of `program/`; `index.js` makes what is declared. */
  readonly main?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of the stack, such as `aws:region`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Names are generated as this project has it. */
  readonly isNamedAsHere?: true;
}

interface Invoked {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface ProgramRun extends Ran {
  readonly operations: readonly Operation[];
}

export class Program {
  /** Those that were killed. */
  readonly runs: { command: string; output: string }[] = [];
  private readonly undo: () => void;

  private constructor(
    readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.undo = onExit(() => rmSync(folder, { recursive: true, force: true }));
  }

  static async create({
    main = "index.js",
    env = {},
    config = {},
    isNamedAsHere,
  }: Surroundings = {}): Promise<Program> {
    const folder = mkdtempSync(join(tmpdir(), "maintenance-program-"));
    mkdirSync(join(folder, "state"));
    const program = new Program(folder, {
      ...env,
      PATH: `${join(__dirname, "bin")}:${process.env.PATH}`,
      KUBECONFIG: kubeconfig,
      PROJECT_ROOT: projectRoot,
      ...pulumiOn(join(folder, "state")),
    });
    const own = { name: "maintenance", path: join(projectRoot, "components/provider/plugin") };
    const project = {
      name: "contract",
      runtime: "nodejs",
      plugins: { providers: [own] },
      ...(isNamedAsHere && { config: autonaming() }),
    };
    writeFileSync(join(folder, "Pulumi.yaml"), JSON.stringify(project));
    writeFileSync(join(folder, "package.json"), '{ "name": "contract", "main": "index.js" }\n');
    copyFileSync(join(__dirname, "program", main), join(folder, "index.js"));
    symlinkSync(join(projectRoot, "node_modules"), join(folder, "node_modules"));
    await run("pulumi", ["stack", "init", "test", "--non-interactive"], { cwd: folder, env: program.env });
    const settings = Object.entries(config).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`);
    if (settings.length > 0)
      appendFileSync(join(folder, "Pulumi.test.yaml"), `config:\n${settings.join("")}`);
    return program;
  }

  declare(resources: readonly Declared[]): void {
    writeFileSync(join(this.folder, "resources.json"), JSON.stringify(resources));
  }

  /** For programs that are made by settings. */
  configure(settings: object): void {
    writeFileSync(join(this.folder, "settings.json"), JSON.stringify(settings));
  }

  /** Its failure is for the caller to judge. */
  pulumi(command: "up" | "preview" | "destroy" | "refresh", ...flags: string[]): Promise<ProgramRun> {
    return this.run([
      command,
      ...(command === "preview" ? ["--diff"] : ["--yes", "--skip-preview"]),
      ...flags,
    ]);
  }

  /** What asks or mends the state, such as `stack export`; or another program, such as a command of `setup/`. */
  command(args: readonly string[], program = "pulumi"): Promise<Ran> {
    const ofPulumi = ["--non-interactive", "--color", "never", "--stack", "test"];
    const all = program === "pulumi" ? [...args, ...ofPulumi] : args;
    return run(program, all, { cwd: this.folder, env: this.env, mayFail: true });
  }

  /** An `up` that gets the signal of Ctrl-C once `when` holds. */
  async interrupted(when: () => Promise<boolean>): Promise<ProgramRun> {
    const interrupt = new AbortController();
    const running = this.run(["up", "--yes", "--skip-preview"], interrupt.signal);
    await until(when, "the moment to interrupt");
    interrupt.abort();
    return running;
  }

  /** The engine's own, of the last run. */
  get eventLog(): string {
    return join(this.folder, "events.json");
  }

  invocation(command: string, { flags = [], env = {} }: Invoked) {
    rmSync(this.eventLog, { force: true });
    const usual = ["--non-interactive", "--color", "never", "--stack", "test", "--event-log", this.eventLog];
    return {
      args: [command, ...flags, ...usual],
      options: { cwd: this.folder, env: { ...this.env, ...env } },
    };
  }

  private async run(
    [command, ...flags]: readonly [string, ...string[]],
    interrupt?: AbortSignal,
  ): Promise<ProgramRun> {
    const { args, options } = this.invocation(command, { flags });
    const ran = await run("pulumi", args, { ...options, mayFail: true, interrupt });
    const isOurs = ({ type }: Operation) => !type.startsWith("pulumi:providers:");
    return { ...ran, operations: operationsIn(this.eventLog).filter(isOurs) };
  }

  /** The state as it travels, secrets encrypted. */
  async exported(): Promise<object> {
    const args = ["stack", "export", "--stack", "test", "--non-interactive"];
    return JSON.parse((await run("pulumi", args, { cwd: this.folder, env: this.env })).stdout) as object;
  }

  /** Instead of the state that there is. */
  async imported(state: object): Promise<void> {
    const file = join(this.folder, "imported.json");
    writeFileSync(file, JSON.stringify(state));
    const args = ["stack", "import", "--stack", "test", "--non-interactive", "--file", file];
    await run("pulumi", args, { cwd: this.folder, env: this.env });
  }

  /** The state as it is on disk, secrets encrypted. */
  get state(): string {
    return readFileSync(join(this.folder, "state/.pulumi/stacks/contract/test.json"), "utf8");
  }

  /** What the state has of a resource, by its logical name. */
  stateOf<T extends object>(name: string): Partial<T> {
    const { checkpoint } = JSON.parse(this.state) as {
      checkpoint: { latest: { resources?: ({ urn: string } & T)[] } };
    };
    return checkpoint.latest.resources?.find(({ urn }) => urn.endsWith(`::${name}`)) ?? {};
  }

  dispose(): void {
    this.undo();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function autonaming(): Record<string, unknown> {
  const key = "pulumi:autonaming";
  const { config } = parse(readFileSync(join(projectRoot, "Pulumi.yaml"), "utf8")) as {
    config: Record<string, unknown>;
  };
  return { [key]: config[key] };
}
