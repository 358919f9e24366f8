import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What tools leave behind; it is not part of what a version is built from. */
const ignored =
  /^(node_modules|dist|\.venv|__pycache__|\.pytest_cache|\.ruff_cache|\.mypy_cache|.*\.egg-info|coverage)$/;

/** A short hash of the files of a folder, so that a preview can say that they changed since a version was released. */
export function sourceHash(folder: string): string {
  const hash = createHash("sha256");
  const visit = (path: string) => {
    const entries = readdirSync(path, { withFileTypes: true }).filter((entry) => !ignored.test(entry.name));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) visit(inner);
      else if (entry.isFile()) hash.update(`${inner}\0`).update(readFileSync(inner)).update("\0");
    }
  };
  visit(folder);
  return hash.digest("hex").slice(0, 12);
}
