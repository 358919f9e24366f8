/** What docs/release-command.md promises to programs, and to people who type. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { program } from "../../../release/main";
import { exitCodes } from "../../../release/refused";

const root = join(__dirname, "../../..");
const document = readFileSync(join(root, "docs/release-command.md"), "utf8");

function schemasIn(text: string): string[] {
  return [...new Set([...text.matchAll(/release\.[a-z]+\/\d+/g)].map(([name]) => name))].sort();
}

describe("docs/release-command.md", () => {
  it("names every schema that a command writes, and no other", () => {
    const sources = ["release", "setup"].flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((name) => name.endsWith(".ts"))
        .map((name) => readFileSync(join(root, folder, name), "utf8")),
    );
    assert.deepEqual(schemasIn(document), schemasIn(sources.join("\n")));
  });

  it("names every exit code", () => {
    for (const code of Object.values(exitCodes)) assert.match(document, new RegExp(`^\\| ${code} +\\|`, "m"));
  });

  it("names every command", () => {
    for (const command of program().commands)
      assert.match(document, new RegExp(`\`release ${command.name()}\\b`));
  });
});
