/** The only reader of stack settings. */
// Parts of the SDK, not the whole: loading that can wait until the first plugin is starting (index.ts).
import { RunError } from "@pulumi/pulumi/errors";
import { getProject, getStack } from "@pulumi/pulumi/metadata";
import * as stackConfig from "@pulumi/pulumi/runtime/config";
import { parseSettings, SettingsError } from "./components/settings/settings";
import type { About } from "./components/settings/production";
import type { Settings } from "./components/settings/schema";

/** @throws RunError, which the engine shows without a stack trace, naming every fault of the stack file. */
export function readSettings(): Settings {
  return settingsOf(readSections());
}

/** What the stack file says, by section, as it is written there. */
export function readSections(): Sections {
  const raw = Object.entries(stackConfig.allConfig() ?? {})
    .filter(([key]) => key.startsWith(prefix()))
    .map(([key, value]) => [key.slice(prefix().length), parseValue(value)] as const);
  return Object.fromEntries(raw);
}

/**
 * @param sections of the stack file, or of elsewhere
 * @throws as above
 */
export function settingsOf(sections: Sections, about: Partial<About> = {}): Settings {
  const isSecret = (section: string) => holdsSecret(prefix() + section);
  try {
    return parseSettings(sections, { stack: getStack(), isSecret, ...about });
  } catch (error) {
    throw error instanceof SettingsError ? new RunError(error.message) : error;
  }
}

export type Sections = Readonly<Record<string, unknown>>;

function prefix(): string {
  return `${getProject()}:`;
}

/** Of a key, or of anything within its object. The SDK keeps this function out of its types. */
function holdsSecret(key: string): boolean {
  return (stackConfig as unknown as { isConfigSecret(key: string): boolean }).isConfigSecret(key);
}

/** Objects reach a program as JSON, scalars as they are written. */
function parseValue(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
