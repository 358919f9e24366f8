/** `make` is the only list of commands: what a person would run is in it, and says what it does. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { projectRoot } from "../../support/project-copy";
import { read, trackedFiles } from "./files";

const makefile = read("Makefile");
const targets = [...makefile.matchAll(/^([a-z-]+):/gm)].map(([, target]) => target ?? "");

describe("make help", () => {
  it("lists every target, with what it does", () => {
    const listed = execFileSync("make", ["-s", "help"], { cwd: projectRoot }).toString();
    const told = [...listed.matchAll(/^ {2}make ([a-z-]+) +\S.*$/gm)].map(([, target]) => target);
    assert.deepEqual(told, targets);
  });

  it("lists nothing that a file of the same name would hide", () => {
    // What make itself takes for phony; with -q it runs nothing, and says so by its exit code.
    const { stdout } = spawnSync("make", ["-pq", "help"], { cwd: projectRoot, encoding: "utf8" });
    const [, phony = ""] = /^\.PHONY: (.*)$/m.exec(stdout) ?? [];
    assert.deepEqual(phony.split(" ").sort(), [...targets].sort());
  });
});

describe("the scripts of package.json", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const byHand: Readonly<Record<string, string>> = {
    docs: "a test that finds a table stale names it",
  };
  const callers = [makefile, ...Object.values(scripts)].concat(
    trackedFiles()
      .filter((file) => /^setup\/.*\.sh$/.test(file))
      .map(read),
  );
  // setup/test.sh chooses between the short and the long form.
  const isCalled = (script: string) =>
    callers.some((text) => new RegExp(`(npm run (-s )?|=)${script}(?![\\w:-])`).test(text));

  for (const script of Object.keys(scripts).filter((name) => !(name in byHand))) {
    it(`are reached by make: ${script}`, () => assert.ok(isCalled(script)));
  }
});

describe("what documents and templates tell to run", () => {
  const told = trackedFiles().filter((file) =>
    /^(CONTRIBUTING|CHANGELOG|SECURITY|README)\.md$|^docs\/versioning\.md$|^\.github\/.*\.(md|yml)$|^lefthook\.yml$|^\.devcontainer\//.test(
      file,
    ),
  );

  for (const file of told) {
    it(`are targets that there are: ${file}`, () => {
      const named = [...read(file).matchAll(/(?:^ {4}|`|": ")make (?:-s )?([a-z][a-z-]*)/gm)];
      for (const [, target = ""] of named) assert.ok(targets.includes(target), `make ${target}`);
    });
  }
});
