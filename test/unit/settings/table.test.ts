import assert from "node:assert/strict";
import { documentOf, settingRows, tables } from "../../../setup/settings-table";

const rows = settingRows();

describe("the tables in the documents", () => {
  for (const table of tables) {
    const { file, name } = table;
    it(`in ${file} say what the code says: ${name}`, async () => {
      const { found, wanted } = await documentOf(table);
      assert.ok(found === wanted, `${file} shows it as it was: run \`npm run -s docs\` and commit it`);
    });
  }
});

describe("the tables of settings", () => {
  it("have a line for every setting, each with its meaning and what is allowed", () => {
    assert.ok(rows.length > 40, String(rows.length));
    for (const [setting, meaning, , allowed] of rows) {
      assert.match(setting ?? "", /^`[a-zA-Z/]+`$/);
      assert.ok(meaning, setting);
      assert.ok(allowed, setting);
    }
  });

  it("have a heading for each section, under which all of it stands", async () => {
    const table = tables.find(({ name }) => name === "settings");
    assert.ok(table);
    const { wanted } = await documentOf(table);
    const sections = wanted.split(/^##+ /m);
    const headings = sections.map((section) => /^`(.*)`\n/.exec(section)?.[1]);
    for (const heading of ["release", "loadBalancer", "aws", "aws/edge"])
      assert.ok(headings.includes(heading));
    assert.equal(new Set(headings).size, headings.length);
    assert.match(sections[headings.indexOf("release")] ?? "", /`release\/live`[^]*`release\/allowInPlace`/);
  });

  it("tell a default from a setting that has none and one that is required", () => {
    const defaultOf = (name: string) => rows.find(([setting]) => setting === `\`${name}\``)?.[2];
    assert.equal(defaultOf("docker/port"), "`8080`");
    assert.equal(defaultOf("docker/host"), "");
    assert.equal(defaultOf("release/live"), "required");
  });
});
