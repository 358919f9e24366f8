import { otherColour, type Release } from "./colour";

/** What a rollback from this release costs, in one sentence. */
export function rollbackSentence(release: Release): string {
  if (release.maintenance) {
    return "everybody gets the maintenance page: take maintenance: true out, and the live colour answers when it has passed its gate";
  }
  const idle = otherColour(release.live);
  const version = release[idle];
  if (version === undefined) {
    return `none yet: ${idle} runs nothing, so there is no other version to flip to`;
  }
  if (release.canary > 0) {
    return `set canary: 0: ${release.live} ${release[release.live]} answers everything again within seconds; no build, no migration`;
  }
  return `set live: ${idle}: one flip to ${version}, seconds; no build, no migration`;
}
