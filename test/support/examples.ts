/** The examples as they are in the project: their stack files, and what their READMEs tell a person to type. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rawSettings } from "../../setup/render";
import { projectRoot } from "./project-copy";

/** A folder that is a stack file and a README. */
export interface Example {
  readonly name: string;
  /** From the project's folder. */
  readonly stackFile: string;
  /** By section, as it is written. */
  readonly sections: Readonly<Record<string, unknown>>;
  readonly readme: string;
}

/** Commands of a README that belong together, and what it shows of their output. */
export interface Typed {
  readonly commands: string;
  readonly shows: readonly string[];
}

export function folders(): string[] {
  const all = readdirSync(join(projectRoot, "examples"), { withFileTypes: true });
  return all.filter((each) => each.isDirectory()).map(({ name }) => name);
}

/** Those that are made by a stack file of their name. */
export function stackFileExamples(platform?: "docker" | "aws"): Example[] {
  return folders()
    .map((name) => ({ name, stackFile: `examples/${name}/Pulumi.${name}.yaml` }))
    .filter(({ stackFile }) => existsSync(join(projectRoot, stackFile)))
    .map((found) => ({
      ...found,
      sections: rawSettings(read(found.stackFile)),
      readme: read(`examples/${found.name}/README.md`),
    }))
    .filter(({ sections }) => platform === undefined || (sections.platform ?? "docker") === platform);
}

/** Each `sh` block, with the lines of the plain block that follows it; `...` leaves lines out. */
export function typedIn(readme: string): Typed[] {
  // Within a list a block is indented, with all its lines.
  const fenced = readme.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms);
  const blocks = [...fenced].map(([, indent = "", language, text = ""]) => ({
    language,
    text: text.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
  return blocks.flatMap(({ language, text }, at) => {
    if (language !== "sh") return [];
    const after = blocks[at + 1];
    const shown = after?.language === "" ? after.text.split("\n") : [];
    return [{ commands: text, shows: shown.filter((line) => !/^\s*(\.\.\.)?$/.test(line)) }];
  });
}

function read(path: string): string {
  return readFileSync(join(projectRoot, path), "utf8");
}
