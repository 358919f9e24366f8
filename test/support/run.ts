/** Commands as tests start them: what they say is kept, and none outlives the tests. */
import { type ChildProcess, spawn } from "node:child_process";
import { onExit } from "./cleanup";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  /** Standard output and error in the order they came. */
  readonly output: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly timeoutMs?: number;
  /** Also the exit codes other than 0 are an answer. */
  readonly mayFail?: boolean;
  /** When it is aborted, the command gets the signal of Ctrl-C. */
  readonly interrupt?: AbortSignal;
}

/** @throws with the whole output when the command fails, unless `mayFail`; always when it does not end in time. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd, env, input, timeoutMs = 240_000, mayFail = false } = options;
  const started = Date.now();
  return new Promise((resolve, reject) => {
    // A process group of its own, so that what it starts ends with it.
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, detached: true });
    const forget = onExit(() => endGroup(child, "SIGKILL"));
    options.interrupt?.addEventListener("abort", () => child.kill("SIGINT"), { once: true });
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stdin.on("error", () => undefined).end(input);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      endGroup(child, "SIGKILL");
    }, timeoutMs);
    child.once("error", (error) => {
      clearTimeout(timer);
      forget();
      reject(error);
    });
    child.once("close", (status) => {
      clearTimeout(timer);
      forget();
      const ran = { code: status ?? -1, stdout, output, seconds: (Date.now() - started) / 1000 };
      if (!late && (mayFail || ran.code === 0)) return resolve(ran);
      const how = late ? `did not end within ${timeoutMs / 1000} s` : `ended with exit code ${ran.code}`;
      reject(new Error(`${command} ${args.join(" ")} ${how}\n${output}`));
    });
  });
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}
