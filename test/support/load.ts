/** Starts users as a process of their own, and judges what they report. */
import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { until } from "../../components/until";
import { onExit } from "./cleanup";
import type { Command, LoadOptions } from "./load-client";
import type { Allowed, PhaseReport, Report } from "./load-judge";

/** Requests that have to surround a flip; fewer prove nothing. */
export const requestsAroundFlip = process.env.TEST_LONG ? 50_000 : 5_000;

const usual: Omit<LoadOptions, "url"> = {
  clients: 20,
  perSecond: process.env.TEST_LONG ? 500 : 300,
  timeoutMs: 10_000,
  slowMs: 5_000,
  stamp: "x-colour",
};

const running = new Set<Users>();

/** Ends all users that a failed story left behind. */
export function sendUsersAway(): void {
  for (const users of running) users.end();
}

export class Users {
  private constructor(
    private readonly child: ChildProcess,
    private readonly forget: () => void,
    /** Rejects when the client ends unasked. */
    private readonly died: Promise<never>,
  ) {
    died.catch(() => undefined);
  }

  /** @param allowed the version that each colour may answer with. */
  static async start(
    options: Pick<LoadOptions, "url"> & Partial<LoadOptions>,
    allowed: Allowed,
  ): Promise<Users> {
    const { hostname } = new URL(options.url);
    if (!hostname.startsWith("127."))
      throw new Error(`load goes to loopback addresses only, not ${hostname}`);
    const child = fork(join(__dirname, "load-client.ts"), { execArgv: ["--import", "tsx"] });
    const died = once(child, "exit").then(([code]): never => {
      throw new Error(`the load client ended by itself, with exit code ${String(code)}`);
    });
    const forget = onExit(() => child.kill("SIGKILL"));
    const users = new Users(child, forget, died);
    running.add(users);
    await users.tell({ command: "start", options: { ...usual, ...options }, allowed });
    return users;
  }

  /** From now on these colours and versions may answer; a request under way may still be answered as before. */
  phase(name: string, allowed: Allowed): Promise<Report> {
    return this.tell({ command: "phase", name, allowed });
  }

  /** Waits until the phase has this many requests. @throws when they do not come in time: the run is invalid. */
  async reach(phase: string, requests: number, timeoutMs: number): Promise<void> {
    const reached = async () => phaseOf(await this.report(), phase).requests >= requests;
    await until(reached, `${requests} requests in phase "${phase}"`, { timeoutMs });
  }

  /** Waits until the phase has what `assertCrossed` asks for, however many requests came before the flip. */
  async crossed(phase: string, timeoutMs: number): Promise<void> {
    const crossed = async () => whyNotCrossed(await this.report(), phase) === undefined;
    await until(crossed, `both colours around the flip of "${phase}"`, { timeoutMs });
  }

  report(): Promise<Report> {
    return this.tell({ command: "report" });
  }

  async stop(): Promise<Report> {
    const report = await this.tell({ command: "stop" });
    this.end();
    return report;
  }

  end(): void {
    this.child.kill("SIGKILL");
    this.forget();
    running.delete(this);
  }

  private tell(command: Command): Promise<Report> {
    const answer = new Promise<Report>((resolve) =>
      this.child.once("message", (report: Report) => resolve(report)),
    );
    this.child.send(command);
    return Promise.race([answer, this.died]);
  }
}

export function phaseOf(report: Report, name: string): PhaseReport {
  const phase = report.phases.find((each) => each.name === name);
  assert(phase, `there is no phase "${name}"`);
  return phase;
}

/** No request failed, in no phase. */
export function assertNoneFailed(report: Report): void {
  const failed = report.phases.reduce((sum, phase) => sum + phase.failed, 0);
  assert.equal(failed, 0, `${failed} requests failed:\n${JSON.stringify(report.failures, undefined, 2)}`);
}

/** Enough requests surrounded the flip, on both of its sides; otherwise the run proves nothing. */
export function assertCrossed(report: Report, phase: string): void {
  assert.equal(whyNotCrossed(report, phase), undefined);
}

function whyNotCrossed(report: Report, phase: string): string | undefined {
  const { requests, byColour } = phaseOf(report, phase);
  if (requests < requestsAroundFlip) return `invalid run: ${requests} requests around the flip`;
  const few = ["blue", "green"].find((colour) => (byColour[colour] ?? 0) < requestsAroundFlip / 10);
  return few && `invalid run: ${few} answered ${byColour[few] ?? 0} of ${requests} requests`;
}

/** The users leave; what they met is printed, and none of it may have failed. */
export async function assertServed(users: Users): Promise<Report> {
  const report = await users.stop();
  process.stdout.write(`      ${describeReport(report)}\n`);
  assertNoneFailed(report);
  return report;
}

/** Both colours answered many in each of the phases; otherwise the run proves nothing. */
export function assertBothAnswered(report: Report, ...phases: string[]): void {
  for (const phase of phases) {
    const { byColour } = phaseOf(report, phase);
    assert(
      (byColour.blue ?? 0) > 20 && (byColour.green ?? 0) > 20,
      `invalid run: ${JSON.stringify(byColour)}`,
    );
  }
}

/** A slow request was under way while each flip happened, and was answered by the colour that it began with. */
export function assertSlowCrossed({ phases, slow }: Report): void {
  for (const { name, flippedAt } of phases) {
    if (flippedAt === undefined) continue;
    const crossing = slow.filter(({ startedAt, endedAt }) => startedAt < flippedAt && endedAt > flippedAt);
    assert(
      crossing.length > 0 && crossing.every(({ ok }) => ok),
      `no slow request crossed the flip of "${name}"`,
    );
  }
}

/** `around 5120 (blue 2000, green 3120), 0 failed`: one line for the person who reads the test's output. */
export function describeReport(report: Report): string {
  return report.phases
    .filter(({ requests }) => requests > 0)
    .map(({ name, requests, failed, byColour }) => {
      const shares = Object.entries(byColour).map(([colour, count]) => `${colour} ${count}`);
      return `${name}: ${requests} requests (${shares.join(", ")}), ${failed} failed`;
    })
    .join("; ");
}
