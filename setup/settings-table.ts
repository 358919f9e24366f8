/** Tables in the documents that say what the code says, such as that of settings: `npm run -s docs` writes them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { schema } from "../components/settings/schema";
import { entriesOf } from "../components/settings/settings";
import { type End, endText, flowsOf, roleFlows } from "../components/network/flows";
import { faultTable } from "../test/support/faults";
import { permissionsText } from "./permissions";

const root = join(__dirname, "..");

/** Tables that are written into documents, each between two lines that bear its name. */
const tables = [
  { file: "README.md", name: "settings", table: settingsTable },
  { file: "docs/aws.md", name: "flows", table: flowsTable },
  { file: "docs/permissions.md", name: "permissions", table: permissionsText },
  { file: "docs/operations.md", name: "faults", table: () => aligned(faultTable()) },
];

/** Each document as it is, and as it should be. */
export function documents(): { file: string; found: string; wanted: string }[] {
  return tables.map(({ file, name, table }) => {
    const [begin, end] = [`<!-- ${name}: written by npm run -s docs -->`, `<!-- /${name} -->`];
    const found = readFileSync(join(root, file), "utf8");
    const [before, after] = [found.indexOf(begin), found.indexOf(end)];
    if (before < 0 || after < before) {
      throw new Error(`${file} should hold the lines "${begin}" and "${end}", in this order; put them back`);
    }
    const wanted = `${found.slice(0, before)}${begin}\n${table()}\n${found.slice(after)}`;
    return { file, found, wanted };
  });
}

export function settingsTable(): string {
  return aligned([["setting", "meaning", "default", "allowed"], ...rowsOf(schema.entries)]);
}

/** Who may talk to whom in the cluster; the colours are alike, so one of them stands for both. */
function flowsTable(): string {
  const network = { publicRanges: [], dataRanges: [] };
  const ports = { postgres: 5432, redis: 6379 };
  const words = (end: End) =>
    endText(end).replace("blue", "a colour's").replace("green", "the other colour's");
  const ends = { network, ports };
  const rows = [...flowsOf("blue", ends), ...roleFlows(ends)].map(({ from, to, port, protocols, why }) => [
    words(from),
    words(to),
    `${port} ${protocols.join(", ")}`,
    why,
  ]);
  return aligned([["from", "to", "port", "why"], ...rows]);
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
  return /^should be (.*?)(?:, got null)?$/.exec(message)?.[1]?.replace(/(, such as |: ).*/, "") ?? "";
}

if (require.main === module) {
  for (const { file, wanted } of documents()) writeFileSync(join(root, file), wanted);
}
