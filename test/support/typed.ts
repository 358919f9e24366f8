/** A README's commands, typed into a shell by somebody who has nothing but a fresh clone. */
import assert from "node:assert/strict";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { Example, Typed } from "./examples";
import { pulumiOn } from "./pulumi-on";
import { type Ran, run } from "./run";

/** Settings that the copy of an example has instead, by section; all others are the example's own. */
export type Differing = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Where it is typed. The stack is not begun: the README says how. */
export interface Clone {
  readonly folder: string;
  readonly stack: string;
  readonly url?: string;
  readonly previewUrl?: string;
  /** For the evidence of a failure. */
  readonly runs?: { command: string; output: string }[];
}

/** As the settings have them by default. */
const addresses = { users: "http://127.0.0.1:8080", preview: "http://127.0.0.1:8081" };

export class Typist {
  constructor(
    private readonly clone: Clone,
    /** What the README calls the stack. */
    private readonly name: string,
    private readonly env: Readonly<Record<string, string>> = {},
  ) {}

  static ofExample(
    clone: Clone,
    { name, stackFile }: Example,
    { differing = {}, env = {} }: { differing?: Differing; env?: Readonly<Record<string, string>> } = {},
  ): Typist {
    const { folder, stack } = clone;
    const path = join(folder, stackFile);
    changeFile(path, differing);
    renameSync(path, join(folder, `examples/${name}/Pulumi.${stack}.yaml`));
    return new Typist(clone, name, { ...pulumiOn(join(folder, ".state/pulumi")), ...env });
  }

  /** Each block in a shell of its own. @param first what a person's shell has of an earlier block */
  async type({ commands, shows }: Typed, first = ""): Promise<Ran> {
    const typed = this.here(`${first}\n${commands}`);
    const options = { cwd: this.clone.folder, env: this.env, mayFail: true };
    const ran = await run("bash", ["-euo", "pipefail", "-c", typed], options);
    this.clone.runs?.push({ command: typed, output: ran.output });
    const last = commands.trimEnd().split("\n").at(-1) ?? "";
    process.stdout.write(`      ... ${last.replace(/ +#.*/, "")}: ${ran.seconds.toFixed(1)} s\n`);
    assert.equal(ran.code, 0, `${typed}\n${ran.output}`);
    this.assertShown(shows, ran.output);
    return ran;
  }

  /** Every line that the README shows came, in its order. */
  private assertShown(shows: readonly string[], output: string): void {
    const lines = this.asThere(output).split("\n").map(alike);
    let from = 0;
    for (const line of shows) {
      const at = lines.findIndex((each, index) => index >= from && each.includes(alike(line)));
      assert(at >= 0, `the README shows, and it did not come, or not in this order: ${line}\n${output}`);
      from = at + 1;
    }
  }

  /** Commands, with the names and addresses of this clone. */
  private here(commands: string): string {
    const { stack, url = addresses.users, previewUrl = addresses.preview } = this.clone;
    const named = new RegExp(`(?<=Pulumi\\.|-s |stack init |STACK=|down\\.sh )${this.name}\\b`, "g");
    return commands
      .replace(named, stack)
      .replaceAll(addresses.users, url)
      .replaceAll(addresses.preview, previewUrl);
  }

  /** Output, with those of the README. */
  private asThere(output: string): string {
    const { stack, url = addresses.users, previewUrl = addresses.preview } = this.clone;
    return output
      .replaceAll(stack, this.name)
      .replaceAll(url, addresses.users)
      .replaceAll(previewUrl, addresses.preview);
  }
}

/** Puts settings into a stack file; everything else stays as it is. */
export function changeFile(path: string, differing: Differing): void {
  const file = parseDocument(readFileSync(path, "utf8"));
  for (const [section, values] of Object.entries(differing)) {
    for (const [key, value] of Object.entries(values)) {
      file.setIn(["config", `maintenance:${section}`, key], value);
    }
  }
  writeFileSync(path, file.toString({ flowCollectionPadding: false, lineWidth: 0 }));
}

/** Without what no two runs have in common: how long it took, and which of two backends answered. */
function alike(line: string): string {
  return line
    .replace(/[0-9]+(\.[0-9]+)? s\b/g, "_ s")
    .replace(/-backend-[0-9]/g, "-backend-_")
    .replace(/\s+/g, " ")
    .trim();
}
