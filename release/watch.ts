/** Looks on while a colour has users, until its time is over or a threshold is breached. It moves nothing itself. */
import { setTimeout as pause } from "node:timers/promises";
import { type Breach, breaches, type Former } from "../components/thresholds/judge";
import { sum } from "../components/thresholds/numbers";
import type { Meter, Reading } from "../components/thresholds/reading";
import { describeValue, type Thresholds } from "../components/thresholds/table";

export interface Watch {
  readonly meter: Meter;
  readonly rows: Thresholds;
  readonly former: Former;
  readonly watchMs: number;
  readonly intervalMs: number;
  readonly signal: AbortSignal;
  /** Is told how it stands, and what somebody should look at. */
  readonly tell: (line: string) => void;
}

export interface Watched {
  /** What the colour has to be taken back for. */
  readonly breach?: Breach;
  /** What somebody should look at, each once. */
  readonly reviews: readonly string[];
  readonly requests: number;
  readonly seconds: number;
  /** Why the last reading could not be had. */
  readonly blind?: string;
}

export async function watch(watching: Watch): Promise<Watched> {
  const { meter, rows, former, watchMs, intervalMs, signal, tell } = watching;
  const began = Date.now();
  const readings: Reading[] = [];
  const reviews = new Map<string, string>();
  let blind: string | undefined;
  const watched = (breach?: Breach): Watched => ({
    breach,
    reviews: [...reviews.values()],
    requests: requestsIn(readings),
    seconds: (Date.now() - began) / 1000,
    blind,
  });
  for (;;) {
    try {
      readings.push(await meter.read());
      blind = undefined;
    } catch (error) {
      blind = (error as Error).message;
    }
    const found = blind === undefined ? breaches(rows, readings, former) : [];
    for (const { row, then, text } of found) {
      if (then !== "review" || reviews.has(row)) continue;
      reviews.set(row, text);
      tell(`look at it: ${text}`);
    }
    // Whoever stops a watch wants nothing moved.
    const breach = signal.aborted ? undefined : found.find(({ then }) => then === "roll back");
    if (breach || signal.aborted || Date.now() - began >= watchMs) return watched(breach);
    tell(blind ?? progress(readings, Date.now() - began, watchMs));
    await pause(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}

function requestsIn(readings: readonly Reading[]): number {
  return sum(readings, ({ requests }) => requests);
}

/** `12 of 60 s: 1234 requests, 0 % failed, 12 ms` */
function progress(readings: readonly Reading[], ranMs: number, watchMs: number): string {
  const seconds = (milliseconds: number) => Math.round(milliseconds / 1000);
  const { failed, responseTime } = readings.at(-1)?.values ?? {};
  const parts = [
    `${requestsIn(readings)} requests`,
    ...(failed === undefined ? [] : [`${describeValue("failed", failed)} failed`]),
    ...(responseTime === undefined ? [] : [describeValue("responseTime", responseTime)]),
  ];
  return `${seconds(ranMs)} of ${seconds(watchMs)} s: ${parts.join(", ")}`;
}
