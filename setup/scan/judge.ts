/**
 * Whether a scan fails, from the reports in out/scans/NAME/KIND/PLACE: `node --import=tsx setup/scan/judge.ts audit`.
 * Ends with 1 when something fails, with 2 when a scanner could not ask; then there is no SARIF, which would say that
 * there is nothing where nobody looked.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { failWith } from "../terminal";
import { CouldNotAsk, type Finding } from "./finding";
import { parsePolicy } from "./policy";
import { readers } from "./reports";
import { sarifOf } from "./sarif";
import { verdict, verdictText } from "./verdict";

/** Beside a report: what the scanner said to people. */
const said = ".said";

function main(scan: string): number {
  const folder = join("out/scans", scan);
  const today = new Date().toISOString().slice(0, 10);
  const policy = parsePolicy(readFileSync(join(__dirname, "policy.yml"), "utf8"), today);
  const reports = existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.endsWith(said))
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
        .sort()
    : [];
  const findings: Finding[] = [];
  const unasked = reports.length === 0 ? [`${folder} has no report: nothing was looked at`] : [];
  for (const report of reports) {
    try {
      findings.push(...read(folder, report));
    } catch (error) {
      if (!(error instanceof CouldNotAsk)) throw error;
      unasked.push(`${report}: ${error.message}${lastWords(join(folder, report))}`);
    }
  }
  const judged = verdict(scan, findings, policy, today);
  process.stdout.write(`${verdictText(scan, judged)}\n`);
  const sarif = `${folder}.sarif`;
  rmSync(sarif, { force: true });
  if (unasked.length > 0) {
    process.stderr.write(`error: ${errorsOf(scan, unasked)}\n`);
    return 2;
  }
  writeFileSync(sarif, sarifOf(scan, judged.findings));
  return judged.fails ? 1 : 0;
}

function errorsOf(scan: string, unasked: readonly string[]): string {
  const lines = unasked.map((one) => `  could not ask: ${one}`);
  return [`nothing is known of a part of ${scan}; this is no pass`, ...lines].join("\n");
}

function read(folder: string, report: string): Finding[] {
  const [kind = ""] = report.split("/");
  const reader = readers[kind];
  if (!reader)
    throw new Error(
      `${join(folder, report)}: no scanner is called ${kind}, allowed are ${Object.keys(readers).join(", ")}: take the file away`,
    );
  return reader(readFileSync(join(folder, report), "utf8"), relative(kind, report));
}

/** Of a scanner that wrote no report at all. */
function lastWords(report: string): string {
  const words = `${report}${said}`;
  if (readFileSync(report, "utf8") !== "" || !existsSync(words)) return "";
  return `\n    ${readFileSync(words, "utf8").trim().split("\n").pop()}`;
}

try {
  process.exitCode = main(process.argv[2] ?? "");
} catch (error) {
  failWith(error);
}
