/** A run of Pulumi that is killed while one of its steps is held. */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Colour } from "../../components/colour";
import { heldFile } from "../../components/provider/fail-point";
import { until } from "../../components/until";
import { onExit } from "./cleanup";
import type { EngineProxy, Held, Wanted } from "./engine-proxy";
import { inFlight } from "./events";

/** Whose runs are killed. */
export interface Killable {
  readonly folder: string;
  readonly eventLog: string;
  /** For the evidence of a failure. */
  readonly runs: { command: string; output: string }[];
  invocation(
    command: string,
    options: { readonly flags?: readonly string[]; readonly env?: Readonly<Record<string, string>> },
  ): {
    /** Absent: pulumi. */
    readonly program?: string;
    readonly args: string[];
    readonly options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv };
  };
}

/** Where a run is held: in a step of ours, in a call of the Docker provider, or elsewhere; or what it has said, held by nothing. */
export type Place =
  | { readonly failPoint: string }
  | Wanted
  | { readonly held: Held }
  | { readonly said: RegExp };

/** Who is killed: the command alone, whose plugins live on, or everything it has started. */
export const victims = ["the command alone", "everything"] as const;
export type Victim = (typeof victims)[number];

export class KilledRun {
  private output = "";
  private readonly forget: () => void;

  private constructor(
    private readonly child: ChildProcess,
    private readonly environment: Killable,
    private readonly held: Held,
  ) {
    this.forget = onExit(() => this.endSession());
    child.stdout?.on("data", (text: Buffer) => (this.output += text.toString()));
    child.stderr?.on("data", (text: Buffer) => (this.output += text.toString()));
  }

  /** Starts `up`; @returns when the place is reached. */
  static async until(
    environment: Killable,
    proxy: EngineProxy | undefined,
    place: Place,
  ): Promise<KilledRun> {
    const held = heldAt(place, environment, proxy);
    assert(held, "calls of the Docker provider are held by a proxy before the engine");
    const env: Record<string, string> = "failPoint" in place ? { FAIL_POINT: `${place.failPoint}!hold` } : {};
    const {
      program = "pulumi",
      args,
      options,
    } = environment.invocation("up", {
      flags: ["--yes", "--skip-preview"],
      env,
    });
    // A session of its own: its plugins, each in a process group of its own, are found by it.
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const run = new KilledRun(child, environment, held);
    const ended = once(child, "exit").then(() => {
      throw new Error(`the run ended before it reached ${JSON.stringify(place)}\n${run.output}`);
    });
    ended.catch(() => undefined);
    const said = () => Promise.resolve(!("said" in place) || place.said.test(run.output));
    const reached = held.reached.then(() => until(said, "the run to say so", { timeoutMs: 180_000 }));
    await Promise.race([reached, ended]);
    return run;
  }

  /** The engine had begun such an operation and not ended it, by its own event log. `COLOUR` stands for the colour. */
  assertInFlight({ source }: RegExp, colour?: Colour): void {
    const pattern = new RegExp(colour === undefined ? source : source.replaceAll("COLOUR", colour));
    const begun = inFlight(this.environment.eventLog);
    assert(
      begun.some((operation) => pattern.test(operation)),
      `${String(pattern)} is not among what had begun: ${begun.join(", ")}`,
    );
  }

  async kill(victim: Victim): Promise<void> {
    const gone = once(this.child, "exit");
    if (victim === "everything") this.endSession();
    else this.child.kill("SIGKILL");
    await gone;
    // One that is ending still holds its connections.
    const haveEnded = () => Promise.resolve(this.session().length === 0);
    if (victim === "everything") await until(haveEnded, "the processes of the run to end");
    this.environment.runs.push({ command: `up, killed (${victim})`, output: this.output });
  }

  /** It comes to its own end. @returns how */
  async ended(): Promise<{ code: number | null; output: string }> {
    if (this.child.exitCode === null) await once(this.child, "exit");
    await this.end();
    return { code: this.child.exitCode, output: this.output };
  }

  /** As Ctrl-C asks the command to stop; what was held goes on. @returns how it ended */
  async interrupt(): Promise<{ code: number | null; output: string }> {
    const gone = once(this.child, "exit");
    this.child.kill("SIGINT");
    await this.end(gone);
    return { code: this.child.exitCode, output: this.output };
  }

  /** Lets what was held go on: a plugin that lives finishes what it was asked for, for nobody. */
  async release(): Promise<void> {
    await this.held.release();
  }

  /** Ends the plugins that lived on. @param after what is waited for before, once nothing is held any more */
  async end(after?: Promise<unknown>): Promise<void> {
    await this.release();
    await after;
    this.endSession();
    this.forget();
  }

  private endSession(): void {
    for (const pid of this.session()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
  }

  /** Its processes that still hold anything: one that only waits to be asked for its exit code does not, unless threads of it live. */
  private session(): number[] {
    const leader = this.child.pid;
    assert(leader !== undefined);
    return execFileSync("ps", ["-eo", "pid=,sess=,stat="], { encoding: "utf8" })
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, session, state]) => Number(session) === leader && !/^Z[^l]*$/.test(state ?? ""))
      .map(([pid]) => Number(pid));
  }
}

function heldAt(place: Place, environment: Killable, proxy: EngineProxy | undefined): Held | undefined {
  if ("said" in place) return { reached: Promise.resolve(""), release: () => undefined };
  if ("held" in place) return place.held;
  return "failPoint" in place ? holdFailPoint(environment) : proxy?.hold(place);
}

/** For a run with `FAIL_POINT=...!hold`. */
export function holdFailPoint({ folder }: Pick<Killable, "folder">): Held {
  const file = join(folder, heldFile);
  rmSync(file, { force: true });
  return {
    reached: until(() => Promise.resolve(existsSync(file)), `${heldFile} to be written`, {
      timeoutMs: 180_000,
      intervalMs: 50,
    }).then(() => file),
    release: () => rmSync(file, { force: true }),
  };
}
