/** The database of an environment, asked beside the application. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { onExit } from "./cleanup";
import { docker } from "./docker";
import type { TestEnvironment } from "./environment";

const psql = "psql -U maintenance -d maintenance -qAtX -v ON_ERROR_STOP=1".split(" ");

/** Rows as lines, values separated by `|`. @throws when a statement fails. */
export async function sql(environment: TestEnvironment, statements: string): Promise<string> {
  return docker(["exec", "-i", await server(environment), ...psql], statements);
}

/** A connection that stays open, and with it its locks. */
export class Session {
  private readonly lines: Interface;
  private readonly forget: () => void;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    this.lines = createInterface(child.stdout);
    this.forget = onExit(() => child.kill("SIGKILL"));
  }

  static async open(environment: TestEnvironment): Promise<Session> {
    return new Session(spawn("docker", ["exec", "-i", await server(environment), ...psql]));
  }

  /** Returns when the statement is done. */
  async run(statement: string): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      this.lines.on("line", (line) => line === "done" && resolve());
      this.child.once("close", () => reject(new Error(`the session ended at: ${statement}`)));
    });
    this.child.stdin.write(`${statement};\n\\echo done\n`);
    await done;
    this.lines.removeAllListeners("line");
    this.child.removeAllListeners("close");
  }

  /** Ends the connection; its locks are gone when this returns. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.child.once("close", resolve));
    this.child.stdin.end();
    await closed;
    this.forget();
  }
}

async function server(environment: TestEnvironment): Promise<string> {
  const found = (await environment.containers()).find(({ role }) => role === "postgres");
  if (!found) throw new Error("there is no Postgres");
  return found.id;
}
