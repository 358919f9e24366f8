/** Connections that stay: an event stream and a WebSocket of the sample application, as a browser would hold them. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import { until } from "../../components/until";

/** What the application sends with every change, and now and then. */
export interface State {
  readonly generation: number;
  readonly colour: string;
}

export interface LongConnection {
  readonly states: readonly State[];
  /** When it ended, as `Date.now()`; undefined while it is open. */
  endedAt?: number;
  close(): void;
}

export async function openEventStream(url: string): Promise<LongConnection> {
  const asked = request(`${url}/api/events`, { agent: false }).end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  assert.equal(answer.statusCode, 200);
  assert.match(answer.headers["content-type"] ?? "", /^text\/event-stream/);
  const states: State[] = [];
  const connection: LongConnection = { states, close: () => asked.destroy() };
  answer.setEncoding("utf8").on("data", (text: string) => {
    for (const [, data = ""] of text.matchAll(/^data: (.*)$/gm)) states.push(JSON.parse(data) as State);
  });
  answer.on("error", () => undefined).once("close", () => (connection.endedAt = Date.now()));
  await until(() => Promise.resolve(states.length > 0), "the first event", { timeoutMs: 20_000 });
  return connection;
}

const frame = { text: 0x81, ping: 0x89, pong: 0x8a } as const;

export async function openWebSocket(url: string): Promise<LongConnection> {
  const headers = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": randomBytes(16).toString("base64"),
  };
  const asked = request(`${url}/api/live`, { agent: false, headers }).end();
  const [answer, socket, head] = (await once(asked, "upgrade")) as [IncomingMessage, Socket, Buffer];
  assert.equal(answer.statusCode, 101);
  const states: State[] = [];
  const connection: LongConnection = { states, close: () => socket.destroy() };
  let came = head;
  const read = (bytes: Buffer) => {
    came = Buffer.concat([came, bytes]);
    // Short unmasked frames: two bytes of head, then the text.
    for (let length = came[1]; length !== undefined && came.length >= 2 + length; length = came[1]) {
      const said = came.subarray(2, 2 + length);
      if (came[0] === frame.text) states.push(JSON.parse(said.toString()) as State);
      // Who answers no ping is taken for gone. A client masks what it sends, with zeroes here.
      if (came[0] === frame.ping) socket.write(Buffer.from([frame.pong, 0x80 | length, 0, 0, 0, 0, ...said]));
      came = came.subarray(2 + length);
    }
  };
  read(Buffer.alloc(0));
  socket.on("data", read);
  socket.on("error", () => undefined).once("close", () => (connection.endedAt = Date.now()));
  await until(() => Promise.resolve(states.length > 0), "the first message", { timeoutMs: 20_000 });
  return connection;
}
