/** One request to one target. Nothing is ever tried a second time: what fails is the client's to see. */
import { Agent, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

export interface To {
  readonly id: string;
  readonly port: number;
  /** Aborted when the target has been deregistered and its time to drain is over. */
  readonly gone: AbortSignal;
}

export interface Way {
  readonly to: To;
  readonly headers: readonly string[];
  readonly idleMs: number;
  readonly agent: TargetAgent;
  /** Before the answer's first byte: what goes wrong is answered by the load balancer. */
  readonly failed: (status: 502 | 504, why: string) => void;
  /** When its first byte has come. */
  readonly answered: (status: number, milliseconds: number) => void;
  readonly responseHeaders: readonly string[];
}

/**
 * Connections to targets stay open. A target's own time-out (`Keep-Alive: timeout=5`) is not honoured, as a load balancer
 * does not: a target that closes too soon must show as 502 in tests too.
 */
export class TargetAgent extends Agent {
  constructor(
    idleMs: number,
    readonly from: string | undefined,
  ) {
    super({
      keepAlive: true,
      timeout: idleMs,
      maxSockets: Infinity,
      maxFreeSockets: 256,
      localAddress: from,
    });
  }

  // Node's own reads that header; what it returns decides whether the connection is kept.
  keepSocketAlive(socket: Duplex): boolean {
    (socket as Duplex & { setKeepAlive?: (on: boolean, ms: number) => void }).setKeepAlive?.(true, 1000);
    return true;
  }
}

export function forward(incoming: IncomingMessage, answer: ServerResponse, way: Way): void {
  const { to, headers, idleMs, agent, failed, answered, responseHeaders } = way;
  const began = Date.now();
  const { method, url } = incoming;
  const outgoing = request({ host: to.id, port: to.port, method, path: url, headers, agent });
  const cut = () => outgoing.destroy(new Error("the target was deregistered, and its time to drain is over"));
  to.gone.addEventListener("abort", cut);
  let late = false;
  outgoing.setTimeout(idleMs, () => {
    late = true;
    outgoing.destroy(new Error("the target was silent for too long"));
  });
  outgoing.once("error", (error) => {
    if (answer.headersSent) answer.destroy();
    else failed(late ? 504 : 502, error.message);
  });
  outgoing.once("close", () => to.gone.removeEventListener("abort", cut));
  outgoing.once("response", (response) => {
    const { statusCode = 502, statusMessage, rawHeaders } = response;
    answered(statusCode, Date.now() - began);
    answer.writeHead(statusCode, statusMessage, [...endToEnd(rawHeaders), ...responseHeaders]);
    answer.flushHeaders();
    // Half an answer ends as half an answer.
    response.once("error", () => answer.destroy());
    response.once("aborted", () => answer.destroy());
    response.pipe(answer);
  });
  answer.once("close", () => {
    if (!answer.writableFinished) outgoing.destroy();
  });
  incoming.pipe(outgoing);
}

/** A WebSocket, or whatever the two agree to speak: bytes both ways until one side closes. */
export function forwardUpgrade(incoming: IncomingMessage, client: Duplex, head: Buffer, way: Way): void {
  const { to, headers, idleMs, agent, failed } = way;
  const { method, url } = incoming;
  const { from: localAddress } = agent;
  const outgoing = request({
    ...{ host: to.id, port: to.port, localAddress },
    ...{ method, path: url, headers, agent: false },
  });
  outgoing.setTimeout(idleMs, () => outgoing.destroy(new Error("the target was silent for too long")));
  outgoing.once("error", (error) => {
    if (client.writable) failed(502, error.message);
  });
  outgoing.once("upgrade", (response, target, early) => {
    client.write(headText(response));
    if (early.length > 0) client.write(early);
    if (head.length > 0) target.write(head);
    const end = () => {
      to.gone.removeEventListener("abort", end);
      target.destroy();
      client.destroy();
    };
    to.gone.addEventListener("abort", end);
    for (const side of [client, target]) side.once("error", end).once("close", end);
    target.setTimeout(idleMs, end);
    client.pipe(target).pipe(client);
  });
  outgoing.once("response", (response) => {
    client.write(headText(response, "Connection: close\r\n"));
    response.pipe(client);
  });
  outgoing.end();
}

function headText({ statusCode, statusMessage, rawHeaders }: IncomingMessage, more = ""): string {
  const kept = more === "" ? rawHeaders : endToEnd(rawHeaders);
  const lines = pairs(kept).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join("")}${more}\r\n`;
}

const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Without what concerns one connection only. @param raw names and values in turn, as Node gives them */
export function endToEnd(raw: readonly string[]): string[] {
  return pairs(raw)
    .filter(([name]) => !hopByHop.has(name.toLowerCase()))
    .flat();
}

export function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ""]] : [],
  );
}
