/** docs/errors.md has cause and fix of every error, and of nothing else. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { entriesIn, faultsOf } from "../support/messages/document";
import { type Message, textOf } from "../support/messages/message";
import * as program from "../support/messages/program";
import * as shell from "../support/messages/shell";

const root = join(__dirname, "../..");
const document = readFileSync(join(root, "docs/errors.md"), "utf8");

function filesIn(folders: readonly string[], ending: string): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(ending))
      .map((name) => join(root, folder, name)),
  );
}

function allMessages(): Message[] {
  const code = [...filesIn(["components", "release", "setup", "examples"], ".ts"), join(root, "config.ts")];
  const scripts = filesIn(["setup", "airgap", "release"], ".sh");
  return [...program.messagesOf(code), ...shell.messagesOf(scripts)].map((message) => ({
    ...message,
    file: relative(root, message.file),
  }));
}

describe("docs/errors.md", () => {
  it("has one entry, with cause and fix, for each error of the code, and no other", function () {
    this.timeout(120_000);
    const faults = faultsOf(allMessages(), entriesIn(document));
    assert.equal(faults.length, 0, `\n\n${faults.join("\n\n")}\n`);
  });
});

describe("errors of the program", () => {
  const folder = mkdtempSync(join(tmpdir(), "errors-"));
  const file = join(folder, "made.ts");
  after(() => rmSync(folder, { recursive: true }));
  const textsIn = (code: string) => {
    writeFileSync(file, code);
    return program.messagesOf([file]).map(textOf);
  };

  it("are what is thrown, with a hole where something is put in", () => {
    const code = "throw new Error(`the port ${docker.tlsPort} is taken`);";
    assert.deepEqual(textsIn(code), ["the port <tls port> is taken"]);
  });

  it("are those of the project's own classes too, but for defects", () => {
    const classes =
      "class Refused extends Error {} class Late extends Refused {} class Defect extends Error {}";
    const thrown = 'new Late("it came late"); new Defect("it cannot be"); new Map("no error");';
    assert.deepEqual(textsIn(`${classes} ${thrown}`), ["it came late"]);
  });

  it("are followed through choices, lists, functions and tables", () => {
    const code = `
      const whys = { 3: "there is no room", 6: "nobody may write" };
      const faults: string[] = [];
      faults.push(isOld ? "it is too old" : "it is too new");
      throw new RunError([...faults, ...found(), ...names.map((name) => \`\${name} is not there\`)]);
      function found(): string[] { return [\`it failed: \${whys[code]}\`]; }`;
    assert.deepEqual(textsIn(code).sort(), [
      "<name> is not there",
      "it failed: nobody may write",
      "it failed: there is no room",
      "it is too new",
      "it is too old",
    ]);
  });

  it("are what a resource's check refuses", () => {
    const code =
      "resourceProvider({ check: () => Promise.resolve(bad ? [fault] : []) }); const fault = 'it serves users';";
    assert.deepEqual(textsIn(code), ["it serves users"]);
  });

  it("keep the lines that say something, on one line", () => {
    const code = 'throw new Error([`it failed: ${why}`, ...log, "  next: run again"].join("\\n"));';
    assert.deepEqual(textsIn(code), ["it failed: <why> next: run again"]);
  });

  it("are what is wrong with a value, and not what it may be", () => {
    const code = `
      const kinds = ["red", "green"];
      const faultOf = () => "should be a colour";
      v.picklist(kinds);
      v.picklist(kinds, faultOf());`;
    assert.deepEqual(textsIn(code), ["<key>: should be a colour"]);
  });

  it("are none where they are only the reason within another one", () => {
    const code = 'class CouldNotAsk extends Error {} throw new CouldNotAsk("it wrote nothing");';
    assert.deepEqual(textsIn(code), []);
  });

  it("are none where other words are only passed on", () => {
    assert.deepEqual(textsIn("throw new Error(`${name}: ${error.message}`);"), []);
  });

  it("are what a script fails with or lists as missing, and no comment", () => {
    const script = join(folder, "made.sh");
    writeFileSync(
      script,
      '# fail "not this"\nif no; then fail "no ${WHAT:-x} in $(pwd)" "Mend it."; fi\nMISSING+=("$1 is old")\n',
    );
    assert.deepEqual(shell.messagesOf([script]).map(textOf), ["no <what> in <pwd>", "<text> is old"]);
  });
});

describe("a page of errors", () => {
  const head = "| message | cause | fix |\n| --- | --- | --- |\n";
  const said = (text: string): Message => ({ file: "a.ts", line: 7, template: [text, { hole: "port" }] });

  it("may call what is put in as it likes, and write a message on several lines", () => {
    const entries = entriesIn(`${head}| \`the port\`<br>\`is <number>\` | it is taken | another one |\n`);
    assert.deepEqual(faultsOf([said("the port is ")], entries), []);
  });

  it("that lacks an error is told where it is thrown, and the row to write", () => {
    const [fault = "", ...others] = faultsOf([said("the port is ")], []);
    assert.deepEqual(others, []);
    assert.match(fault, /^a\.ts:7: this error has no entry in docs\/errors\.md/);
    assert.match(fault, /\| `the port is <port>` \| why it comes \| what to do \|/);
  });

  it("that has an entry of nothing is told its line, and what the code may say now", () => {
    const entries = entriesIn(`${head}| \`the port was <port>\` | it is taken | another one |\n`);
    const faults = faultsOf([said("the port is ")], entries);
    assert.match(faults.join("\n"), /docs\/errors\.md:3: the code says this no more: the port was <port>/);
    assert.match(faults.join("\n"), /Perhaps it says now: the port is <port>/);
  });

  it("has no error twice, and none without cause or fix", () => {
    const row = "| `the port is <port>` | it is taken |  |\n";
    const faults = faultsOf([said("the port is ")], entriesIn(head + row + row));
    assert.equal(faults.filter((fault) => /has another entry/.test(fault)).length, 1);
    assert.equal(faults.filter((fault) => /say cause and fix/.test(fault)).length, 2);
  });
});
