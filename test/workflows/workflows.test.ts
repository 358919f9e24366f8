/** What GitHub runs: well written, with no more rights than it needs, and the same commands as a person's. */
import assert from "node:assert/strict";
import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../support/project-copy";
import { toolsOf } from "../support/tools";
import { folder, linters, workflows } from "./workflows";

const all = [...workflows()];

describe("the workflows", function () {
  this.timeout(300_000);
  before("the linters are installed", function () {
    this.timeout(900_000);
    for (const tools of ["test/workflows", "test/manifests"]) toolsOf(tools);
  });

  for (const [name, findings] of Object.entries(linters)) {
    it(`have nothing that ${name} finds`, async () => {
      assert.equal(await findings(folder), "");
    });
  }

  describe("when one is broken", () => {
    let broken = "";
    before(() => {
      const root = mkdtempSync(join(tmpdir(), "maintenance-workflows-"));
      broken = join(root, ".github/workflows");
      mkdirSync(broken, { recursive: true });
      const [, { text }] = all.find(([name]) => name === "preview") ?? assert.fail();
      const worse = text
        .replace("permissions: {}", "permissions: write-all")
        .replace(/actions\/checkout@\S+/g, "actions/checkout@main")
        .replace('make plan OUT="out/preview-$STACK.md"', "echo ${{ github.head_ref }}")
        .replace("timeout-minutes: 20", "timeout-minute: 20");
      writeFileSync(join(broken, "preview.yml"), worse);
    });
    after(() => rmSync(join(broken, "../.."), { recursive: true }));

    for (const [name, ...said] of [
      ["actionlint", /unexpected key "timeout-minute"/, /"github\.head_ref" is potentially untrusted/],
      ["zizmor", /\[excessive-permissions\]/, /\[unpinned-uses\]/, /\[template-injection\]/],
      ["checkov", /top-level permissions are not set to write-all/],
    ] as const) {
      it(`${name} finds it`, async () => {
        const found = (await linters[name]?.(broken)) ?? "";
        for (const each of said) assert.match(found, each);
      });
    }
  });

  for (const [name, { text, workflow }] of all) {
    describe(name, () => {
      it("is called so, takes no right for all of its jobs, and does not pile up", () => {
        assert.equal(workflow.name, name);
        assert.deepEqual(workflow.permissions, {});
        assert.ok(workflow.concurrency);
      });

      it("gives each job rights of its own and a time limit", () => {
        for (const [job, { permissions, uses, "timeout-minutes": minutes }] of Object.entries(
          workflow.jobs,
        )) {
          assert.ok(permissions, job);
          if (uses === undefined) assert.ok((minutes ?? Infinity) <= 90, job);
          else
            assert.ok(
              all.some(([called]) => uses === `./.github/workflows/${called}.yml`),
              uses,
            );
        }
      });

      it("pins every action by its commit, and names its version", () => {
        for (const line of text.split("\n").filter((each) => /\buses: (?!\.\/)/.test(each)))
          assert.match(line, /uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      });

      it("reads no secret where a pull request runs", () => {
        if ("pull_request" in workflow.on) assert.doesNotMatch(text, /\bsecrets\b/);
        assert.doesNotMatch(text, /pull_request_target/);
      });

      it("runs what a person can run: targets of make, and scripts of set-up", () => {
        const targets = [
          ...readFileSync(join(projectRoot, "Makefile"), "utf8").matchAll(/^([a-z-]+):/gm),
        ].map(([, target]) => target);
        for (const { steps = [], strategy } of Object.values(workflow.jobs)) {
          for (const { run, env } of steps) {
            if (run === undefined) continue;
            const [program = "", word = ""] = run.replaceAll('"', "").split(" ");
            if (program !== "make") {
              assert.match(program, /^(setup\/([\w-]+\/)*[\w-]+|\.\/(deploy|rollback))\.sh$/);
              accessSync(join(projectRoot, program), constants.X_OK);
              continue;
            }
            const named = word.startsWith("$") ? (strategy?.matrix.part ?? []) : [word];
            assert.ok(!word.startsWith("$") || env?.[word.slice(1)] !== undefined, run);
            for (const target of named) assert.ok(targets.includes(String(target)), String(target));
          }
        }
      });
    });
  }
});

describe("build-and-test", () => {
  it("runs every part of make test but its timings", () => {
    const makefile = readFileSync(join(projectRoot, "Makefile"), "utf8");
    const script = readFileSync(join(projectRoot, "setup/test.sh"), "utf8");
    const commands = [...script.matchAll(/^(?:docker_)?part "\w+" (.*)$/gm)]
      .map(([, command = ""]) =>
        command.replace(/"\$ROOT\/([^"]+)"/, "$1").replace(/"\$DOCKER_TESTS"/, "docker-tests"),
      )
      .filter((command) => !command.endsWith("timings"));
    const parts = workflows().get("build-and-test")?.workflow.jobs.test?.strategy?.matrix.part ?? [];
    const recipes = parts.map(
      (part) => new RegExp(`^${String(part)}:.*\n((?:\t.*\n)*)`, "m").exec(makefile)?.[1],
    );
    assert.equal(parts.length, commands.length);
    for (const command of commands)
      assert.equal(recipes.filter((recipe) => recipe?.includes(command)).length, 1, command);
  });
});
