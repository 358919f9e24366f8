/** The update history as a table. Pure. */
import { describeChange, type Entry, lastSucceeded } from "./history";

/** @param shown newest first @param all oldest first, to tell what each changed */
export function historyText(shown: readonly Entry[], all: readonly Entry[]): string {
  if (shown.length === 0) return "no run is in the history yet\n";
  const before = ({ number }: Entry) => all.filter((each) => each.number < number);
  const rows = shown.map((entry) => [
    String(entry.number),
    entry.at.replace("T", " ").replace(/:\d\d(\.\d+)?Z$/, " UTC"),
    entry.kind === "update" ? entry.result : `${entry.kind} ${entry.result}`,
    entry.seconds === undefined ? "" : `${Math.round(entry.seconds)} s`,
    describeChange(lastSucceeded(before(entry)), entry.release),
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
