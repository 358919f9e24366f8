import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pulumiOn } from "./pulumi-on";
import { projectRoot } from "./project-copy";
import { run } from "./run";

/** The smallest Pulumi program there is, with the same tools and packages. */
export class EmptyProgram {
  private constructor(
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async create(): Promise<EmptyProgram> {
    const folder = mkdtempSync(join(tmpdir(), "maintenance-empty-"));
    mkdirSync(join(folder, "state"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: empty\nruntime: nodejs\nmain: index.ts\n");
    writeFileSync(join(folder, "index.ts"), 'import "@pulumi/pulumi";\n\nexport const nothing = true;\n');
    writeFileSync(join(folder, "package.json"), '{ "name": "empty", "main": "index.ts" }\n');
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: { target: "ES2022", module: "commonjs", moduleResolution: "node10" },
      }),
    );
    symlinkSync(join(projectRoot, "node_modules"), join(folder, "node_modules"));
    const env = pulumiOn(join(folder, "state"));
    await run("pulumi", ["stack", "init", "empty", "--non-interactive"], { cwd: folder, env });
    return new EmptyProgram(folder, env);
  }

  async seconds(command: string, ...flags: string[]): Promise<number> {
    const log = ["--event-log", join(this.folder, "events.json")];
    const args = [command, "--stack", "empty", "--non-interactive", "--color", "never", ...log, ...flags];
    return (await run("pulumi", args, { cwd: this.folder, env: this.env })).seconds;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
