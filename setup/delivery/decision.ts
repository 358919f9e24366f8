/** What a push or a dispatch on GitHub means for an environment. Pure. */
import { isVersion, versionRule } from "../../components/version";

export const environments = ["dev", "staging", "prod"] as const;
export type Environment = (typeof environments)[number];

/** What GitHub says has happened, and what git says of that commit. */
export interface Event {
  readonly name: "push" | "workflow_dispatch";
  /** `refs/heads/main`, `refs/tags/v1.4.2` */
  readonly ref: string;
  readonly commit: string;
  /** Names of the Git tags of that commit. */
  readonly tags: readonly string[];
  /** Files that the push changed; absent: not known, as for a new branch. */
  readonly changed?: readonly string[];
  /** Of a dispatch, as they were typed; empty: left out. */
  readonly inputs?: { readonly environment: string; readonly version: string; readonly rollback: boolean };
}

export interface Decision {
  readonly environment: Environment;
  /** `up`: the stack file and the program as they are, no new version. */
  readonly act: "deploy" | "rollback" | "up" | "nothing";
  /** Empty for `up`, and for a rollback to the release before. */
  readonly version: string;
  /** Whether its images are to be built first. On dev the engine builds what it does not have. */
  readonly images: boolean;
  /** What the job works on: a commit, or the branch that keeps the stack file. */
  readonly checkout: string;
  /** For the history. */
  readonly why: string;
}

const aliases: Readonly<Record<string, Environment>> = { development: "dev", production: "prod" };

/** Branches and the environment that each feeds. */
const feeds: readonly (readonly [RegExp, Environment])[] = [
  [/^develop$/, "dev"],
  [/^release\/.+$/, "staging"],
  [/^main$/, "prod"],
];

/** @throws all faults at once, a line each */
export function decide(event: Event): Decision {
  return event.name === "push" ? ofPush(event) : ofDispatch(event, event.inputs);
}

/** A commit's own version, for what has no Git tag: 12 digits of it. */
export function versionOf(commit: string): string {
  return commit.slice(0, 12);
}

function ofPush({ ref, commit, changed }: Event): Decision {
  const tag = tagOf(ref);
  if (tag !== undefined) {
    const version = tag.replace(/^v/, "");
    const [fault] = versionFaults(`tag ${tag}`, version);
    if (fault !== undefined) throw new Error(fault);
    return { ...deploy("prod", version, commit, "main"), why: `tag ${tag}` };
  }
  const branch = branchOf(ref);
  const environment = feeds.find(([pattern]) => pattern.test(branch))?.[1];
  if (environment === undefined)
    throw new Error(
      `${ref}: should be the branch develop, release/..., main, or a tag; others feed no environment`,
    );
  const why = `push to ${branch}`;
  const act = actOf(environment, changed);
  if (act === "deploy") return { ...deploy(environment, versionOf(commit), commit, branch), why };
  return { environment, act, version: "", images: false, checkout: branch, why };
}

function ofDispatch({ ref, commit, tags }: Event, inputs: Event["inputs"]): Decision {
  const { environment: named = "", version: typed = "", rollback = false } = inputs ?? {};
  const known = aliases[named] ?? named;
  const environment = environments.find((each) => each === known);
  const version = typed.replace(/^v(?=\d)/, "");
  const own = [versionOf(commit), ...tags.map((tag) => tag.replace(/^v/, ""))];
  const faults = version === "" ? [] : versionFaults("version", version);
  if (environment === undefined)
    faults.push(
      `environment: should be one of ${[...environments, ...Object.keys(aliases)].join(", ")}, got "${named}"`,
    );
  // Its engine would build what is checked out, under the name of something else.
  if (environment === "dev" && !rollback && version !== "" && !own.includes(version))
    faults.push(
      `version: dev builds what is checked out, which is ${own.join(" or ")}, got "${version}"; say the ref that it is: --ref v${version}, or rollback=true to go back to it`,
    );
  if (faults.length > 0) throw new Error(faults.join("\n"));
  const made = deploy(environment ?? "dev", version || versionOf(commit), commit, branchOf(ref, "main"));
  const why = "asked for by hand";
  if (rollback) return { ...made, act: "rollback", version, images: false, why };
  // A version that is named has its images; what has no name is this commit.
  return { ...made, images: made.images && version === "", why };
}

/** Dev gets every change as a version of its own; elsewhere what is no change of the application needs none. */
function actOf(environment: Environment, changed: readonly string[] | undefined): Decision["act"] {
  if (changed === undefined || changed.some(isOfApplication)) return "deploy";
  if (!changed.some((file) => isOfProgram(file, environment))) return "nothing";
  return environment === "dev" ? "deploy" : "up";
}

export function isOfApplication(file: string): boolean {
  return /^app\/(api|frontend)\//.test(file);
}

/** What `pulumi up` of that environment reads. */
export function isOfProgram(file: string, environment: Environment): boolean {
  return (
    /^(components\/|index\.ts$|config\.ts$|package(-lock)?\.json$|tsconfig\.pulumi\.json$|Pulumi\.yaml$)/.test(
      file,
    ) || file === `Pulumi.${environment}.yaml`
  );
}

function deploy(
  environment: Environment,
  version: string,
  commit: string,
  branch: string,
): Omit<Decision, "why"> {
  const isDev = environment === "dev";
  return { environment, act: "deploy", version, images: !isDev, checkout: isDev ? commit : branch };
}

export function versionFaults(what: string, version: string): string[] {
  return isVersion(version) ? [] : [`${what}: should be ${versionRule}, got "${version}"`];
}

function tagOf(ref: string): string | undefined {
  return /^refs\/tags\/(.+)$/.exec(ref)?.[1];
}

function branchOf(ref: string, ofTag = ""): string {
  return /^refs\/heads\/(.+)$/.exec(ref)?.[1] ?? ofTag;
}
