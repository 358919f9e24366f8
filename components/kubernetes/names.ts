/** Labels by which everything in the cluster is found. */
import type { Colour } from "../colour";
import { parseVersion, physicalVersion } from "../version";

/** Labels of this program; the version is its form that names may have. */
export const labels = {
  partOf: "app.kubernetes.io/part-of",
  role: "maintenance/role",
  colour: "maintenance/colour",
  version: "maintenance/version",
} as const;

/** Where a Service says which version its selector names, as the config writes it. */
export const versionAnnotation = "maintenance/release";

/** Every pod of this environment. */
export const ours = { [labels.partOf]: "maintenance" } as const;

export interface Whose {
  readonly role: string;
  /** Absent: it is of no colour. */
  readonly colour?: Colour;
  readonly version?: string;
}

/** Labels of what belongs to a role of a colour, and to one version of it when that is named. */
export function labelsOf({ role, colour, version }: Whose): Record<string, string> {
  const all = {
    ...ours,
    [labels.role]: role,
    ...(colour !== undefined && { [labels.colour]: colour }),
  };
  return version === undefined ? all : { ...all, [labels.version]: physicalVersion(parseVersion(version)) };
}

export function selectorText(selector: Readonly<Record<string, string>>): string {
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}
