/** The workflows as they are written, and what their linters say. */
import { execFile, execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { installed as manifestLinters } from "../manifests/linters";
import { projectRoot } from "../support/project-copy";

export interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  /** None in a job that calls another workflow. */
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const folder = join(projectRoot, ".github/workflows");

/** By the name of the file, without its ending. */
export function workflows(): Map<string, { readonly text: string; readonly workflow: Workflow }> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".yml"));
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      return [file.replace(/\.yml$/, ""), { text, workflow: parse(text) as Workflow }];
    }),
  );
}

let folderOfLinters: string | undefined;
function installed(): string {
  folderOfLinters ??= execFileSync(join(__dirname, "install.sh"), { stdio: ["ignore", "pipe", "inherit"] })
    .toString()
    .trim();
  return join(folderOfLinters, "bin");
}

/** @returns what it wrote; nothing when it finds nothing */
async function findings(program: string, ...args: readonly string[]): Promise<string> {
  return promisify(execFile)(program, [...args], { cwd: projectRoot }).then(
    () => "",
    ({ stdout, stderr }: { stdout: string; stderr: string }) => `${stdout}${stderr}`,
  );
}

export const linters: Readonly<Record<string, (folder: string) => Promise<string>>> = {
  actionlint: (at) =>
    findings(join(installed(), "actionlint"), ...readdirSync(at).map((file) => join(at, file))),
  zizmor: (at) => findings(join(installed(), "zizmor"), "--offline", "--persona=pedantic", "--quiet", at),
  checkov: (at) =>
    findings(
      join(manifestLinters(), "bin/checkov"),
      ...["--framework", "github_actions", "--compact", "--quiet", "--directory", join(at, "../..")],
    ),
};
