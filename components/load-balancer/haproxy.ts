/** A running HAProxy as gate, listener and settle see it: asked and changed through the Docker engine only. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type Docker from "dockerode";
import { SharedAnswer } from "../shared-answer";
import { type Answer, CannotAsk } from "./answer";
import type { Colour, Weights } from "../colour";
import {
  connect,
  type EngineScope,
  type Executed,
  findContainers,
  labels,
  runScript,
} from "../docker/engine";
import { files, keepAliveMs, masterPort, versionInTargetGroup } from "./haproxy-config";
import { until } from "../until";
import { colourHeader, ports } from "./load-balancer";

export interface Target {
  readonly name: string;
  /** UP, DOWN, MAINT, ... as HAProxy says it. */
  readonly status: string;
  /** The last health check, such as L7OK or L4CON; a target that was not asked yet has INI. */
  readonly check: string;
  /** Seconds since its status last changed; checks run every second. */
  readonly since: number;
}

export interface LoadBalancerStatus {
  /** Weights of the map file; undefined before the first flip. */
  readonly onFile?: Weights;
  /** Weights of each process that answers clients: the current one and those that still finish connections. */
  readonly running: readonly (Weights | undefined)[];
  /** The version each target group on file is for. */
  readonly versions: Partial<Record<Colour, string>>;
  /** The configuration's files by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Of the configuration on file, and of the one that runs; they differ only while one is being applied. */
  readonly configHash: string;
  readonly runningHash: string;
  readonly targets: Readonly<Record<Colour, readonly Target[]>>;
}

/** A colour whose former targets will be removed, and how long their requests may take to finish. */
export interface Replaced {
  readonly colour: Colour;
  readonly drainMs: number;
}

const noRoom =
  "its volume has no room; nothing was changed: make room on the engine's disk (docker system df), then run again";

const recentStatus = new SharedAnswer<LoadBalancerStatus | undefined>();

export class HaProxy {
  private constructor(
    readonly engine: Docker,
    readonly container: string,
  ) {}

  /** @throws CannotAsk when there is no load balancer, or it does not run. */
  static async of(scope: EngineScope): Promise<HaProxy> {
    const loadBalancer = await HaProxy.find(scope);
    if (loadBalancer) return loadBalancer;
    throw new CannotAsk("there is no load balancer container: pulumi up --refresh makes a new one");
  }

  /** @returns undefined when there is none. @throws CannotAsk when there is one that does not run. */
  static async find(scope: EngineScope): Promise<HaProxy | undefined> {
    const engine = await connect(scope.host);
    const all = await findContainers(engine, scope, { [labels.role]: "load-balancer" });
    // One that was made but never started, as when its port was taken, has served nobody.
    const found = all.filter((container) => container.state !== "created");
    const running = found.find((container) => container.state === "running");
    if (running) return new HaProxy(engine, running.id);
    if (!found[0]) return undefined;
    const { name, state } = found[0];
    throw new CannotAsk(
      `the load balancer ${name} is ${state}: start it (docker start ${name}), then run again`,
    );
  }

  /**
   * The status for a preview, shared for a moment unless something was written through this process since.
   * @returns undefined when there is no load balancer. @throws CannotAsk
   */
  static recentStatus(scope: EngineScope): Promise<LoadBalancerStatus | undefined> {
    return recentStatus.of(`${scope.host ?? ""} ${scope.network}`, async () =>
      (await HaProxy.find(scope))?.status(),
    );
  }

  async status(): Promise<LoadBalancerStatus> {
    const args = [files.folder, `${files.folder}/${files.weights}`, String(masterPort)];
    const result = await this.run("read-status", args);
    if (result.exitCode !== 0)
      throw new CannotAsk(`HAProxy does not answer (exit ${result.exitCode}): ${result.stderr}`);
    return parseStatus(result.stdout);
  }

  /**
   * Puts a file into the configuration (`""` takes it out), waits until the new configuration runs, and until nobody
   * is left who could ask for the former targets of `replaced`.
   */
  async applyFile(file: string, content: string, replaced?: Replaced): Promise<void> {
    const idleMs = keepAliveMs((await this.status()).files[files.base] ?? "");
    const result = await this.change("apply-config", [files.folder, file, content, String(masterPort), "20"]);
    if (result.exitCode === 0) return this.formerProcessesLeft(idleMs, replaced);
    const reasons: Record<number, string> = {
      3: "haproxy -c refuses the configuration; nothing was changed",
      6: noRoom,
    };
    const reason =
      reasons[result.exitCode] ?? "the configuration did not come to run; the former one is back";
    throw new Error(`load balancer, ${file}: ${reason}\n${result.stdout}${result.stderr}`.trim());
  }

  /**
   * After a reload the former process still finishes its connections, with its former targets. Idle ones are gone
   * after the keep-alive time; long ones to the colour whose targets go are cut when their time is over, and those to
   * the other colour stay.
   */
  private async formerProcessesLeft(idleMs: number, replaced?: Replaced): Promise<void> {
    const started = Date.now();
    const { colour, drainMs } = replaced ?? { colour: undefined, drainMs: 0 };
    await until(
      async () => {
        const waited = Date.now() - started;
        if ((await this.status()).running.length === 1) return true;
        if (waited <= idleMs + 1_000) return false;
        if (!colour || (await this.connections(colour, "former")) === 0) return true;
        if (waited > drainMs) await this.connections(colour, "former", "cut");
        return false;
      },
      "former processes of the load balancer to let go of their targets",
      { timeoutMs: Math.max(idleMs + 1_000, drainMs) + 10_000 },
    );
  }

  /**
   * Counts the connections that work on something of a colour: those of users, in all processes, or all those of
   * former processes. `cut` ends what it counts.
   */
  async connections(
    colour: Colour,
    whose: "users" | "former",
    act: "count" | "cut" = "count",
  ): Promise<number> {
    const { exitCode, stdout, stderr } = await this.run("connections", [
      colour,
      whose,
      act,
      String(masterPort),
    ]);
    if (exitCode !== 0) throw new CannotAsk(`HAProxy does not tell its connections: ${stderr}`);
    return Number(stdout);
  }

  /** Writes the weights in one step and reads them back. @throws when they did not take; the old ones are back then. */
  setWeights(weights: Weights): Promise<void> {
    return this.setEntry("green", String(weights.green), "the weights");
  }

  /**
   * Gives users the maintenance page, or the application again; the preview route stays. It outlives flips, reloads
   * and restarts.
   */
  setMaintenance(on: boolean): Promise<void> {
    return this.setEntry("maintenance", on ? "1" : "", "the maintenance page");
  }

  private async setEntry(key: string, value: string, what: string): Promise<void> {
    const map = `${files.folder}/${files.weights}`;
    const result = await this.change("set-entry", [map, key, value, String(masterPort)]);
    if (result.exitCode === 5) throw new CannotAsk(`HAProxy does not answer; ${what} did not change`);
    if (result.exitCode === 6) {
      throw new Error(`load balancer, ${files.weights}: ${noRoom}\n${result.stderr}`.trim());
    }
    if (result.exitCode !== 0) {
      throw new Error(
        `the load balancer did not take ${what}; it is as before\n${result.stdout}${result.stderr}`.trim(),
      );
    }
  }

  /** A request from inside the network, on the users' route or, with a colour, on the preview route. */
  async request(path: string, colour?: Colour, patience = 10): Promise<Answer> {
    const header = colour ? `${colourHeader}: ${colour}\r\n` : "";
    const args = [String(colour ? ports.preview : ports.users), path, String(patience), header];
    const result = await runScript(this.engine, this.container, script("request"), args);
    return parseAnswer(result.stdout);
  }

  /** What users get: status and colour of several requests, one after the other. */
  async sample(path: string, count: number, patience = 5): Promise<{ status: number; colour: string }[]> {
    const args = [String(ports.users), path, String(count), String(patience)];
    const { stdout } = await runScript(this.engine, this.container, script("sample"), args);
    return stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => ({ status: Number(line.split(" ")[0]), colour: line.split(" ")[1] ?? "" }));
  }

  /** Afterwards nobody may share an answer from before, or from while it was under way. */
  private async change(name: string, args: string[]): Promise<Executed> {
    try {
      return await this.run(name, args);
    } finally {
      recentStatus.forget();
    }
  }

  private run(name: string, args: string[]): Promise<Executed> {
    return runScript(this.engine, this.container, `${script("master-cli")}\n${script(name)}`, args);
  }
}

function script(name: string): string {
  return readFileSync(join(__dirname, "scripts", `${name}.sh`), "utf8");
}

export function parseStatus(text: string): LoadBalancerStatus {
  const parts = text.split(/^== /m).slice(1);
  const bodies = (title: string) => parts.filter((part) => part.startsWith(title)).map(withoutFirstLine);
  const config = Object.fromEntries(
    parts
      .filter((part) => part.startsWith("file "))
      .map((part) => [firstLine(part).slice(5), withoutFirstLine(part)]),
  );
  const stat = parseStat(bodies("stat")[0] ?? "");
  return {
    onFile: weightsIn(bodies("map-file")[0] ?? "", 0),
    running: bodies("process").map((body) => weightsIn(body, 1)),
    versions: mapColours((colour) => versionInTargetGroup(config[files.targetGroup(colour)] ?? "")),
    files: config,
    configHash: (bodies("hash")[0] ?? "").trim(),
    runningHash: /^description: (\S+)/m.exec(bodies("info")[0] ?? "")?.[1] ?? "",
    targets: mapColours((colour) =>
      stat
        .filter((row) => row.pxname === colour && !["FRONTEND", "BACKEND"].includes(row.svname ?? ""))
        .map((row) => ({
          name: row.svname ?? "",
          status: row.status ?? "",
          check: row.check_status ?? "",
          since: Number(row.lastchg ?? 0),
        })),
    ),
  };
}

function firstLine(text: string): string {
  return text.slice(0, text.indexOf("\n"));
}

function withoutFirstLine(text: string): string {
  return text.slice(text.indexOf("\n") + 1);
}

function mapColours<T>(make: (colour: Colour) => T): Record<Colour, T> {
  return { blue: make("blue"), green: make("green") };
}

/** Weights from lines whose column `at` is the key `green`. */
function weightsIn(lines: string, at: number): Weights | undefined {
  for (const line of lines.split("\n")) {
    const words = line.trim().split(/\s+/);
    if (words[at] === "green") return { blue: 100 - Number(words[at + 1]), green: Number(words[at + 1]) };
  }
  return undefined;
}

function parseStat(csv: string): Record<string, string>[] {
  const [head, ...rows] = csv.split("\n").filter((line) => line !== "");
  const names = (head ?? "").replace(/^# /, "").split(",");
  return rows.map((row) => Object.fromEntries(row.split(",").map((value, at) => [names[at] ?? "", value])));
}

/** @returns status 0 with an empty body when nothing came in time. */
export function parseAnswer(raw: string): Answer {
  const end = raw.indexOf("\r\n\r\n");
  const [statusLine, ...lines] = raw.slice(0, Math.max(end, 0)).split("\r\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return {
    status: Number(/^HTTP\/\S+ (\d+)/.exec(statusLine ?? "")?.[1] ?? 0),
    headers: Object.fromEntries(headers),
    body: end < 0 ? "" : raw.slice(end + 4),
  };
}
