/** A repository as GitHub keeps it, the folder of who develops, and the checkouts of jobs. */
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../run";

const identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];

export class Repository {
  private readonly root = mkdtempSync(join(tmpdir(), "maintenance-repository-"));
  private readonly origin = join(this.root, "origin.git");
  private checkouts = 0;

  private constructor(
    /** Where somebody develops; its state and its packages are those of every checkout, as a bucket's would be. */
    private readonly folder: string,
    readonly branch: string,
  ) {}

  /** @param folder a git repository with uncommitted work: it begins the branch */
  static async of(folder: string, branch: string): Promise<Repository> {
    const repository = new Repository(folder, branch);
    await run("git", ["init", "--quiet", "--bare", repository.origin]);
    await repository.git("checkout", "--quiet", "-b", branch);
    await repository.commit("begin");
    await repository.push();
    return repository;
  }

  /** In the folder of who develops. */
  git(...args: string[]): Promise<string> {
    return gitIn(this.folder, ...args);
  }

  async commit(message: string): Promise<void> {
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--message", message);
  }

  /** @returns the commit that the branch had before; empty for a new one */
  async push(folder = this.folder): Promise<string> {
    const before = await gitIn(
      this.origin,
      "for-each-ref",
      "--format=%(objectname)",
      `refs/heads/${this.branch}`,
    );
    await gitIn(folder, "push", "--quiet", this.origin, `HEAD:refs/heads/${this.branch}`);
    return before;
  }

  pull(): Promise<string> {
    return this.git("pull", "--quiet", "--rebase", this.origin, this.branch);
  }

  commitHash(): Promise<string> {
    return this.git("rev-parse", "HEAD");
  }

  /** What the branch's newest commit is called. */
  newest(): Promise<string> {
    return gitIn(this.origin, "log", "--max-count=1", "--format=%s", this.branch);
  }

  fileOnBranch(file: string): Promise<string> {
    return gitIn(this.origin, "show", `${this.branch}:${file}`);
  }

  /** @param ref a commit; else the branch as it is now */
  async checkout(ref: string): Promise<string> {
    this.checkouts += 1;
    const folder = join(this.root, `checkout-${this.checkouts}`);
    await run("git", ["clone", "--quiet", "--branch", this.branch, this.origin, folder]);
    if (/^[0-9a-f]{40}$/.test(ref)) await gitIn(folder, "checkout", "--quiet", ref);
    for (const shared of ["node_modules", ".state"]) {
      await run("ln", ["-s", join(this.folder, shared), join(folder, shared)]);
      appendFileSync(join(folder, ".git/info/exclude"), `${shared}\n`);
    }
    return folder;
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export async function gitIn(folder: string, ...args: string[]): Promise<string> {
  return (await run("git", [...identity, ...args], { cwd: folder })).stdout.trim();
}
