/** The users of the load tests: a process of its own, strict, which never asks twice. Started by load.ts. */
import { Agent, type ClientRequest, request } from "node:http";
import * as https from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import {
  type Allowed,
  colourOf,
  type Failure,
  judge,
  type PhaseReport,
  type Report,
  type Response,
  type SlowRequest,
} from "./load-judge";

export interface LoadOptions {
  /** Where users reach the environment; a loopback address. */
  readonly url: string;
  readonly clients: number;
  /** Upper bound of requests in a second, so that what is measured is not the machine's breath. */
  readonly perSecond: number;
  readonly timeoutMs: number;
  /** How long the slow request takes; 0 for none. */
  readonly slowMs: number;
  /** The header by which an answer says which colour it is of. */
  readonly stamp: string;
  /** Certificate that is trusted, for HTTPS. */
  readonly ca?: string;
}

export type Command =
  | { readonly command: "start"; readonly options: LoadOptions; readonly allowed: Allowed }
  | { readonly command: "phase"; readonly name: string; readonly allowed: Allowed }
  | { readonly command: "report" }
  | { readonly command: "stop" };

/** No run of the tests needs more. */
const bounds = { requests: 400_000, milliseconds: 1_800_000 };

class Load {
  private readonly phases: PhaseReport[] = [];
  private readonly failures: Failure[] = [];
  private readonly slow: SlowRequest[] = [];
  private readonly ended: Promise<unknown>;
  private readonly began = Date.now();
  private allowed: Allowed;
  private requests = 0;
  private asset = "/";
  private stopped = false;

  constructor(
    private readonly options: LoadOptions,
    allowed: Allowed,
  ) {
    const { hostname } = new URL(options.url);
    if (!hostname.startsWith("127."))
      throw new Error(`load goes to loopback addresses only, not ${hostname}`);
    this.allowed = allowed;
    this.phase("start", allowed);
    const clients = Array.from({ length: options.clients }, (_, index) => this.client(index));
    this.ended = Promise.all([...clients, ...(options.slowMs > 0 ? [this.slowClient()] : [])]);
  }

  phase(name: string, allowed: Allowed): void {
    this.allowed = allowed;
    this.phases.push({ name, requests: 0, failed: 0, byColour: {}, failedAs: {} });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.ended;
  }

  report(): Report {
    const { phases, failures, slow } = this;
    return { phases, failures, slow };
  }

  /** Half of the clients keep their connection, the others open a new one for each request. */
  private async client(index: number): Promise<void> {
    const keepAlive = index % 2 === 0;
    const agent = this.agent({ keepAlive, maxSockets: 1 });
    const gapMs = (1000 * this.options.clients) / this.options.perSecond;
    // Clients begin one after the other, so that they do not ask all at the same moment.
    let next = Date.now() + (gapMs * index) / this.options.clients;
    for (let turn = index; !this.over(); turn += 1) {
      await pause(Math.max(0, next - Date.now()));
      next = Math.max(next + gapMs, Date.now());
      await this.ask(turn, agent, keepAlive);
    }
    agent.destroy();
  }

  private agent(options: { keepAlive: boolean; maxSockets?: number }): Agent {
    const { url, ca } = this.options;
    return url.startsWith("https:") ? new https.Agent({ ...options, ca }) : new Agent(options);
  }

  private async ask(turn: number, agent: Agent, keepAlive: boolean): Promise<void> {
    const kind = ["/", "/api/version", "/api/work-orders?limit=5", this.asset, "POST"][turn % 5] ?? "/";
    const name = `${kind === "POST" ? "POST /api/work-orders" : `GET ${kind}`} (${keepAlive ? "kept" : "new"} connection)`;
    const post = kind === "POST";
    const sent = this.send(post ? "POST" : "GET", post ? "/api/work-orders" : kind, agent);
    sent.request.end(post ? JSON.stringify({ title: `load ${turn}` }) : undefined);
    const response = await this.judged(name, sent, post ? 201 : 200, post ? "/api/work-orders" : kind);
    if (kind === "/" && response) this.asset = /"(\/assets\/[^"]+\.js)"/.exec(response.body)?.[1] ?? "/";
  }

  /** One slow request is under way all the time, so that one crosses every flip. */
  private async slowClient(): Promise<void> {
    const agent = this.agent({ keepAlive: false });
    while (!this.over()) {
      const startedAt = Date.now();
      const body = JSON.stringify({ title: "slowly written", description: "x".repeat(90) });
      const sent = this.send("POST", "/api/work-orders", agent, this.options.slowMs, body.length);
      const pieces = 10;
      const size = Math.ceil(body.length / pieces);
      const writing = (async () => {
        for (let at = 0; at < body.length; at += size) {
          await pause(this.options.slowMs / pieces);
          sent.request.write(body.slice(at, at + size));
        }
        sent.request.end();
      })();
      const response = await this.judged("slow POST /api/work-orders", sent, 201, "/api/work-orders");
      await writing;
      const colour = response ? colourOf(response, this.options.stamp) : "";
      this.slow.push({ startedAt, endedAt: Date.now(), colour, ok: response !== undefined });
    }
  }

  private send(method: string, path: string, agent: Agent, extraMs = 0, length?: number) {
    const headers: Record<string, string | number> =
      method === "POST" ? { "content-type": "application/json" } : {};
    if (length !== undefined) headers["content-length"] = length;
    const ask = this.options.url.startsWith("https:") ? https.request : request;
    const outgoing = ask(new URL(path, this.options.url), { method, agent, headers });
    const answer = answerTo(outgoing, this.options.timeoutMs + extraMs);
    return { request: outgoing, answer, allowed: this.allowed };
  }

  /** @returns the response when nothing is wrong with it. */
  private async judged(
    name: string,
    sent: { answer: Promise<Response | Error>; allowed: Allowed },
    status: number,
    path: string,
  ): Promise<Response | undefined> {
    this.requests += 1;
    const response = await sent.answer;
    const phase = this.phases.at(-1);
    if (!phase) return undefined;
    phase.requests += 1;
    const what =
      response instanceof Error
        ? response.message
        : judge(response, { path, status, stamp: this.options.stamp, allowed: [sent.allowed, this.allowed] });
    if (!(response instanceof Error)) this.note(colourOf(response, this.options.stamp), phase);
    if (what === undefined) return response as Response;
    phase.failed += 1;
    const kind = `${name}: ${what}`;
    phase.failedAs[kind] = (phase.failedAs[kind] ?? 0) + 1;
    if (phase.failed <= 10) {
      this.failures.push({ phase: phase.name, request: name, what, at: new Date().toISOString() });
    }
    return undefined;
  }

  private note(colour: string, phase: PhaseReport): void {
    const isNew = phase.byColour[colour] === undefined;
    if (isNew && Object.keys(phase.byColour).length > 0) phase.flippedAt ??= Date.now();
    phase.byColour[colour] = (phase.byColour[colour] ?? 0) + 1;
  }

  private over(): boolean {
    return this.stopped || this.requests >= bounds.requests || Date.now() - this.began > bounds.milliseconds;
  }
}

/** The whole answer, or why there is none. */
function answerTo(outgoing: ClientRequest, timeoutMs: number): Promise<Response | Error> {
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    const end = (answer: Response | Error) => {
      clearTimeout(timer);
      resolve(answer);
    };
    outgoing.once("error", end);
    outgoing.once("response", (incoming) => {
      let body = "";
      incoming.setEncoding("utf8").on("data", (text: string) => (body += text));
      incoming.once("error", end);
      incoming.once("end", () => end({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }));
      incoming.once("close", () => end(new Error("the answer broke off")));
    });
  });
}

let load: Load | undefined;
process.on("message", (message: Command) => {
  if (message.command === "start") load = new Load(message.options, message.allowed);
  if (message.command === "phase") load?.phase(message.name, message.allowed);
  if (message.command !== "stop") return void process.send?.(load?.report());
  void load?.stop().then(() => {
    process.send?.(load?.report());
    process.disconnect();
  });
});
// Its starter is gone: nobody wants the answer any more.
process.on("disconnect", () => process.exit());
