import { createHash } from "node:crypto";
import { Defect } from "./defect";

/** An image tag, optionally with `+n`: the same images with today's settings. */
export interface Version {
  /** As written in the config: `1.4.2+2`. */
  readonly text: string;
  /** The tag of the images: `1.4.2`. */
  readonly tag: string;
  /** The `n` of `+n`; 0 when there is none. */
  readonly revision: number;
}

const pattern = /^([A-Za-z0-9_][A-Za-z0-9_.-]{0,99})(?:\+([1-9][0-9]{0,3}))?$/;

export const versionRule =
  'an image tag in quotes, optionally with a settings revision: "1.4.2" or "1.4.2+2" (letters, digits, dots, dashes and underscores)';

export function isVersion(text: string): boolean {
  return pattern.test(text);
}

/** @throws when `text` is not a version; settings are validated before this is called. */
export function parseVersion(text: string): Version {
  const match = pattern.exec(text);
  if (!match?.[1]) throw new Defect(`"${text}" is not a version: write ${versionRule}`);
  return { text, tag: match[1], revision: Number(match[2] ?? 0) };
}

/**
 * A version as part of a host name, a resource name or a label value: `1.4.2+2` becomes `1-4-2-r2`.
 *
 * Numeric tags read as they are; any other tag carries a short hash of itself, since lower-casing and
 * replacing characters would let two tags meet. At most 40 characters, of `[a-z0-9-]`.
 */
export function physicalVersion(version: Version): string {
  const plain = /^[0-9]+(\.[0-9]+)*$/.test(version.tag) && version.tag.length <= 24;
  const suffix = version.revision > 0 ? `-r${version.revision}` : "";
  if (plain) return version.tag.replaceAll(".", "-") + suffix;
  const readable = version.tag
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 20)
    .replace(/-$/, "");
  const hash = createHash("sha256").update(version.tag).digest("hex").slice(0, 8);
  return `${readable === "" ? "v" : readable}-h${hash}${suffix}`;
}
