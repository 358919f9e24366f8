/** Commands that the documents give, in blocks and in sentences, are commands that are there. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CommanderError } from "commander";
import { program } from "../../../release/main";
import { pages } from "../../../setup/site/pages";
import { projectRoot } from "../../support/project-copy";
import { read, trackedFiles } from "./files";

interface Given {
  readonly where: string;
  readonly command: string;
  /** Named in a sentence, where it may be without what it needs. */
  readonly spoken?: boolean;
}

const fenced = /^( *)```sh\n(.*?)^\1```$/gms;
const at = (page: string, text: string, index: number) =>
  `${page}:${text.slice(0, index).split("\n").length}`;

function blocks(page: string): Given[] {
  const text = read(page);
  return [...text.matchAll(fenced)].map(({ 2: command = "", index }) => ({
    where: at(page, text, index),
    command,
  }));
}

/** Each simple command of blocks and of `code` in sentences that begins with one of ours; comments are none. */
function commands(page: string): Given[] {
  const text = read(page);
  const inText = [
    ...text
      .replace(/^( *)```.*?^\1```$/gms, (block) => block.replace(/[^\n]/g, " "))
      .matchAll(/`([^`\n]+)`/g),
  ];
  const spoken = inText.map(({ 1: command = "", index }) => ({
    where: at(page, text, index),
    command,
    spoken: true,
  }));
  return [...blocks(page), ...spoken].flatMap(({ command, ...given }) =>
    command
      .replaceAll(/(^|\s)#.*$/gm, "")
      .split(/\n|&&|\|\||[|;]|\$\(|"\$\(/)
      .map((each) => each.trim().replace(/\)"?$/, ""))
      .filter((each) => /^(make |release |setup\/\S+\.sh|\.\/(deploy|rollback)\.sh)/.test(each))
      .map((each) => ({ ...given, command: each })),
  );
}

// What docs/errors.md quotes are messages, which have a test of their own.
const all = pages()
  .filter((page) => page !== "docs/errors.md")
  .flatMap(commands);
const makefile = read("Makefile");
const scripts = trackedFiles()
  .filter((file) => /^(setup|app|airgap|test)\/.*\.(sh|ts)$/.test(file))
  .map(read)
  .join("\n");

/** What a reader puts in. */
const placeholder: Readonly<Record<string, string>> = {
  ...{ PERCENT: "10", ENTRY: "3", COUNT: "3", KIND: "canary", DURATION: "10 minutes" },
};

/** @returns why the release command would not take these words; undefined when it does */
function faultOf(given: readonly string[], spoken: boolean): string | undefined {
  // Answered before any command is looked for.
  if (given[0] === "--version") return undefined;
  const release = program();
  for (const each of [release, ...release.commands])
    each.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  for (const command of release.commands) command.action(() => undefined);
  try {
    release.parse(
      given.map((word) => placeholder[word] ?? word),
      { from: "user" },
    );
    return undefined;
  } catch (error) {
    const { code, message } = error as CommanderError;
    // In a sentence `release deploy` is a name.
    return code === "commander.helpDisplayed" || (spoken && code === "commander.missingArgument")
      ? undefined
      : message;
  }
}

/** As a shell takes it apart, as far as documents need it. */
function words(command: string): string[] {
  // What may be left out stands in brackets.
  return [...command.replaceAll(/[[\]]/g, "").matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}

describe("what the documents tell a reader to type", () => {
  it("is found, or the lines below would show nothing", () => {
    assert.ok(all.length > 150, String(all.length));
  });

  it("is a shell's language", () => {
    // All at once, each as the body of a function that says where it is from.
    const input = pages()
      .flatMap(blocks)
      .map(({ where, command }) => `# ${where}\nblock() {\n${command}\n}\n`)
      .join("");
    const { status, stderr } = spawnSync("bash", ["-n"], { input, encoding: "utf8" });
    const line = Number(/line (\d+)/.exec(stderr)?.[1] ?? 0);
    const before = input.split("\n").slice(0, line);
    const from = before.filter((each) => /^# \S+:\d+$/.test(each)).at(-1);
    assert.equal(status, 0, `${from}: ${stderr}`);
  });

  it("names targets of make, with variables that something reads", () => {
    const targets = new Set([...makefile.matchAll(/^([a-z-]+):/gm)].map(([, target]) => target));
    const faults = all
      .filter(({ command }) => command.startsWith("make "))
      .flatMap(({ where, command }) =>
        words(command)
          .slice(1)
          .flatMap((word) => {
            const [name = "", value] = word.split("=");
            if (value === undefined)
              return targets.has(word) || /^-/.test(word) ? [] : [`${where}: ${command}: no target ${word}`];
            return makefile.includes(`$(${name})`) || scripts.includes(name)
              ? []
              : [`${where}: ${command}: nothing reads ${name}`];
          }),
      );
    assert.deepEqual(faults, []);
  });

  it("gives the release command words that it takes", () => {
    const faults = all
      .filter(({ command }) => command.startsWith("release "))
      .flatMap(({ where, command, spoken = false }) => {
        const fault = faultOf(words(command).slice(1), spoken);
        return fault === undefined ? [] : [`${where}: ${command}: ${fault}`];
      });
    assert.deepEqual(faults, []);
  });

  it("names scripts that can be run", () => {
    for (const { where, command } of all.filter(({ command: each }) => /^(setup|\.)\//.test(each))) {
      const [script = ""] = words(command);
      assert.ok(existsSync(join(projectRoot, script)), `${where}: ${script}`);
      execFileSync("test", ["-x", join(projectRoot, script)]);
    }
  });
});
