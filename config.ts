/** The only reader of stack settings. */
// Parts of the SDK, not the whole: loading that can wait until the first plugin is starting (index.ts).
import { RunError } from "@pulumi/pulumi/errors";
import { getProject } from "@pulumi/pulumi/metadata";
import { allConfig } from "@pulumi/pulumi/runtime/config";
import { parseSettings, SettingsError } from "./components/settings/settings";
import type { Settings } from "./components/settings/schema";

/** @throws RunError, which the engine shows without a stack trace, naming every fault of the stack file. */
export function readSettings(): Settings {
  const prefix = `${getProject()}:`;
  const raw = Object.entries(allConfig() ?? {})
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => [key.slice(prefix.length), parseValue(value)] as const);
  try {
    return parseSettings(Object.fromEntries(raw));
  } catch (error) {
    throw error instanceof SettingsError ? new RunError(error.message) : error;
  }
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
