/** What each scanner writes, read into findings. Pure. A report that says nothing is an error, never an empty list. */
import { CouldNotAsk, type Finding, severities, type Severity } from "./finding";
import { goFindings } from "./go-report";
import { sarifFindings } from "./sarif";

/** @param place what was looked at, where the report does not say it */
export type Reader = (report: string, place: string) => Finding[];

export const readers: Readonly<Record<string, Reader>> = {
  npm: (report, place) => npmFindings(json(report), place),
  pip: (report, place) => pipFindings(json(report), place),
  go: goFindings,
  gitleaks: (report) => secretFindings(json(report)),
  trivy: (report, place) => trivyFindings(json(report), place),
  sarif: (report) => sarifFindings(json(report)),
};

export function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CouldNotAsk(text.trim() === "" ? "it wrote nothing" : `it wrote ${text.trim().slice(0, 200)}`);
  }
}

/** What is not said counts as high. */
function severityOf(word: string | undefined): Severity {
  const lower = word?.toLowerCase();
  if (lower === "moderate") return "medium";
  if (lower === "info" || lower === "negligible") return "low";
  return severities.find((one) => one === lower) ?? "high";
}

interface Npm {
  readonly message?: string;
  readonly auditReportVersion?: number;
  readonly vulnerabilities?: Readonly<
    Record<
      string,
      {
        readonly fixAvailable: unknown;
        readonly via: readonly (
          | string
          | { source: number; name: string; title: string; url: string; severity: string; range: string }
        )[];
      }
    >
  >;
}

function npmFindings(report: unknown, place: string): Finding[] {
  const { message, auditReportVersion, vulnerabilities } = report as Npm;
  if (auditReportVersion !== 2 || !vulnerabilities)
    throw new CouldNotAsk(message ?? "no report of npm audit");
  return Object.values(vulnerabilities).flatMap(({ via, fixAvailable }) =>
    // A word is another package of the list, which has the advisory itself.
    via.flatMap((advisory) =>
      typeof advisory === "string"
        ? []
        : {
            id: advisory.url.split("/").pop() ?? String(advisory.source),
            in: place,
            of: advisory.name,
            severity: severityOf(advisory.severity),
            canBeMended: fixAvailable !== false,
            says: `${advisory.title} (${advisory.range}); npm audit fix`,
            url: advisory.url,
          },
    ),
  );
}

interface Pip {
  readonly dependencies?: readonly {
    readonly name: string;
    readonly version?: string;
    readonly skip_reason?: string;
    readonly vulns?: readonly {
      id: string;
      aliases?: string[];
      fix_versions: string[];
      description?: string;
    }[];
  }[];
}

/** pip-audit ends well when it could ask of nothing, and says so for each package only. */
function pipFindings(report: unknown, place: string): Finding[] {
  const { dependencies = [] } = report as Pip;
  const skipped = dependencies.flatMap(({ skip_reason: reason }) => reason ?? []);
  if (skipped.length > 0)
    throw new CouldNotAsk(`${skipped.length} of ${dependencies.length} packages: ${skipped[0]}`);
  if (dependencies.length === 0) throw new CouldNotAsk("it looked at no package");
  return dependencies.flatMap(({ name, version, vulns = [] }) =>
    vulns.map(({ id, aliases, fix_versions: fixed, description = "" }) => ({
      ...{ id, aliases, in: place, of: name, severity: severityOf(undefined) },
      canBeMended: fixed.length > 0,
      says: `${name} ${version}: ${description.split("\n")[0]?.slice(0, 160)}; mended in ${fixed.join(", ") || "no version"}`,
      url: `https://osv.dev/vulnerability/${id}`,
    })),
  );
}

interface Leak {
  readonly RuleID: string;
  readonly Description: string;
  readonly File: string;
  readonly StartLine: number;
  readonly Commit: string;
  readonly Fingerprint: string;
}

function secretFindings(report: unknown): Finding[] {
  if (!Array.isArray(report)) throw new CouldNotAsk("no report of gitleaks");
  return (report as Leak[]).map((leak) => ({
    ...{ id: leak.RuleID, in: leak.File, of: leak.Fingerprint, line: leak.StartLine },
    ...{ severity: "critical", canBeMended: true },
    says: `${leak.Description} Commit ${leak.Commit.slice(0, 7)}, line ${leak.StartLine}: revoke it`,
  }));
}

interface Trivy {
  readonly SchemaVersion?: number;
  readonly Results?: readonly {
    readonly Target: string;
    readonly Vulnerabilities?: readonly {
      readonly VulnerabilityID: string;
      readonly PkgName: string;
      readonly InstalledVersion: string;
      readonly FixedVersion?: string;
      readonly Severity: string;
      readonly Title?: string;
      readonly PrimaryURL?: string;
    }[];
    readonly Misconfigurations?: readonly {
      readonly ID: string;
      readonly Severity: string;
      readonly Status: string;
      readonly Title: string;
      readonly Message: string;
      readonly PrimaryURL?: string;
      readonly CauseMetadata?: { readonly StartLine?: number };
    }[];
    readonly Secrets?: readonly {
      readonly RuleID: string;
      readonly Severity: string;
      readonly Title: string;
    }[];
  }[];
}

/** @param place an image, or nothing where files were looked at, which the report names */
function trivyFindings(report: unknown, place: string): Finding[] {
  const { SchemaVersion: schema, Results: results = [] } = report as Trivy;
  if (schema !== 2) throw new CouldNotAsk("no report of trivy");
  if (results.length === 0) throw new CouldNotAsk("it looked at nothing");
  return results.flatMap(({ Target, Vulnerabilities = [], Misconfigurations = [], Secrets = [] }) => [
    ...Vulnerabilities.map((one) => ({
      ...{ id: one.VulnerabilityID, in: place, of: one.PkgName, severity: severityOf(one.Severity) },
      canBeMended: one.FixedVersion !== undefined && one.FixedVersion !== "",
      says: `${one.Title ?? one.PkgName}; has ${one.InstalledVersion}, mended in ${one.FixedVersion || "no version"}`,
      url: one.PrimaryURL,
    })),
    ...Misconfigurations.filter(({ Status }) => Status === "FAIL").map((one) => ({
      ...{ id: one.ID, in: Target, line: one.CauseMetadata?.StartLine, severity: severityOf(one.Severity) },
      ...{ canBeMended: true, says: `${one.Title}: ${one.Message}`, url: one.PrimaryURL },
    })),
    ...Secrets.map(({ RuleID: id, Severity, Title }) => ({
      ...{ id, in: place, of: Target, severity: severityOf(Severity), canBeMended: true, says: Title },
    })),
  ]);
}
