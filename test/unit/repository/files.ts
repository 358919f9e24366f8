/** The files of this repository, as git knows them. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../support/project-copy";

export const read = (file: string): string => readFileSync(join(projectRoot, file), "utf8");

/** Paths from the root of all files that are, or are about to be, part of the project. */
export function trackedFiles(): readonly string[] {
  const asked = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const listed = execFileSync("git", asked, { cwd: projectRoot }).toString().split("\0");
  return listed.filter((file) => file !== "");
}
