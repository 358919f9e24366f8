/**
 * What the load balancer adds to a request on its way:
 * docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html and load-balancer-request-tracing.html
 */
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { endToEnd, pairs } from "./forwarding";

export interface Seen {
  readonly client: string;
  readonly protocol: string;
  readonly port: number;
}

/** @returns names and values in turn. */
export function forwardedHeaders(incoming: IncomingMessage, { client, protocol, port }: Seen): string[] {
  const ours = new Set(["x-forwarded-for", "x-forwarded-proto", "x-forwarded-port", "x-amzn-trace-id"]);
  const kept = pairs(endToEnd(incoming.rawHeaders)).filter(([name]) => !ours.has(name.toLowerCase()));
  const before = (name: string) => {
    const value = incoming.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  };
  const chain = before("x-forwarded-for");
  const trace = before("x-amzn-trace-id");
  const own = `1-${hex(4, Math.floor(Date.now() / 1000))}-${randomBytes(12).toString("hex")}`;
  return [
    ...kept.flat(),
    ...framing(incoming),
    "X-Forwarded-For",
    chain === undefined ? client : `${chain}, ${client}`,
    "X-Forwarded-Proto",
    protocol.toLowerCase(),
    "X-Forwarded-Port",
    String(port),
    "X-Amzn-Trace-Id",
    trace?.includes("Root=") ? `Self=${own};${trace}` : `Root=${own}`,
  ];
}

/** A body without a length goes on in pieces, as it came. */
function framing({ headers }: IncomingMessage): string[] {
  return headers["transfer-encoding"] === undefined ? [] : ["Transfer-Encoding", "chunked"];
}

function hex(bytes: number, value: number): string {
  return value.toString(16).padStart(bytes * 2, "0");
}
