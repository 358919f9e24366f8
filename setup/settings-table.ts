/** Tables in the documents that say what the code says, such as that of settings: `npm run -s docs` writes them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { schema } from "../components/settings/schema";
import { entriesOf } from "../components/settings/settings";
import { type End, endText, flowsOf, roleFlows } from "../components/network/flows";
import { metrics, rowNames, shipped } from "../components/thresholds/table";
import { faultTable } from "../test/support/faults";
import { imageIsThere, recordEnvironment } from "../test/support/recorded-environment";
import type { Recorded } from "../test/support/recorder";
import { aligned } from "./aligned";
import { costText } from "./cost";
import { diagramText } from "./diagram";
import { permissionsText } from "./permissions";
import { rawSettings, resourcesOf } from "./render";

const root = join(__dirname, "..");

/** What is written into a document, between two lines that bear its name. */
interface Written {
  readonly file: string;
  readonly name: string;
  readonly table: () => string | Promise<string>;
}

export const tables: readonly Written[] = [
  { file: "docs/settings.md", name: "settings", table: settingsText },
  { file: "docs/release-command.md", name: "thresholds", table: thresholdsTable },
  { file: "docs/concepts.md", name: "diagram", table: async () => diagramText(await madeOnDocker()) },
  { file: "docs/aws.md", name: "diagram", table: async () => diagramText(await madeOf("prod", bothColours)) },
  { file: "docs/aws.md", name: "flows", table: flowsTable },
  { file: "docs/aws-cost.md", name: "cost", table: costOfAll },
  { file: "docs/permissions.md", name: "permissions", table: permissionsText },
  { file: "docs/operations.md", name: "faults", table: () => aligned(faultTable()) },
];

/** The document as it is, and as it should be. */
export async function documentOf({ file, name, table }: Written): Promise<{ found: string; wanted: string }> {
  const [begin, end] = [`<!-- ${name}: written by npm run -s docs -->`, `<!-- /${name} -->`];
  const found = readFileSync(join(root, file), "utf8");
  const [before, after] = [found.indexOf(begin), found.indexOf(end)];
  if (before < 0 || after < before) {
    throw new Error(`${file} should hold the lines "${begin}" and "${end}", in this order; put them back`);
  }
  return { found, wanted: `${found.slice(0, before)}${begin}\n${await table()}\n${found.slice(after)}` };
}

/** Everything that a stack file of the project would make. */
function madeOf(stack: string, changed: (raw: Raw) => Raw = (raw) => raw): Promise<Recorded[]> {
  return resourcesOf(stack, changed(rawSettings(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8"))));
}

/** Images that are there already: what is built is the machine's. */
async function madeOnDocker(): Promise<Recorded[]> {
  const release = { live: "blue", blue: "1.4.2", green: "1.5.0" };
  const { resources } = await recordEnvironment({ release }, { functions: imageIsThere });
  const key = ({ type, name }: Recorded) => `${type} ${name}`;
  return [...resources].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

type Raw = Readonly<Record<string, unknown>>;

/** Between releases both run something. */
function bothColours(raw: Raw): Raw {
  return { ...raw, release: { ...(raw.release as Raw), green: "1.1.0" } };
}

async function costOfAll(): Promise<string> {
  // One after the other: a recording is of the whole process.
  const staging = await madeOf("staging");
  return costText({ staging, prod: await madeOf("prod") });
}

/** Every setting, as cells of a row. Thresholds have a table of their own. */
export function settingRows(): string[][] {
  return rowsOf(schema.entries).filter(([setting]) => sectionOf(setting) !== "thresholds");
}

/** A heading for each section of a stack file, and for each part of the section `aws`, so that a link can mean it. */
function settingsText(): string {
  const sections = new Map<string, string[][]>();
  for (const row of settingRows()) {
    const section = sectionOf(row[0]);
    sections.set(section, [...(sections.get(section) ?? []), row]);
  }
  return [...sections]
    .map(([section, rows]) => `${section.includes("/") ? "###" : "##"} \`${section}\`\n\n${tableOf(rows)}\n`)
    .join("\n");
}

const tableOf = (rows: string[][]) => aligned([["setting", "meaning", "default", "allowed"], ...rows]);

/** `aws/edge` of `aws/edge/domain`, `release` of `release/live`. */
function sectionOf(setting = ""): string {
  const [section = "", ...inner] = setting.replaceAll("`", "").split("/");
  return section === "aws" && inner.length > 1 ? `${section}/${inner[0]}` : section;
}

function thresholdsTable(): string {
  const rows = rowNames.map((name) => {
    const { meaning, metric, above, times, for: held, then } = shipped[name];
    const limit = times ? `${above} times as before` : String(above);
    return [`\`${name}\``, meaning, metrics[metric], limit, held, then];
  });
  return aligned([["row", "means", "measured", "above", "for", "then"], ...rows]);
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

/** One after the other, as some of them are of the same document. */
async function writeAll(): Promise<void> {
  for (const each of tables) writeFileSync(join(root, each.file), (await documentOf(each)).wanted);
}

if (require.main === module) void writeAll();
