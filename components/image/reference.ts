import { parseVersion } from "../version";

/** `maintenance-api:1.4.2`: a settings revision (`+2`) runs the same image. An image with a `tag` serves all versions. */
export function imageReference(from: { image: string; tag?: string }, version: string): string {
  return `${from.image}:${from.tag ?? parseVersion(version).tag}`;
}
