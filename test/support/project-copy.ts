/** A copy of the project in a folder of its own, as a fresh clone with uncommitted work would be. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, statSync, symlinkSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "./run";

export const projectRoot = join(__dirname, "../..");

/** @returns the folder: a git repository with everything committed, without a state. */
export async function copyProject(name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), `maintenance-${name}-`));
  const { stdout } = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: projectRoot,
  });
  for (const file of stdout.split("\0").filter((path) => path !== "")) {
    const from = join(projectRoot, file);
    // Listed by git, but deleted in the work tree.
    if (!existsSync(from) || !statSync(from).isFile()) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(from, join(folder, file));
  }
  symlinkSync(join(projectRoot, "node_modules"), join(folder, "node_modules"));
  await run("git", ["init", "--quiet"], { cwd: folder });
  // The ignore file names a folder; here it is a link.
  await appendFile(join(folder, ".git/info/exclude"), "node_modules\n");
  return folder;
}

export async function commitAll(folder: string): Promise<void> {
  await run("git", ["add", "--all"], { cwd: folder });
  const identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  await run("git", [...identity, "commit", "--quiet", "--message", "copy"], { cwd: folder });
}

/** What git sees as changed or new; empty when clean. */
export async function gitStatus(folder: string): Promise<string> {
  return (await run("git", ["status", "--porcelain"], { cwd: folder })).stdout;
}
