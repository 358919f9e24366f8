import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as v from "valibot";
import { schema } from "../../../components/settings/schema";
import { entriesOf, parseSettings } from "../../../components/settings/settings";
import { awsSection, madeNetwork, onAws, settingsWith } from "../../support/release";

interface Setting {
  readonly path: readonly string[];
  readonly documented: unknown;
  readonly meaning: string | undefined;
  readonly isOptional: boolean;
}

/** Every single setting, with what the schema says of it. */
function settingsIn(entries: Record<string, unknown>, path: readonly string[] = []): Setting[] {
  return Object.entries(entries).flatMap(([key, entry]) => {
    const inner = entriesOf(entry);
    if (inner) return settingsIn(inner, [...path, key]);
    const wrapped = entry as { wrapped?: v.GenericSchema; default?: unknown };
    const meaning = v.getDescription((wrapped.wrapped ?? entry) as v.GenericSchema);
    return [
      {
        path: [...path, key],
        documented: wrapped.default,
        meaning,
        isOptional: wrapped.wrapped !== undefined,
      },
    ];
  });
}

const all = settingsIn(schema.entries);
const at = (settings: unknown, path: readonly string[]) =>
  path.reduce((value, key) => (value as Record<string, unknown> | undefined)?.[key], settings);
const stackFile = (name: string) =>
  (parse(readFileSync(name, "utf8")) as { config: Record<string, unknown> }).config;

describe("the documented default", () => {
  it("exists for about fifty settings", () => {
    assert.ok(all.length > 40, String(all.length));
  });

  for (const { path, documented } of all.filter(({ path }) => path[0] !== "release" && path[0] !== "aws")) {
    it(`of ${path.join("/")} is what an empty stack file gets`, () => {
      assert.deepEqual(at(settingsWith(), path), documented);
    });
  }

  it("of each setting of aws is what a stack file gets that says what is required and no more", () => {
    const raw = onAws({ aws: awsSection({ network: madeNetwork }) });
    const settings = settingsWith(raw);
    const isGiven = (path: readonly string[]) => at(raw, path) !== undefined;
    // An optional section has its defaults once it is there.
    const isThere = (path: readonly string[]) => at(settings, path.slice(0, -1)) !== undefined;
    const optional = all.filter(
      ({ path, isOptional }) => path[0] === "aws" && isOptional && !isGiven(path) && isThere(path),
    );
    assert.ok(optional.length > 8, String(optional.length));
    for (const { path, documented } of optional)
      assert.deepEqual(at(settings, path), documented, path.join("/"));
  });

  it("of canary is 0, and of allowInPlace is false", () => {
    const { canary, allowInPlace } = settingsWith().release;
    assert.deepEqual([canary, allowInPlace], [0, false]);
  });

  it("of the platform is the one that Pulumi.yaml shows", () => {
    const { default: shown } = stackFile("Pulumi.yaml")["maintenance:platform"] as { default: string };
    assert.equal(settingsWith().platform, shown);
  });
});

describe("every setting", () => {
  it("has a meaning", () => {
    for (const { path, meaning } of all) assert.ok((meaning ?? "").length >= 3, path.join("/"));
  });
});

describe("the stack file of dev", () => {
  it("is accepted", () => {
    const config = Object.entries(stackFile("Pulumi.dev.yaml")).map(([key, value]) => [
      key.replace("maintenance:", ""),
      value,
    ]);
    assert.doesNotThrow(() => parseSettings(Object.fromEntries(config) as Record<string, unknown>));
  });
});
