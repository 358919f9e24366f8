import assert from "node:assert/strict";
import { documentOf, settingsTable, tables } from "../../../setup/settings-table";

const rows = settingsTable().split("\n").slice(2);

describe("the tables in the documents", () => {
  for (const table of tables) {
    const { file, name } = table;
    it(`in ${file} say what the code says: ${name}`, async () => {
      const { found, wanted } = await documentOf(table);
      assert.ok(found === wanted, `${file} shows it as it was: run \`npm run -s docs\` and commit it`);
    });
  }
});

describe("the table of settings", () => {
  it("has a line for every setting, each with its meaning and what is allowed", () => {
    assert.ok(rows.length > 40, String(rows.length));
    for (const row of rows) {
      const [, setting, meaning, , allowed] = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
      assert.match(setting ?? "", /^`[a-zA-Z/]+`$/);
      assert.ok((meaning ?? "") !== "", row);
      assert.ok((allowed ?? "") !== "", row);
    }
  });

  it("tells a default from a setting that has none and one that is required", () => {
    const defaultOf = (setting: string) =>
      rows
        .find((row) => row.startsWith(`| \`${setting}\` `))
        ?.split(" | ")[2]
        ?.trim();
    assert.equal(defaultOf("docker/port"), "`8080`");
    assert.equal(defaultOf("docker/host"), "");
    assert.equal(defaultOf("release/live"), "required");
  });
});
