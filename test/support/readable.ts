/** A recording as a text that a person can review. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { expectedFolder } from "./expected";
import { type Recording, Secret } from "./recorder";

export function readable(recording: Recording): string {
  const known = expectedTexts();
  const resources = [...recording.resources].sort((a, b) => (a.name < b.name ? -1 : 1));
  return resources
    .map(({ name, type, parent, dependsOn, options, inputs }) =>
      stringify(
        { [name]: { type, parent, dependsOn, options, inputs: shown(inputs, known) } },
        { lineWidth: 0 },
      ),
    )
    .join("\n");
}

/** Secrets are marked; a text that is compared with a file of its own is named by that file. */
function shown(value: unknown, known: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return known.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => shown(item, known));
  if (value instanceof Secret) return { SECRET: shown(value.value, known) };
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item, known)]));
}

function expectedTexts(): ReadonlyMap<string, string> {
  const files = readdirSync(expectedFolder, { recursive: true, encoding: "utf8" });
  return new Map(
    files
      .filter((file) => /\.(cfg|conf)$/.test(file))
      .map((file) => [readFileSync(join(expectedFolder, file), "utf8"), `(expected/${file})`]),
  );
}
