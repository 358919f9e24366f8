/** Tools that a folder pins, installed when that has not been done, and what they say. */
import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "./project-copy";

const folders = new Map<string, string>();

/** @param of such as test/manifests @returns the folder that has them; programs are in its `bin`. */
export function toolsOf(of: string): string {
  const known = folders.get(of);
  if (known !== undefined) return known;
  const stdio = ["ignore", "pipe", "inherit"] as const;
  const found = execFileSync(join(projectRoot, "setup/tools.sh"), [of], { stdio: [...stdio] })
    .toString()
    .trim();
  folders.set(of, found);
  return found;
}

export interface Ended {
  /** 0: it has nothing to say. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of them to its end, whatever it finds. */
export async function ended(program: string, args: readonly string[], cwd = projectRoot): Promise<Ended> {
  const options = { cwd, maxBuffer: 256 * 1024 * 1024 };
  return promisify(execFile)(program, [...args], options).then(
    (said) => ({ code: 0, ...said }),
    (error: Error & { code: unknown; stdout: string; stderr: string }) => {
      if (typeof error.code !== "number") throw error;
      return { code: error.code, stdout: error.stdout, stderr: error.stderr };
    },
  );
}
