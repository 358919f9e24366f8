import { setTimeout as pause } from "node:timers/promises";

/** Polls until the condition holds. @throws naming what was waited for when it does not hold in time. */
export async function until(
  holds: () => Promise<boolean>,
  what: string,
  { timeoutMs = 60_000, intervalMs = 200 } = {},
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s for ${what}`);
    await pause(intervalMs);
  }
}
