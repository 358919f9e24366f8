/** The examples: each is found here by itself, and one that no test knows fails. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { parseSettings } from "../../components/settings/settings";
import { program } from "../../release/main";
import { folders, stackFileExamples, typedIn } from "../support/examples";

/** Those that are no stack file of their name, and the test that runs them. The others are found by their tests. */
const shownBy: Readonly<Record<string, string>> = {
  "separate-stacks": "test/cluster/36-separate-stacks.test.ts",
  "tiny-app": "test/docker/75-any-application.test.ts",
};

const examples = stackFileExamples();
const about = (stack: string) => ({ stack, isSecret: () => false });

/** With one setting less, for each of them. */
function* withoutOne(sections: Readonly<Record<string, unknown>>): Generator<[string, object]> {
  for (const [section, values] of Object.entries(sections)) {
    for (const key of Object.keys(values as object)) {
      const others = Object.entries(values as object).filter(([other]) => other !== key);
      yield [`${section}/${key}`, { ...sections, [section]: Object.fromEntries(others) }];
    }
  }
}

describe("the examples", () => {
  it("each have a README, and a test that runs or previews them", () => {
    const previewed = examples.map(({ name }) => name);
    assert.ok(previewed.length >= 4);
    for (const name of folders()) {
      assert.ok(existsSync(`examples/${name}/README.md`), `examples/${name} has no README.md`);
      const test = shownBy[name];
      assert.ok(
        test !== undefined || previewed.includes(name),
        `examples/${name}: nothing runs it: give it Pulumi.${name}.yaml, or name its test here`,
      );
      if (test !== undefined) assert.match(readFileSync(test, "utf8"), new RegExp(`examples/${name}\\b`));
    }
  });

  it("of minimal says nothing that could be left out", () => {
    const [minimal] = examples.filter(({ name }) => name === "minimal");
    assert.ok(minimal);
    const whole = parseSettings(minimal.sections);
    for (const [key, others] of withoutOne(minimal.sections)) {
      let without: unknown;
      try {
        without = parseSettings(others as Record<string, unknown>);
      } catch {
        // It is refused: the setting is required.
      }
      assert.notDeepEqual(without, whole, `${key} is what it is by default`);
    }
  });

  it("of a big bang: its patch fits the application as it is, and gives it a schema of its own", () => {
    const patch = "examples/big-bang/details.patch";
    execFileSync("git", ["apply", "--check", patch], { stdio: ["ignore", "ignore", "pipe"] });
    const [, before] = /^-LABEL .*schema\.head="(\d+)"/m.exec(readFileSync(patch, "utf8")) ?? [];
    const [, head, from] =
      /^\+LABEL .*schema\.head="(\d+)" .*serves-from="(\d+)"/m.exec(readFileSync(patch, "utf8")) ?? [];
    assert.ok(before && head && from && before < from && from <= head, `${before}, ${from}, ${head}`);
  });

  for (const { name, stackFile, sections, readme } of examples) {
    describe(name, () => {
      it("is valid as it is, and holds no secret", () => {
        assert.ok(parseSettings(sections, about(name)));
        assert.doesNotMatch(readFileSync(stackFile, "utf8"), /password|secure:|encryptionsalt/i);
      });

      it("has a README of one page that copies its file, begins its stack and previews it", () => {
        const lines = readme.trimEnd().split("\n").length;
        assert.ok(lines >= 20 && lines <= 40, `${lines} lines`);
        const [first] = typedIn(readme);
        const steps = [`cp ${stackFile} .`, `pulumi stack init ${name}`, `pulumi preview -s ${name}`];
        const at = steps.map((step) => first?.commands.indexOf(step) ?? -1);
        assert.deepEqual(
          at,
          [...at].sort((a, b) => a - b),
        );
        for (const [index, step] of steps.entries()) assert.notEqual(at[index], -1, step);
      });

      it("calls the release command as it is", async () => {
        const calls = [...readme.matchAll(/^release (.*?)( #| \|\||$)/gm)].map(([, words = ""]) => words);
        for (const words of calls) await assert.doesNotReject(understood(words), `release ${words}`);
      });
    });
  }
});

/** Parsed as typed, and not carried out. @throws CommanderError */
async function understood(words: string): Promise<void> {
  const release = program();
  for (const command of [release, ...release.commands]) {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    if (command !== release) command.action(() => undefined);
  }
  await release.parseAsync(words.split(" "), { from: "user" });
}
