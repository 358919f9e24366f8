/** The linters of manifests, each asked for all that it finds in a folder. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { definition } from "../support/aws/controller/definition";
import { ended, toolsOf } from "../support/tools";
import { strictSchemas } from "./strict-schema";

export interface Finding {
  /** The linter's own name for it; of kubeconform, what is wrong. */
  readonly check: string;
  /** Relative to the folder. */
  readonly file: string;
}

export interface Report {
  /** That were looked at. */
  readonly files: ReadonlySet<string>;
  readonly findings: readonly Finding[];
  /** What annotations leave out, with the reason where the linter reads it. */
  readonly skipped: readonly (Finding & { readonly why?: string })[];
}

export type Linter = (folder: string) => Promise<Report>;

/** The schemas are those of its minor version. */
export const kubernetesVersion = readFileSync(join(__dirname, "tools/kubernetes-version"), "utf8").trim();

/** Installs the linters when that has not been done, and says so. @returns the folder that has them. */
export const installed = () => toolsOf("test/manifests");

/** What it wrote; that it finds something (status 1) is no error. */
async function output<T>(tool: string, args: readonly string[], cwd: string): Promise<T> {
  const { code, stdout, stderr } = await ended(join(installed(), "bin", tool), args, cwd);
  if (code > 1 || stdout.trim() === "") throw new Error(`${tool} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

interface Scored {
  readonly file_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string; readonly optional: boolean };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly summary: string }[] | null;
  }[];
}

const critical = 1;

/** What it finds critical. */
export const kubeScore: Linter = async (folder) => {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".yaml"),
  );
  const [major, minor] = kubernetesVersion.split(".");
  const args = ["score", "--kubernetes-version", `v${major}.${minor}`, "--output-format", "json", ...files];
  const objects = await output<Scored[]>("kube-score", args, folder);
  const checks = objects.flatMap((object) =>
    object.checks
      .filter(({ check }) => !check.optional)
      .map((each) => ({ ...each, file: relative(folder, object.file_name) })),
  );
  const ignored = ({ comments }: (typeof checks)[number]) =>
    comments?.some(({ summary }) => summary.endsWith("is ignored")) === true;
  const named = (those: typeof checks) => those.map(({ check, file }) => ({ check: check.id, file }));
  return {
    files: new Set(checks.map(({ file }) => file)),
    findings: named(checks.filter(({ skipped, grade }) => !skipped && grade <= critical)),
    skipped: named(checks.filter((check) => check.skipped && ignored(check))),
  };
};

interface Validated {
  readonly resources: readonly { readonly filename: string; readonly status: string; readonly msg: string }[];
}

/** What the API server would refuse, and what it would drop: fields and kinds that nobody knows. */
export const kubeconform: Linter = async (folder) => {
  const own = mkdtempSync(join(tmpdir(), "maintenance-schemas-"));
  for (const [file, schema] of strictSchemas(definition))
    writeFileSync(join(own, file), JSON.stringify(schema));
  const locations = [join(installed(), "schemas"), own].flatMap((at) => [
    "-schema-location",
    join(at, "{{.ResourceKind}}{{.KindSuffix}}.json"),
  ]);
  const args = [
    "-strict",
    "-verbose",
    "-output",
    "json",
    "-kubernetes-version",
    kubernetesVersion,
    ...locations,
    ".",
  ];
  try {
    const { resources } = await output<Validated>("kubeconform", args, folder);
    const wrong = resources.filter(({ status }) => status !== "statusValid");
    return {
      files: new Set(resources.map(({ filename }) => filename)),
      findings: wrong.map(({ filename: file, msg: check }) => ({ check, file })),
      skipped: [],
    };
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
};

interface Checked {
  readonly check_id: string;
  readonly file_path: string;
  readonly check_result: { readonly suppress_comment?: string };
}

interface Audited {
  readonly results: Readonly<
    Record<"passed_checks" | "failed_checks" | "skipped_checks", readonly Checked[]>
  >;
  readonly summary: { readonly parsing_errors: number };
}

export const checkov: Linter = async (folder) => {
  const args = ["--directory", ".", "--framework", "kubernetes", "--output", "json", "--compact"];
  const { results, summary } = await output<Audited>("checkov", [...args, "--skip-download"], folder);
  if (summary.parsing_errors > 0) throw new Error(`checkov cannot read ${summary.parsing_errors} files`);
  const fileOf = ({ file_path }: Checked) => file_path.replace(/^\//, "");
  const named = (each: Checked) => ({ check: each.check_id, file: fileOf(each) });
  return {
    files: new Set(Object.values(results).flatMap((checks) => checks.map(fileOf))),
    findings: results.failed_checks.map(named),
    skipped: results.skipped_checks.map((each) => ({
      ...named(each),
      why: each.check_result.suppress_comment,
    })),
  };
};
