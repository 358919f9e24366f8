import { execFileSync } from "node:child_process";

/** Whether a process of this machine lives. A number is given again to others, so its command counts too. */
export function livesAs(pid: number, command: RegExp): boolean {
  try {
    return command.test(execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }));
  } catch {
    return false;
  }
}
