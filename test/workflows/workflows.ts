/** The workflows as they are written, and what their linters say. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectRoot } from "../support/project-copy";
import { ended, toolsOf } from "../support/tools";

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

/** @returns what it wrote; nothing when it finds nothing */
async function said(tools: string, program: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await ended(join(toolsOf(tools), "bin", program), args);
  return code === 0 ? "" : `${stdout}${stderr}`;
}

export const linters: Readonly<Record<string, (folder: string) => Promise<string>>> = {
  actionlint: (at) => said("test/workflows", "actionlint", ...readdirSync(at).map((file) => join(at, file))),
  zizmor: (at) => said("test/workflows", "zizmor", "--offline", "--persona=pedantic", "--quiet", at),
  checkov: (at) =>
    said(
      ...(["test/manifests", "checkov"] as const),
      ...["--framework", "github_actions", "--compact", "--quiet", "--directory", join(at, "../..")],
    ),
};
