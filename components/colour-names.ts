import type { Colour } from "./colour";
import { parseVersion, physicalVersion } from "./version";

/**
 * Name of something that belongs to one version of one colour: `green-1-5-0-backend-1`. It is the logical name, the
 * host name and the network alias, so two sets of one colour never mix.
 */
export function nameIn(colour: Colour, version: string, thing: string): string {
  return `${colour}-${physicalVersion(parseVersion(version))}-${thing}`;
}
