/**
 * Records the state of a complete environment of this version of the program (R11): run once per released version,
 * `npm run record-state`, and commit the file. Later programs preview it: nothing that serves may be replaced.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestEnvironment } from "./environment";
import { projectRoot } from "./project-copy";

async function record(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
    version: string;
  };
  const environment = await TestEnvironment.create("record", stackOf(version));
  try {
    await environment.makeVersion("1.0.0");
    await environment.makeVersion("1.1.0");
    environment.setRelease({ live: "green", canary: 0, blue: "1.0.0", green: "1.1.0" });
    const { code, output } = await environment.up();
    if (code !== 0) throw new Error(output);
    const { stdout } = await environment.command("stack", "export");
    const file = join(projectRoot, "test/fixtures/states", `${version}.json`);
    writeFileSync(file, `${JSON.stringify(JSON.parse(stdout), withoutSources, 1)}\n`);
    return file;
  } finally {
    environment.dispose();
  }
}

/** Where in the program a resource was made is of no use later. */
export function withoutSources(key: string, value: unknown): unknown {
  return key === "stackTrace" || key === "sourcePosition" ? undefined : value;
}

/** A recorded state names its stack in every line, so it keeps that name. */
export function stackOf(version: string): string {
  return `state-${version.replaceAll(".", "-")}`;
}

if (require.main === module) {
  record().then(
    (file) => console.log(`recorded ${file}`),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
