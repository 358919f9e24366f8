/** A server of this machine that keeps what it is sent. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface HearingServer {
  readonly address: string;
  /** Bodies, as JSON. */
  readonly sent: unknown[];
  close(): void;
}

/** Answers with these statuses one after the other, then with the last one; 0 is no answer. */
export async function hearingServer(...statuses: readonly number[]): Promise<HearingServer> {
  const sent: unknown[] = [];
  const server = createServer((incoming, answer) => {
    let body = "";
    incoming.on("data", (piece: Buffer) => (body += piece.toString()));
    incoming.on("end", () => {
      sent.push(JSON.parse(body));
      const status = statuses[Math.min(sent.length, statuses.length) - 1] ?? 200;
      if (status > 0) answer.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => server.close().closeAllConnections();
  return { address: `http://127.0.0.1:${port}/secret-path`, sent, close };
}
