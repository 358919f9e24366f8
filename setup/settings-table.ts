/** The table of settings in the README, from the schema: `npm run -s docs` writes it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { schema } from "../components/settings/schema";
import { entriesOf } from "../components/settings/settings";

const readme = join(__dirname, "..", "README.md");
const begin = "<!-- settings: written by npm run -s docs -->";
const end = "<!-- /settings -->";

/** The README as it is, and as it should be. */
export function readmeWithTable(): { found: string; wanted: string } {
  const found = readFileSync(readme, "utf8");
  const [before, after] = [found.indexOf(begin), found.indexOf(end)];
  if (before < 0 || after < before) {
    throw new Error(`README.md should hold the lines "${begin}" and "${end}", in this order; put them back`);
  }
  return {
    found,
    wanted: `${found.slice(0, before)}${begin}\n${settingsTable()}\n${found.slice(after)}`,
  };
}

export function settingsTable(): string {
  return aligned([["setting", "meaning", "default", "allowed"], ...rowsOf(schema.entries)]);
}

/** As the formatter wants it, so that `make format` leaves it alone. */
function aligned([head = [], ...rows]: string[][]): string {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((cells) => cells[at]?.length ?? 0)));
  const dashes = widths.map((width) => "-".repeat(width));
  return [head, dashes, ...rows]
    .map((cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`)
    .join("\n");
}

function rowsOf(entries: Record<string, unknown>, path: readonly string[] = []): string[][] {
  return Object.entries(entries).flatMap(([key, entry]) => {
    const inner = entriesOf(entry);
    return inner ? rowsOf(inner, [...path, key]) : [row([...path, key], entry as v.GenericSchema)];
  });
}

function row(path: readonly string[], entry: v.GenericSchema): string[] {
  const { wrapped, default: fallback } = entry as { wrapped?: v.GenericSchema; default?: unknown };
  const bare = wrapped ?? entry;
  const without = wrapped ? "" : "required";
  return [
    `\`${path.join("/")}\``,
    v.getDescription(bare) ?? "",
    fallback === undefined ? without : `\`${JSON.stringify(fallback)}\``,
    rule(bare),
  ].map((cell) => cell.replaceAll("|", "\\|"));
}

/** What is allowed, in the words in which a wrong value is refused, without their examples. */
function rule(bare: v.GenericSchema): string {
  const message = v.safeParse(bare, null).issues?.[0].message ?? "";
  return /^should be (.*), got null$/.exec(message)?.[1]?.replace(/(, such as |: ).*/, "") ?? "";
}

if (require.main === module) {
  writeFileSync(readme, readmeWithTable().wanted);
}
