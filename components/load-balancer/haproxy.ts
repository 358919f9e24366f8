/** A running HAProxy as gate, listener and settle see it: asked and changed through the Docker engine only. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type Docker from "dockerode";
import { SharedAnswer } from "../shared-answer";
import { type Answer, CannotAsk } from "./answer";
import type { Colour, Weights } from "../colour";
import { type LoadBalancerStatus, parseStatus } from "./haproxy-status";
import {
  connect,
  type EngineScope,
  type Executed,
  findContainers,
  labels,
  runScript,
} from "../docker/engine";
import { files, keepAliveMs, masterPort, weightsEntry } from "./haproxy-config";
import { until } from "../until";
import { colourHeader, ports } from "./load-balancer";

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
  async setWeights(weights: Weights): Promise<void> {
    const map = `${files.folder}/${files.weights}`;
    const result = await this.change("set-map", [map, weightsEntry(weights), String(masterPort)]);
    if (result.exitCode === 5) throw new CannotAsk("HAProxy does not answer; the weights did not change");
    if (result.exitCode === 6) {
      throw new Error(`load balancer, ${files.weights}: ${noRoom}\n${result.stderr}`.trim());
    }
    if (result.exitCode !== 0) {
      throw new Error(
        `the load balancer did not take the weights; it is as before\n${result.stdout}${result.stderr}`.trim(),
      );
    }
  }

  /** A request from inside the network, on the users' route or, with a colour, on the preview route. */
  async request(path: string, colour?: Colour, patience = 10): Promise<Answer> {
    const header = colour ? `${colourHeader}: ${colour}\r\n` : "";
    return this.answerTo([String(colour ? ports.preview : ports.users), path, String(patience), header]);
  }

  /** What something else in the network answers, such as a backend its metrics. */
  async requestFrom(host: string, port: number, path: string, patience = 5): Promise<Answer> {
    return this.answerTo([String(port), path, String(patience), "", host]);
  }

  private async answerTo(args: string[]): Promise<Answer> {
    const { stdout } = await runScript(this.engine, this.container, script("request"), args);
    return parseAnswer(stdout);
  }

  /** Bytes where its volume lies, which is where the engine keeps all of them. */
  async freeSpace(): Promise<{ free: number; size: number }> {
    const { stdout } = await runScript(this.engine, this.container, `df -Pk ${files.folder} | tail -n 1`);
    const [, size = 0, , free = 0] = stdout.trim().split(/\s+/).map(Number);
    if (!(size > 0)) throw new CannotAsk(`df does not tell the size of ${files.folder}: ${stdout}`);
    return { free: free * 1024, size: size * 1024 };
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
