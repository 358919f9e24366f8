/** Stands between a run and the engine, and holds one request of it open: so a test knows what a kill interrupts. */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";

const engine = (process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock").replace("unix://", "");

/** Which request is held: before the engine gets it, or when it has done it and nobody knows yet. */
export interface Wanted {
  readonly request: RegExp;
  readonly at: "request" | "answer";
}

/** A request that is held when it comes; `reached` says so, `release` lets it go on. */
export interface Held {
  readonly reached: Promise<string>;
  release(): void | Promise<void>;
}

interface Waiting extends Wanted {
  taken: boolean;
  reach(line: string): void;
  readonly released: Promise<void>;
}

export class EngineProxy {
  private waiting: Waiting | undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly path: string,
  ) {
    server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.on("error", () => undefined).once("close", () => this.sockets.delete(socket));
    });
    server.on("request", (incoming: IncomingMessage, response: ServerResponse) => {
      void this.pass(incoming, response);
    });
    server.on("upgrade", (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
      void this.passStream(incoming, socket, head);
    });
  }

  /** @param folder where the socket is made. */
  static async start(folder: string): Promise<EngineProxy> {
    const server = createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 });
    const path = join(folder, "engine.sock");
    server.listen(path);
    await once(server, "listening");
    return new EngineProxy(server, path);
  }

  /** For DOCKER_HOST. */
  get host(): string {
    return `unix://${this.path}`;
  }

  /** Holds the first request that matches, written as `POST /v1.41/containers/create?name=...`. */
  hold(wanted: Wanted): Held {
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const reached = new Promise<string>((resolve) => {
      this.waiting = { ...wanted, taken: false, reach: resolve, released };
    });
    return { reached, release };
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    rmSync(this.path, { force: true });
  }

  private async pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const wait = this.holdingOf(incoming);
    await wait("request");
    if (incoming.destroyed) return; // its sender was killed: the engine never hears of it
    const { method, url, headers } = incoming;
    const upstream = request({ socketPath: engine, method, path: url, headers }, (answer) => {
      void wait("answer").then(() => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        response.flushHeaders();
        answer.pipe(response);
      });
    });
    upstream.on("error", () => response.destroy());
    response.once("close", () => upstream.destroy());
    incoming.pipe(upstream);
  }

  /** A connection that both sides then use as they like, as for an exec or a build by BuildKit. */
  private async passStream(incoming: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    await this.holdingOf(incoming)("request");
    if (socket.destroyed) return;
    const upstream = connect(engine).on("error", () => socket.destroy());
    upstream.write(headOf(incoming));
    upstream.write(head);
    socket.pipe(upstream).pipe(socket);
  }

  /** Waits there when this request is the one to be held. */
  private holdingOf({ method, url }: IncomingMessage): (at: Wanted["at"]) => Promise<void> {
    const line = `${method} ${url}`;
    const held = this.take(line);
    return async (at) => {
      if (held?.at !== at) return;
      held.reach(line);
      await held.released;
    };
  }

  private take(line: string): Waiting | undefined {
    const { waiting } = this;
    if (!waiting || waiting.taken || !waiting.request.test(line)) return undefined;
    waiting.taken = true;
    return waiting;
  }
}

function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []));
  return [`${method} ${url} HTTP/1.1`, ...lines, "", ""].join("\r\n");
}
