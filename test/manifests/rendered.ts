/** What `make render` writes of the example of the documents and of every stack file on AWS, and copies to break. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { colours } from "../../components/colour";
import { manifests, rawSettings, resourcesOf } from "../../setup/render";
import { shownStackFile } from "../support/shown-stack-file";

export type Section = Record<string, unknown>;

export interface Manifest extends Section {
  kind: string;
  metadata: { name: string; annotations?: Section };
  spec: Section;
}

/** Objects by their file. */
export type Manifests = ReadonlyMap<string, Manifest>;

const example = "docs";

/** Each stack file with two versions: both colours live, the other one full or small. */
export async function rendered(): Promise<Manifests> {
  const all = new Map<string, Manifest>();
  for (const [stack, raw] of stacks()) {
    for (const [file, text] of manifests(await resourcesOf(stack, raw)))
      all.set(join(stack, file), parse(text) as Manifest);
  }
  return all;
}

function stacks(): [string, Section][] {
  const files = readdirSync(".").filter((file) => /^Pulumi\..+\.yaml$/.test(file));
  const read = files.map((file) => [file.split(".")[1] ?? "", readFileSync(file, "utf8")] as const);
  const onAws = [[example, shownStackFile()] as const, ...read]
    .map(([name, text]) => [name, rawSettings(text)] as const)
    .filter(([, { platform }]) => platform === "aws");
  const versions = { blue: "1.4.2", green: "1.5.0+2" };
  return onAws.flatMap(([name, raw]) =>
    colours.flatMap((live) =>
      ["full", "small"].map((idle): [string, Section] => [
        `${name}-${live}-${idle}`,
        { ...raw, release: { ...versions, live }, aws: { ...(raw.aws as Section), idle } },
      ]),
    ),
  );
}

/** Without what linters are told to leave out. */
export function bare(all: Manifests): Manifests {
  const without = ({ metadata, ...rest }: Manifest): Manifest => ({
    ...rest,
    metadata: { ...metadata, annotations: undefined },
  });
  return new Map([...all].map(([file, manifest]) => [file, without(manifest)]));
}

/** A copy of one object of the kind under another name, changed. */
export function broken(
  all: Manifests,
  kind: string,
  name: string,
  change: (manifest: Manifest) => void,
): Manifest {
  const found = [...all].find(([file, manifest]) => file.startsWith(example) && manifest.kind === kind);
  assert.ok(found, `no ${kind} is rendered`);
  const copy = structuredClone(found[1]);
  copy.metadata.name = name;
  change(copy);
  return copy;
}

/** In a new folder. */
export function write(those: ReadonlyMap<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), "maintenance-manifests-"));
  for (const [file, manifest] of those) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), stringify(manifest));
  }
  return folder;
}
