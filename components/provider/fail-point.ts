import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { until } from "../until";

/** Written while a step holds, relative to the project; the step goes on when it is removed. */
export const heldFile = ".state/held";

/**
 * A named place at which a test lets a step fail, or holds it: `FAIL_POINT=listener:before-write` throws there,
 * `FAIL_POINT=listener:before-write!hold` waits there. Without the variable it does nothing.
 */
export async function failPoint(name: string): Promise<void> {
  const wanted = process.env.FAIL_POINT;
  if (wanted === name) throw new Error(`fail point ${name}`);
  if (wanted === `${name}!hold`) await hold(name);
}

async function hold(name: string): Promise<void> {
  mkdirSync(dirname(heldFile), { recursive: true });
  writeFileSync(heldFile, name);
  await until(() => Promise.resolve(!existsSync(heldFile)), `${heldFile} to be removed`, {
    timeoutMs: 600_000,
  });
}
