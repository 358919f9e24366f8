/** Until when a major version of PostgreSQL is mended. */
import * as pulumi from "@pulumi/pulumi";

/** The last release of each by its community: https://www.postgresql.org/support/versioning/ */
const lastRelease: Readonly<Record<number, string>> = {
  14: "2026-11-12",
  15: "2027-11-11",
  16: "2028-11-09",
  17: "2029-11-08",
};

/** What to say of a version that has ended, or ends within half a year. Pure. */
export function endOf(version: number, today: Date): string | undefined {
  const last = lastRelease[version];
  if (last === undefined) return undefined;
  const left = new Date(last).getTime() - today.getTime();
  if (left > 182 * 24 * 3_600_000) return undefined;
  const when = left <= 0 ? `had its last release on ${last}` : `has its last release on ${last}`;
  return `PostgreSQL ${version} ${when}; AWS supports it for some months longer, then for more money or not at all (aws/postgres/extendedSupport): plan the upgrade (docs/aws-upgrades.md)`;
}

/** Of the stack: a message of a resource waits until that is registered, and every message after it waits, too. */
export function warnOfEnd(version: number): void {
  const warning = endOf(version, new Date());
  if (warning !== undefined) void pulumi.log.warn(warning);
}
