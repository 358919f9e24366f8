/** Clients that look at more than the answer: the connection, another protocol, a failure. */
import { type Agent, request } from "node:http";
import type { Answer } from "../../../components/load-balancer/answer";
import type { Told } from "./target";

/** @returns who answered, and the client's own port: the same one for the same connection. */
export function heldBy(agent: Agent, url: string): Promise<{ name: string; port: number | undefined }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent }, (incoming) => {
      const port = incoming.socket.localPort;
      let text = "";
      incoming.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      incoming.once("end", () => resolve({ name: (JSON.parse(text) as Told).name, port }));
    });
    outgoing.once("error", reject);
    outgoing.end();
  });
}

/** Says something in another protocol. @returns what comes back. */
export function upgraded(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: false, headers: { connection: "Upgrade", upgrade: "echo" } });
    outgoing.once("upgrade", (_, socket) => {
      socket.once("data", (piece: Buffer) => {
        resolve(piece.toString());
        socket.destroy();
      });
      socket.write(text);
    });
    outgoing.once("response", ({ statusCode }) => reject(new Error(`not upgraded: ${statusCode}`)));
    outgoing.once("error", reject);
    outgoing.end();
  });
}

/** The status alone. */
export async function raw(asked: Promise<Answer>): Promise<number> {
  return (await asked).status;
}
