/** What each command makes of the release block. Pure. */
import { colours, isNobody, otherColour, type Release } from "../components/colour";
import { isVersion, versionRule } from "../components/version";
import { Refused } from "./refused";
import type { Traffic } from "./traffic";

/** A release as it is written down: what permits one run is for that run only. */
type Block = Omit<Release, "allowInPlace">;

/**
 * The release that users are on, whatever the stack file asks for: what a command starts from. They differ after a run
 * that failed, after a change by hand, and when somebody has edited the file.
 */
export function startingPoint(release: Release, traffic: Traffic | undefined): Release {
  if (!traffic?.weights) return release;
  const { weights, versions } = traffic;
  if (isNobody(weights)) return settled({ ...release, canary: 0, ...runs(versions), maintenance: true });
  const [only] = colours.filter((colour) => weights[colour] === 100);
  const live = only ?? release.live;
  return settled({ ...release, live, canary: 100 - weights[live], ...runs(versions), maintenance: false });
}

function runs({ blue, green }: Traffic["versions"]): Pick<Release, "blue" | "green"> {
  return { blue, green };
}

/** The first version of all has no other colour to flip from. @throws Refused, as all others here. */
export function firstOf(release: Release, version: string): Release {
  needVersion("VERSION", version);
  return settled({ ...release, canary: 0, maintenance: false, [release.live]: version });
}

/** A canary of that version goes on to all users; a maintenance page ends. */
export function deployed(release: Release, version: string): Release {
  needVersion("VERSION", version);
  const idle = otherColour(release.live);
  if (release[idle] !== version) refuseCanary(release, "deploy");
  if (release[release.live] === version) return settled({ ...release, maintenance: false });
  return settled({ ...release, live: idle, canary: 0, maintenance: false, [idle]: version });
}

/** Everything stops, and users get the maintenance page. */
export function stopped(release: Release): Release {
  return settled({ ...release, canary: 0, maintenance: true, blue: undefined, green: undefined });
}

/** @param version for the idle colour; absent: the one that it has. */
export function canaryOf(release: Release, percent: number, version?: string): Release {
  const idle = otherColour(release.live);
  if (version !== undefined) needVersion("--version", version);
  if (!Number.isInteger(percent) || percent < 1 || percent > 99)
    throw new Refused(
      `PERCENT: should be a whole number from 1 to 99, got "${percent}"; 0 is release abort, 100 is release promote`,
    );
  if (release.maintenance)
    throw new Refused("canary: everybody gets the maintenance page: release deploy VERSION ends it");
  if (release.canary > 0 && version !== undefined && version !== release[idle])
    refuseCanary(release, "canary");
  const wanted = version ?? release[idle];
  if (wanted === undefined)
    throw new Refused(
      `${idle} runs nothing: say which version it is to try, release canary ${percent} --version VERSION`,
    );
  return settled({ ...release, [idle]: wanted, canary: percent });
}

/** All users to the colour that has a share of them. */
export function promoted(release: Release): Release {
  needCanary(release, "promote");
  return settled({ ...release, live: otherColour(release.live), canary: 0 });
}

/** All users back to the colour that is live. */
export function aborted(release: Release): Release {
  needCanary(release, "abort");
  return settled({ ...release, canary: 0 });
}

/**
 * Back to the release of an earlier run, as a whole. Where that would move the version of the colour that has users, the
 * colours change places: the idle one then takes up what is gone back to.
 */
export function rolledBack(release: Release, target: Block): Release {
  const wanted = target[target.live];
  if (wanted === undefined)
    throw new Refused(
      `ENTRY: that release had no version for ${target.live}, its live colour: release history lists others`,
    );
  const serves = release[release.live];
  const meetsUsers = !release.maintenance && target.live === release.live && wanted !== serves;
  const block = meetsUsers ? exchanged(target) : target;
  return settled({ ...block, allowInPlace: false });
}

/** The same release with its colours in each other's place. */
function exchanged({ live, blue, green, ...block }: Block): Block {
  return { ...block, live: otherColour(live), blue: green, green: blue };
}

export function sameRelease(one: Block, other: Block): boolean {
  const keys = ["live", "canary", "blue", "green", "maintenance"] as const;
  return keys.every((key) => one[key] === other[key]);
}

function needVersion(what: string, version: string): void {
  if (!isVersion(version)) throw new Refused(`${what}: should be ${versionRule}, got "${version}"`);
}

function settled(release: Release): Release {
  return { ...release, allowInPlace: false };
}

function refuseCanary(release: Release, command: string): void {
  if (release.canary === 0) return;
  const idle = otherColour(release.live);
  throw new Refused(
    `${command}: a canary is under way (${idle} ${release[idle]} answers ${release.canary} % of requests): release promote or release abort first`,
  );
}

function needCanary(release: Release, command: string): void {
  if (release.canary > 0) return;
  throw new Refused(`${command}: no canary is under way: release canary PERCENT begins one`);
}
