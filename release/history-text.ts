/** The update history, as a table or one entry of it. Pure. */
import type { Evidence } from "./evidence";
import { describeChange, type Entry, lastSucceeded } from "./history";

/** @param shown newest first @param all oldest first, to tell what each changed */
export function historyText(shown: readonly Entry[], all: readonly Entry[]): string {
  if (shown.length === 0) return "no run is in the history yet\n";
  const rows = shown.map((entry) => [
    String(entry.number),
    whenOf(entry),
    resultOf(entry),
    entry.seconds === undefined ? "" : `${Math.round(entry.seconds)} s`,
    changeOf(entry, all),
    entry.who,
    entry.why.split("\n")[0] ?? "",
  ]);
  const heads = ["entry", "when", "result", "took", "users", "who", "why"];
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd();
  return `${[line(heads), ...rows.map(line)].join("\n")}\n`;
}

/** @param evidence undefined: none is kept where it could be read */
export function entryText(
  entry: Entry,
  all: readonly Entry[],
  evidence: readonly Evidence[] | undefined,
): string {
  const changes = Object.entries(entry.changes).map(([op, count]) => `${count} to ${op}`);
  const rows: [string, string][] = [
    ["entry", String(entry.number)],
    ["when", whenOf(entry)],
    ["result", resultOf(entry)],
    ["took", entry.seconds === undefined ? "it did not end" : `${Math.round(entry.seconds)} s`],
    ["users", changeOf(entry, all)],
    ["who", entry.who],
    ["why", entry.why],
    ["resources", changes.length > 0 ? changes.join(", ") : "none changed"],
    ...(evidence ?? []).map(({ of, proved }): [string, string] => [of, proved.join("; ")]),
    ...(evidence?.length === 0 ? [["proved", "nothing: no gate ran"] as [string, string]] : []),
    ...(evidence ? [] : [["proved", "not kept where this command could read it"] as [string, string]]),
  ];
  return rows.map(([head, text]) => `${head.padEnd(12)}${text}\n`).join("");
}

function whenOf({ at }: Entry): string {
  return at.replace("T", " ").replace(/:\d\d(\.\d+)?Z$/, " UTC");
}

function resultOf({ kind, result }: Entry): string {
  return kind === "update" ? result : `${kind} ${result}`;
}

function changeOf({ number, release }: Entry, all: readonly Entry[]): string {
  return describeChange(lastSucceeded(all.filter((each) => each.number < number)), release);
}
