import { setTimeout as pause } from "node:timers/promises";

/**
 * Polls until the condition holds. @returns what made it hold. @throws naming what was waited for when it does not hold
 * in time.
 */
export async function until<T>(
  holds: () => Promise<T | false | undefined>,
  what: string,
  { timeoutMs = 60_000, intervalMs = 200 } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await holds();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s for ${what}`);
    await pause(intervalMs);
  }
}
