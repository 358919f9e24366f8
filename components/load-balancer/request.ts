/** One request to a listener of a load balancer on AWS, by its address but under the name of its certificate. */
import { request as https } from "node:https";
import type { Answer } from "./answer";

export interface Door {
  readonly host: string;
  readonly port: number;
  /** What the certificate is for. */
  readonly domain: string;
}

/** @returns status 0, and why in the body, when there is no answer in time. */
export function ask(
  { host, port, domain }: Door,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  timeoutMs = 10_000,
): Promise<Answer> {
  return new Promise((resolve) => {
    const failed = (error: Error) => resolve({ status: 0, headers: {}, body: error.message });
    const asked = https(
      // A connection of its own: the load balancer may have several addresses, and all of them count.
      { host, port, path, servername: domain, agent: false, headers: { ...headers, host: domain } },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", failed);
        response.on("end", () => {
          const plain = Object.entries(response.headers).map(([key, value]) => [key, String(value)]);
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(plain) as Record<string, string>,
            body: Buffer.concat(parts).toString(),
          });
        });
      },
    );
    const late = setTimeout(
      () => asked.destroy(new Error(`${host}:${port} gave no answer in ${timeoutMs / 1_000} s`)),
      timeoutMs,
    );
    asked
      .on("error", failed)
      .on("close", () => clearTimeout(late))
      .end();
  });
}
