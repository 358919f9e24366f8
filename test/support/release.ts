/** Settings for tests: a good stack file, and what differs in it. */
import type { Release } from "../../components/colour";
import type { Settings } from "../../components/settings/schema";
import { parseSettings } from "../../components/settings/settings";

/** A stack file with nothing but what is required, and both colours. */
export function goodConfig(): Record<string, unknown> {
  return { release: { live: "blue", blue: "1.4.2", green: "1.5.0" } };
}

/** Valid settings: defaults, with these sections of a stack file instead. */
export function settingsWith(sections: Record<string, unknown> = {}): Settings {
  return parseSettings({ ...goodConfig(), ...sections });
}

export function releaseOf(release: Partial<Release>): Release {
  return { live: "blue", canary: 0, blue: "1.4.2", green: "1.5.0", allowInPlace: false, ...release };
}
