/** SARIF, the form in which GitHub takes what scanners find: written of a verdict, and read where a scanner writes it. Pure. */
import { CouldNotAsk, type Finding, type Severity } from "./finding";
import type { Judged } from "./verdict";

/** docs.github.com/en/code-security/code-scanning: from which number GitHub says critical, high, medium, low. */
const numbers: Readonly<Record<Severity, number>> = { critical: 9, high: 7, medium: 4, low: 0.1 };

interface Rule {
  readonly id: string;
  readonly helpUri?: string;
  readonly shortDescription?: { readonly text: string };
  readonly properties?: { readonly "security-severity"?: string };
  readonly defaultConfiguration?: { readonly level?: string };
}

/** @returns the text of a file with what is not left out; GitHub shows it beside the code. */
export function sarifOf(scan: string, findings: readonly Judged[]): string {
  const shown = findings.filter(({ is }) => is !== "ignored");
  const rules = new Map<string, Rule>(
    shown.map(({ id, says, url, severity }) => [
      id,
      {
        id,
        shortDescription: { text: says },
        helpUri: url,
        properties: { "security-severity": numbers[severity].toFixed(1), tags: ["security"] },
      },
    ]),
  );
  const results = shown.map(({ id, is, in: uri, of, line, says }) => ({
    ruleId: id,
    level: is === "fails" ? "error" : "note",
    message: { text: of === undefined ? says : `${of}: ${says}` },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: line ?? 1 } } }],
    // Two packages in one file are two alerts.
    partialFingerprints: { "finding/v1": [id, uri, of].join(" ") },
  }));
  const driver = { name: `maintenance ${scan}`, rules: [...rules.values()] };
  return `${JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver }, results }] }, undefined, 2)}\n`;
}

interface Run {
  readonly tool: {
    readonly driver: { readonly rules?: readonly Rule[] };
    readonly extensions?: readonly { readonly rules?: readonly Rule[] }[];
  };
  readonly results?: readonly {
    readonly ruleId?: string;
    readonly rule?: { readonly id?: string };
    readonly level?: string;
    readonly message: { readonly text?: string };
    readonly suppressions?: readonly unknown[];
    readonly locations?: readonly {
      readonly physicalLocation?: {
        readonly artifactLocation?: { readonly uri?: string };
        readonly region?: { readonly startLine?: number };
      };
    }[];
  }[];
}

/** What is about our own code, so that we can mend it. */
export function sarifFindings(report: unknown): Finding[] {
  const { version, runs = [] } = report as { version?: string; runs?: readonly Run[] };
  if (version !== "2.1.0" || runs.length === 0) throw new CouldNotAsk("no SARIF of a run");
  return runs.flatMap(({ tool: { driver, extensions = [] }, results }) => {
    if (!results) throw new CouldNotAsk("a run in the SARIF has no results");
    const rules = new Map(
      [driver, ...extensions].flatMap(({ rules = [] }) => rules).map((rule) => [rule.id, rule]),
    );
    return results
      .filter(({ suppressions = [] }) => suppressions.length === 0)
      .map(({ ruleId, rule: named, level, message, locations }): Finding => {
        const id = ruleId ?? named?.id ?? "unnamed";
        const rule = rules.get(id);
        const { artifactLocation, region } = locations?.[0]?.physicalLocation ?? {};
        return {
          ...{ id, in: artifactLocation?.uri ?? "", line: region?.startLine },
          severity: severityOf(
            rule?.properties?.["security-severity"],
            level ?? rule?.defaultConfiguration?.level,
          ),
          ...{ canBeMended: true, says: message.text ?? id, url: rule?.helpUri },
        };
      });
  });
}

/** A rule that is not about security has a level only. */
function severityOf(number: string | undefined, level = "warning"): Severity {
  if (number === undefined) return level === "error" ? "high" : level === "warning" ? "medium" : "low";
  const is = (severity: Severity) => Number(number) >= numbers[severity];
  return (["critical", "high", "medium"] as const).find(is) ?? "low";
}
