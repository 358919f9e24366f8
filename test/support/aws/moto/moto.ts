/** moto, an emulation of the AWS API: it keeps what there is. What it says about health is not used. */
import { execFileSync, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../../../components/until";
import { onExit } from "../../cleanup";
import { freePorts, isOpen } from "../../ports";

/** Installs it when that has not been done, and says so. @returns the Python that has it. */
export function prepareMoto(): string {
  return execFileSync(join(__dirname, "install.sh"), { stdio: ["ignore", "pipe", "inherit"] })
    .toString()
    .trim();
}

/** @returns the address of a new and empty one, which ends with this process. */
export async function startMoto(logFile: string): Promise<string> {
  const python = prepareMoto();
  const [port = 0] = await freePorts(1);
  const log = openSync(logFile, "w");
  const child = spawn(python, [join(__dirname, "server.py"), String(port)], {
    stdio: ["pipe", log, log],
    // A certificate is issued when the provider for tests finds its proof; moto would wait for a minute.
    env: { ...process.env, MOTO_EC2_LOAD_DEFAULT_AMIS: "false", MOTO_ACM_VALIDATION_WAIT: "0" },
  });
  onExit(() => child.kill("SIGKILL"));
  const answers = () => {
    if (child.exitCode !== null) throw new Error(`moto ended by itself; it said why in ${logFile}`);
    return isOpen(port);
  };
  await until(answers, "moto to answer", { intervalMs: 50 });
  return `http://127.0.0.1:${port}`;
}
