/** One listener of one load balancer, as clients see it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Duplex } from "node:stream";
import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import { forwardsOf, type Listener } from "../front/model";
import type { Certificate } from "./certificates";
import type { Counts } from "./counts";
import { forward, forwardUpgrade, type TargetAgent, type Way } from "./forwarding";
import { forwardedHeaders } from "./headers";
import { type Asked, drawn, redirected, ruleFor } from "./routing";
import type { Targets } from "./targets";

export interface Served {
  /** As it is now: a change applies to the next request, also on a connection that is open. */
  readonly listener: () => Listener | undefined;
  readonly targets: Targets;
  readonly agent: TargetAgent;
  readonly idleMs: () => number;
  readonly certificate: Certificate | undefined;
  readonly counts: Counts;
  /** ARN of the load balancer. */
  readonly arn: string;
  readonly log: (event: object) => void;
}

const reasons: Readonly<Record<number, string>> = {
  404: "Not Found",
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
};

export function serverOf(served: Served): Server {
  const { certificate, idleMs } = served;
  const handle = (incoming: IncomingMessage, answer: ServerResponse) => respond(served, incoming, answer);
  const options = { keepAliveTimeout: idleMs(), requestTimeout: 0, headersTimeout: 60_000 };
  const server: Server = certificate
    ? createSecureServer({ ...options, key: certificate.key, cert: certificate.cert }, handle)
    : createServer(options, handle);
  return server.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) =>
    upgrade(served, incoming, socket, head),
  );
}

function respond(served: Served, incoming: IncomingMessage, answer: ServerResponse): void {
  const found = decide(served, incoming);
  if (!found) return ownAnswer(served, answer, 503, "no rule holds");
  const { listener, action, asked } = found;
  if (action.Type === "fixed-response") {
    const { StatusCode, ContentType = "text/plain", MessageBody = "" } = action.FixedResponseConfig ?? {};
    answer.writeHead(Number(StatusCode), { "content-type": ContentType, ...serverHeader(listener) });
    answer.end(MessageBody);
    return;
  }
  if (action.Type === "redirect") {
    const { StatusCode, ...to } = action.RedirectConfig ?? {};
    const query = incoming.url?.split("?")[1] ?? "";
    const location = redirected(to, { ...asked, protocol: listener.protocol, port: listener.port, query });
    const status = StatusCode === "HTTP_301" ? 301 : 302;
    answer.writeHead(status, { location, "content-length": 0, ...serverHeader(listener) }).end();
    return;
  }
  const way = wayFor(served, listener, action, incoming, (status, why) =>
    ownAnswer(served, answer, status, why),
  );
  if (way) forward(incoming, answer, way);
}

function upgrade(served: Served, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const refuse = (status: number, why: string) => {
    served.log({ event: "answered", status, why, path: incoming.url });
    socket.end(`HTTP/1.1 ${status} ${reasons[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  };
  socket.on("error", () => socket.destroy());
  const found = decide(served, incoming);
  if (found?.action.Type !== "forward") return refuse(503, "an upgrade that is not forwarded");
  const way = wayFor(served, found.listener, found.action, incoming, refuse);
  if (!way) return;
  const { upgrade: to = "" } = incoming.headers;
  const headers = [...way.headers, "Connection", "Upgrade", "Upgrade", to];
  forwardUpgrade(incoming, socket, head, { ...way, headers });
}

function decide(
  { listener: current }: Served,
  incoming: IncomingMessage,
): { listener: Listener; action: Action; asked: Asked } | undefined {
  const listener = current();
  const [path = "/"] = (incoming.url ?? "/").split("?");
  const host = (incoming.headers.host ?? "").replace(/:\d+$/, "");
  const asked = { host, path, headers: incoming.headers };
  const action = listener && ruleFor(listener.rules, asked)?.actions.at(-1);
  return action && { listener, action, asked };
}

/** To the group that is drawn and its next target; answers by itself when there is none. */
function wayFor(
  { targets, agent, idleMs, counts, log }: Served,
  listener: Listener,
  action: Action,
  incoming: IncomingMessage,
  answer: (status: 502 | 503 | 504, why: string) => void,
): Way | undefined {
  const group = drawn(forwardsOf(action), Math.random());
  const to = group && targets.next(group.arn);
  if (!to) {
    answer(503, group ? `${group.arn} has no targets` : "all weights are 0");
    return undefined;
  }
  const client = incoming.socket.remoteAddress ?? "";
  const { protocol, port } = listener;
  const security = listener.attributes.get("routing.http.response.strict_transport_security.header_value");
  return {
    to,
    headers: forwardedHeaders(incoming, { client, protocol, port }),
    idleMs: idleMs(),
    agent,
    answered: (status, milliseconds) => counts.answered(group.arn, status, milliseconds),
    responseHeaders: security ? ["Strict-Transport-Security", security] : [],
    failed: (status, why) => {
      counts.unreached(group.arn);
      log({ event: "failed", target: `${to.id}:${to.port}`, group: group.arn, why, path: incoming.url });
      answer(status, why);
    },
  };
}

function ownAnswer(served: Served, answer: ServerResponse, status: number, why: string): void {
  served.log({ event: "answered", status, why });
  served.counts.own(served.arn, status);
  const reason = reasons[status] ?? "";
  const body = `<html>\r\n<head><title>${status} ${reason}</title></head>\r\n<body>\r\n<center><h1>${status} ${reason}</h1></center>\r\n</body>\r\n</html>\r\n`;
  const listener = served.listener();
  answer.writeHead(status, { "content-type": "text/html", ...(listener ? serverHeader(listener) : {}) });
  answer.end(body);
}

function serverHeader({ attributes }: Listener): Record<string, string> {
  const isHidden = attributes.get("routing.http.response.server.enabled") === "false";
  return isHidden ? {} : { server: "awselb/2.0" };
}
