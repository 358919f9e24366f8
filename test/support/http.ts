/** Requests as a single client makes them: each on a connection of its own, nothing followed, nothing repeated. */
import { type OutgoingHttpHeaders, request } from "node:http";
import { request as secureRequest } from "node:https";
import { connect } from "node:net";
import { type Answer } from "../../components/load-balancer/answer";
import { parseAnswer } from "../../components/load-balancer/haproxy";

export interface Question {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  /** Of an https address: the certificate of the CA to trust. */
  readonly ca?: string;
}

/** @throws when there is no answer. */
export function ask(url: string, { method = "GET", headers = {}, body, ca }: Question = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const open = url.startsWith("https:") ? secureRequest : request;
    const outgoing = open(url, { method, headers, agent: false, ca }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      incoming.once("error", reject);
      incoming.once("end", () => {
        const lines = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
        resolve({
          status: incoming.statusCode ?? 0,
          headers: Object.fromEntries(lines) as Record<string, string>,
          body: text,
        });
      });
    });
    outgoing.setTimeout(20_000, () => outgoing.destroy(new Error(`no answer to ${method} ${url} in 20 s`)));
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

/** Sends bytes as they are and reads until the other side closes; status 0 when it said nothing. */
export function send(port: number, bytes: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let said = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.setTimeout(20_000, () =>
      socket.destroy(new Error("the connection stays open, and silent for 20 s")),
    );
    socket.setEncoding("utf8").on("data", (piece: string) => (said += piece));
    // Who is sent away in the middle of a request may be reset after the answer.
    socket.once("error", (error: NodeJS.ErrnoException) =>
      ["ECONNRESET", "EPIPE"].includes(error.code ?? "") ? resolve(parseAnswer(said)) : reject(error),
    );
    socket.once("close", () => resolve(parseAnswer(said)));
  });
}
