/**
 * The image of one part of `app/` for a version, from the last commit: PART api or frontend; STACK, whose file names the
 * repository; VERSION, absent: the commit's own; PUSH=1 sends it to the registry, where only what is new is built.
 * UNLESS_AS_IN, a commit: nothing is built when the part is the same there.
 */
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { failWith } from "../terminal";
import { versionFaults, versionOf } from "./decision";
import { tagsOf, type Wanted, wayTo } from "./image-plan";

const root = join(__dirname, "../..");
/** The parts, and the setting that names the image of each. */
const settings = { api: "backend", frontend: "frontend" } as const;
type Part = keyof typeof settings;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function git(...args: readonly string[]): string {
  return execFileSync("git", [...args], { cwd: root, encoding: "utf8" }).trim();
}

function docker(...args: readonly string[]): void {
  const { status } = spawnSync("docker", [...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error(`docker ${args[0]} failed; what it said stands above`);
}

function wantedOf(part: Part, stack: string, version: string | undefined): Wanted {
  const folder = `app/${part}`;
  if (git("status", "--porcelain", "--", folder) !== "")
    throw new Error(
      `${folder}: has changes that are not committed, and an image is that of a commit: commit them`,
    );
  const commit = git("rev-parse", "HEAD");
  const earlier = git("log", "--max-count=5", "--format=%H", "--", folder).split("\n");
  return {
    repository: repositoryIn(stack, settings[part]),
    environment: stack,
    version: version ?? versionOf(commit),
    commit,
    tree: git("rev-parse", `HEAD:${folder}`),
    earlier: earlier.filter(Boolean).map((each) => git("rev-parse", `${each}:${folder}`)),
    saysVersion: /^\s*ARG\s+VERSION\b/m.test(readFileSync(join(root, folder, "Dockerfile"), "utf8")),
  };
}

function repositoryIn(stack: string, setting: string): string {
  const file = `Pulumi.${stack}.yaml`;
  if (!existsSync(join(root, file)))
    throw new Error(`STACK: should be one that has a stack file here, got "${stack}": there is no ${file}`);
  const { config } = parse(readFileSync(join(root, file), "utf8")) as {
    config?: Record<string, { image?: string } | undefined>;
  };
  const image = config?.[`maintenance:${setting}`]?.image;
  if (!image) throw new Error(`${setting}/image: should be there in ${file}: it names the repository`);
  return image;
}

/** Of these tags, those that the registry has. @throws when it cannot be asked */
async function thereOf(repository: string, tags: readonly string[]): Promise<Set<string>> {
  const plain = /^(127\.0\.0\.1|localhost)[:/]/.test(repository) ? ["--insecure"] : [];
  const asked = tags.map(async (tag) => {
    const args = ["manifest", "inspect", ...plain, `${repository}:${tag}`];
    try {
      await promisify(execFile)("docker", args);
      return [tag];
    } catch (error) {
      const said = (error as { stderr?: string }).stderr ?? String(error);
      if (/no such manifest|not found|name_unknown|manifest[ _]unknown/i.test(said)) return [];
      throw new Error(`the registry cannot be asked for ${repository}:${tag}: ${said.trim()}`);
    }
  });
  return new Set((await Promise.all(asked)).flat());
}

function build(part: Part, wanted: Wanted, like: readonly string[]): void {
  const { repository, version, commit } = wanted;
  docker(
    ...["build", "--tag", `${repository}:${version}`, "--build-arg", `VERSION=${version}`],
    ...["--label", `org.opencontainers.image.revision=${commit}`, "--build-arg", "BUILDKIT_INLINE_CACHE=1"],
    ...(process.env.IMAGE_PLATFORM ? ["--platform", process.env.IMAGE_PLATFORM] : []),
    ...like.flatMap((each) => ["--cache-from", each]),
    `app/${part}`,
  );
}

async function publish(part: Part, wanted: Wanted): Promise<void> {
  const { repository } = wanted;
  const tags = tagsOf(wanted);
  const there = await thereOf(repository, tags);
  const way = wayTo(wanted, there);
  const missing = tags.filter((tag) => !there.has(tag));
  const released = `${repository}:${tags[0]}`;
  if (way.how === "built") build(part, wanted, way.like);
  else if (missing.length > 0) docker("pull", "--quiet", way.from);
  for (const tag of missing) {
    const name = `${repository}:${tag}`;
    const from = way.how === "built" ? released : way.from;
    if (name !== from) docker("tag", from, name);
    docker("push", "--quiet", name);
  }
  say(`${part}: ${released} ${way.how}${missing.length > 0 ? `; new tags: ${missing.join(", ")}` : ""}`);
}

async function main(): Promise<void> {
  const { PART: part = "", STACK: stack = "dev", VERSION: version, PUSH, UNLESS_AS_IN } = process.env;
  const faults: string[] = [];
  if (!(part in settings))
    faults.push(`PART: should be one of ${Object.keys(settings).join(", ")}, got "${part}"`);
  if (version) faults.push(...versionFaults("VERSION", version));
  if (faults.length > 0) throw new Error(faults.join("\n"));
  const wanted = wantedOf(part as Part, stack, version || undefined);
  if (UNLESS_AS_IN && git("rev-parse", `${UNLESS_AS_IN}:app/${part}`) === wanted.tree)
    return say(`${part}: as in ${UNLESS_AS_IN}, nothing to build`);
  if (PUSH) return publish(part as Part, wanted);
  build(part as Part, wanted, []);
  say(`${part}: ${wanted.repository}:${wanted.version} built, not pushed (PUSH=1)`);
}

if (require.main === module) main().catch(failWith);
