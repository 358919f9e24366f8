/** The version of the program itself: told the same by everything that names it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { projectRoot } from "../../support/project-copy";
import { read } from "./files";

const { version } = JSON.parse(read("package.json")) as { version: string };
const headings = [...read("CHANGELOG.md").matchAll(/^## \[(.+?)\](?: - (.+))?$/gm)].map(([, name, date]) => ({
  name,
  date,
}));
const released = headings.slice(1);

const numbers = (name = "") => name.split(".").map(Number);
const newestFirst = (a = "", b = "") =>
  numbers(a)
    .map((number, index) => (numbers(b)[index] ?? 0) - number)
    .find((difference) => difference !== 0) ?? 0;

function recorded(folder: string): string[] {
  return readdirSync(join(projectRoot, "test/fixtures", folder)).map((file) => basename(file, ".json"));
}

describe("the version of the program", () => {
  it("is in package.json, the lock file, and the newest release of the changelog", () => {
    const lock = JSON.parse(read("package-lock.json")) as { version: string };
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.equal(lock.version, version);
    assert.equal(released[0]?.name, version);
  });

  for (const folder of ["states", "aws-states"]) {
    it(`is the newest whose state is recorded in ${folder}`, () => {
      assert.equal(recorded(folder).sort(newestFirst)[0], version);
    });
  }

  it("is told by release --version", () => {
    const told = execFileSync("node", ["--import=tsx", "release/main.ts", "--version"], { cwd: projectRoot });
    assert.equal(told.toString(), `${version}\n`);
  });
});

describe("the changelog", () => {
  it("begins with what is not released yet, then each release with its day, the newest first", () => {
    assert.deepEqual(headings[0], { name: "Unreleased", date: undefined });
    for (const { date } of released) assert.match(date ?? "", /^\d{4}-\d{2}-\d{2}$/);
    const names = released.map(({ name }) => name);
    assert.deepEqual(names, [...names].sort(newestFirst));
  });

  it("knows the heads of its form, and no others", () => {
    const heads = [...read("CHANGELOG.md").matchAll(/^### (.+)$/gm)].map(([, head]) => head);
    for (const head of heads) assert.match(head ?? "", /^(Added|Changed|Deprecated|Removed|Fixed|Security)$/);
  });

  it("has a release for each state that is recorded of one", () => {
    const names = released.map(({ name }) => name);
    for (const name of recorded("states")) assert.ok(names.includes(name), name);
  });
});

describe("docs/versioning.md", () => {
  it("names every output of the stack", () => {
    const outputs = [...read("index.ts").matchAll(/^ {4}(\w+): environment\.\w+,$/gm)].map(
      ([, name]) => `\`${name}\``,
    );
    assert.ok(outputs.length > 5);
    for (const output of outputs) assert.ok(read("docs/versioning.md").includes(output), output);
  });
});
