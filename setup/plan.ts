/** What a pull request would do to a stack: in words, and by Pulumi's preview. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { failWith } from "./terminal";

/** GitHub takes 65,536 characters a comment, and two stacks share one. */
const most = 25_000;

interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Markdown. @param words of `release plan` @param diff of `pulumi preview --diff` */
export function planComment(stack: string, words: Ran, diff: Ran): string {
  const head =
    words.code === 0 ? words.output.trim() : `### ${stack}: nobody can tell\n\n${fenced(words.output)}`;
  const summary = diff.code === 0 ? "pulumi preview --diff" : "pulumi preview --diff failed";
  return `${head}\n\n<details><summary>${summary}</summary>\n\n${fenced(shortened(diff.output))}\n\n</details>\n`;
}

function shortened(text: string): string {
  const clean = text.trim();
  if (clean.length <= most) return clean;
  const end = clean.lastIndexOf("\n", most);
  return `${clean.slice(0, end)}\n... and ${clean.slice(end).split("\n").length - 1} more lines, in the job's log`;
}

/** With more backticks than the text has in a row. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}diff\n${text.trim()}\n${fence}`;
}

function run(program: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 256 * 1024 * 1024, env: { ...process.env, NO_COLOR: "1" } };
    execFile(program, [...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? 1 : 0, output: error ? `${stdout}\n${stderr}` : stdout });
    });
  });
}

async function main([stack = "dev"]: readonly string[]): Promise<void> {
  // One after the other: both begin with what the other one would slow down.
  const words = await run(join(__dirname, "../release/bin/release"), ["-s", stack, "plan"]);
  const args = ["preview", "--diff", "--stack", stack, "--non-interactive", "--color", "never"];
  const diff = await run("pulumi", args);
  process.stdout.write(planComment(stack, words, diff));
  // Into a file it goes shortened; the job's log has all of it.
  if (!process.stdout.isTTY) process.stderr.write(diff.output);
  process.exitCode = Math.max(words.code, diff.code);
}

if (require.main === module) main(process.argv.slice(2)).catch(failWith);
