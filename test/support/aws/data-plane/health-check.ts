/** One question to one target, as the load balancer asks it. */
import { request } from "node:http";
import type { HealthSettings } from "../front/model";
import type { Address } from "./targets";

export interface Failure {
  readonly reason: string;
  readonly description: string;
}

/** @returns nothing when the target is as it should be. The time-out is not scaled: machines are no quicker in tests. */
export function checkTarget(
  { id, port }: Address,
  { path, port: checkPort, matcher, timeoutSeconds }: HealthSettings,
  signal: AbortSignal,
  localAddress: string | undefined,
): Promise<Failure | undefined> {
  return new Promise((resolve) => {
    const failed = { reason: "Target.FailedHealthChecks", description: "Health checks failed" };
    const headers = { "user-agent": "ELB-HealthChecker/2.0", connection: "close" };
    const asked = request(
      { host: id, port: checkPort ?? port, path, headers, agent: false, signal, localAddress },
      (answer) => {
        answer.resume();
        const code = answer.statusCode ?? 0;
        answer.once("error", () => resolve(failed));
        answer.once("end", () =>
          resolve(
            matches(matcher, code)
              ? undefined
              : {
                  reason: "Target.ResponseCodeMismatch",
                  description: `Health checks failed with these codes: [${code}]`,
                },
          ),
        );
      },
    );
    const timer = setTimeout(() => {
      resolve({ reason: "Target.Timeout", description: "Request timed out" });
      asked.destroy();
    }, timeoutSeconds * 1000);
    asked.once("error", () => resolve(failed));
    asked.once("close", () => clearTimeout(timer));
    asked.end();
  });
}

/** `200`, `200,302` or `200-299`. */
export function matches(matcher: string, code: number): boolean {
  return matcher.split(",").some((part) => {
    const [from, to = from] = part.split("-").map(Number);
    return from !== undefined && to !== undefined && code >= from && code <= to;
  });
}
