/** A small server for a target group, which says its name and can misbehave. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { DeregisterTargetsCommand, RegisterTargetsCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { AwsSimulation } from "./simulation";

export interface Told {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class LocalTarget {
  /** What health checks get. */
  health = 200;
  /** Requests so far, health checks not counted. */
  requests = 0;
  /** Answers that wait for `release`. */
  private readonly held: ServerResponse[] = [];
  private constructor(
    readonly name: string,
    readonly port: number,
    private readonly server: Server,
  ) {}

  static async start(name: string): Promise<LocalTarget> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const target = new LocalTarget(name, (server.address() as AddressInfo).port, server);
    server.on("request", (incoming: IncomingMessage, answer: ServerResponse) => {
      void target.answer(incoming, answer);
    });
    server.on("upgrade", (incoming: IncomingMessage, socket: Duplex) => echo(socket));
    return target;
  }

  async register(aws: AwsSimulation, groupArn: string): Promise<this> {
    const Targets = [{ Id: "127.0.0.1", Port: this.port }];
    await aws.elb.send(new RegisterTargetsCommand({ TargetGroupArn: groupArn, Targets }));
    return this;
  }

  async deregister(aws: AwsSimulation, groupArn: string): Promise<void> {
    const Targets = [{ Id: "127.0.0.1", Port: this.port }];
    await aws.elb.send(new DeregisterTargetsCommand({ TargetGroupArn: groupArn, Targets }));
  }

  /** How many requests to `/held` wait. */
  get waiting(): number {
    return this.held.length;
  }

  release(): void {
    for (const answer of this.held.splice(0)) answer.end(JSON.stringify({ name: this.name }));
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { url = "/", headers } = incoming;
    if (url === "/health") {
      answer.writeHead(this.health, { "x-frontend-colour": this.name }).end();
      return;
    }
    this.requests += 1;
    if (url === "/reset") {
      incoming.socket.destroy();
      return;
    }
    if (url === "/silent") return;
    if (url === "/held") {
      this.held.push(answer);
      return;
    }
    if (url === "/half") {
      answer.writeHead(200, { "content-length": 100 });
      answer.write("half", () => incoming.socket.destroy());
      return;
    }
    let body = "";
    for await (const piece of incoming) body += String(piece);
    answer.writeHead(200, { "content-type": "application/json" });
    answer.end(JSON.stringify({ name: this.name, path: url, headers, body }));
  }
}

/** Any protocol will do: what comes is sent back. */
function echo(socket: Duplex): void {
  socket.on("error", () => socket.destroy());
  socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
  socket.pipe(socket);
}
