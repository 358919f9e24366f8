/** Whether a scan fails: from what it found, what is left out, and the day. Pure. */
import { type Finding, severities } from "./finding";
import type { Ignored, Policy } from "./policy";

export interface Judged extends Finding {
  /** `passes`: too small, or nobody can mend it yet. */
  readonly is: "fails" | "ignored" | "passes";
  /** By which it is left out, or was until that ended. */
  readonly by?: Ignored;
}

export interface Verdict {
  readonly findings: readonly Judged[];
  /** That leave out nothing any more. */
  readonly useless: readonly Ignored[];
  readonly fails: boolean;
}

/** @param today as 2027-01-31 */
export function verdict(
  scan: string,
  findings: readonly Finding[],
  { severity, onlyWithFix, ignored }: Policy,
  today: string,
): Verdict {
  const ours = ignored.filter((one) => one.scan === scan);
  const used = new Set<Ignored>();
  const judged = findings.map((finding): Judged => {
    const matching = ours.filter((one) => isAbout(one, finding));
    matching.forEach((one) => used.add(one));
    const by = matching.find(({ until }) => today <= until) ?? matching[0];
    if (by && today <= by.until) return { ...finding, is: "ignored", by };
    const isLarge = severities.indexOf(finding.severity) >= severities.indexOf(severity);
    const counts = isLarge && (finding.canBeMended || !onlyWithFix);
    return { ...finding, is: counts ? "fails" : "passes", by };
  });
  return {
    findings: judged,
    useless: ours.filter((one) => !used.has(one)),
    fails: judged.some(({ is }) => is === "fails"),
  };
}

function isAbout(ignored: Ignored, finding: Finding): boolean {
  const isNamed = ignored.id === finding.id || finding.aliases?.includes(ignored.id) === true;
  return (
    isNamed &&
    (ignored.in === undefined || ignored.in === finding.in) &&
    (ignored.of === undefined || ignored.of === finding.of)
  );
}

/** For people: what fails first, and what to do. */
export function verdictText(scan: string, { findings, useless, fails }: Verdict): string {
  const of = (wanted: Judged["is"]) => findings.filter(({ is }) => is === wanted);
  const counts = `${of("fails").length} fail, ${of("ignored").length} are left out, ${of("passes").length} pass`;
  return [
    ...of("fails").map((one) => `${line(one)}${ended(one)}`),
    ...of("ignored").map((one) => `${line(one)}\n    left out until ${one.by?.until}: ${one.by?.reason}`),
    ...useless.map((one) => `${one.id}: is left out (${one.reason}), but not found any more: take it out`),
    `${scan}: ${findings.length} found; ${counts}`,
    ...(fails
      ? [
          "Mend them, or name each in setup/scan/policy.yml with its reason and the last day on which that holds.",
        ]
      : []),
  ].join("\n");
}

function line({ severity, id, of, in: place, says, url }: Judged): string {
  const what = of === undefined ? place : of.includes(place) ? of : `${of} in ${place}`;
  return `${severity.padEnd(8)} ${id}: ${what}\n    ${says}${url === undefined ? "" : `\n    ${url}`}`;
}

function ended({ by }: Judged): string {
  return by ? `\n    was left out until ${by.until}: ${by.reason}` : "";
}
