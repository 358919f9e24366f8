/** Ways from addresses of AWS to servers that really answer. */
import { once } from "node:events";
import { connect, createServer } from "node:net";

export interface WayIn {
  readonly address: string;
  readonly port: number;
  /** Address of what answers, on the same port. */
  readonly server: string;
}

/** Whoever connects to the address talks to the server. */
export async function open({ address, port, server }: WayIn): Promise<void> {
  const listening = createServer((client) => {
    const inside = connect(port, server);
    for (const [one, other] of [
      [client, inside],
      [inside, client],
    ] as const) {
      one.pipe(other);
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
    }
  }).listen(port, address);
  await once(listening, "listening");
}
