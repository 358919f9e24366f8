import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const expectedFolder = join(__dirname, "..", "unit", "expected");

/**
 * Compares a whole text with a file that was read by a person. `UPDATE_EXPECTED=1 npm run unit` writes the files
 * anew; then read the difference before committing it.
 */
export function isAsExpected(file: string, text: string): void {
  const path = join(expectedFolder, file);
  if (process.env.UPDATE_EXPECTED === "1") {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  assert.equal(text, readFileSync(path, "utf8"), `differs from test/unit/expected/${file}`);
}
