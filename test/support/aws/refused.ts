/** What the simulation refuses, as AWS does. */
import assert from "node:assert/strict";

export async function assertRefused(asked: Promise<unknown>, code: string, says: RegExp): Promise<void> {
  const error = await asked.then(
    () => undefined,
    (refused: Error) => refused,
  );
  assert(error, "it was not refused");
  assert.match(error.name, new RegExp(`^${code}(Exception|Fault)?$`), error.message);
  assert.match(error.message, says);
}
