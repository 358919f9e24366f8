/** What govulncheck writes: JSON values one after another. Pure. */
import { CouldNotAsk, type Finding } from "./finding";

interface Said {
  readonly config?: { readonly scan_level?: string };
  readonly osv?: { readonly id: string; readonly aliases?: readonly string[]; readonly summary?: string };
  readonly finding?: {
    readonly osv: string;
    readonly fixed_version?: string;
    readonly trace: readonly {
      readonly module: string;
      readonly version?: string;
      readonly function?: string;
    }[];
  };
}

/** One for each advisory and module: high where a program calls what is wrong, low where it only has it. */
export function goFindings(report: string, place: string): Finding[] {
  const said = values(report);
  if (!said.some(({ config }) => config)) throw new CouldNotAsk("no report of govulncheck");
  const advisories = new Map(said.flatMap(({ osv }) => (osv ? [[osv.id, osv]] : [])));
  const found = new Map<string, Finding>();
  for (const { finding } of said) {
    const [at] = finding?.trace ?? [];
    if (!finding || !at) continue;
    const isCalled = at.function !== undefined;
    const key = `${finding.osv} ${at.module}`;
    if (found.has(key) && !isCalled) continue;
    const { aliases, summary = "" } = advisories.get(finding.osv) ?? {};
    found.set(key, {
      ...{ id: finding.osv, aliases, in: place, of: at.module, severity: isCalled ? "high" : "low" },
      canBeMended: finding.fixed_version !== undefined && finding.fixed_version !== "",
      says: `${summary}; has ${at.version}, mended in ${finding.fixed_version || "no version"}; ${isCalled ? `${at.function} is called` : "not called"}`,
      url: `https://pkg.go.dev/vuln/${finding.osv}`,
    });
  }
  return [...found.values()];
}

/** Each value begins at the start of a line with a brace, and ends so. */
function values(report: string): Said[] {
  try {
    return report
      .split(/^(?=\{)/m)
      .filter((text) => text.trim() !== "")
      .map((text) => JSON.parse(text) as Said);
  } catch {
    throw new CouldNotAsk(`it wrote ${report.trim().slice(0, 200)}`);
  }
}
