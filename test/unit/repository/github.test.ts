/** The forms and files that GitHub reads, by the rules of its documents. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { read, trackedFiles } from "./files";

interface Field {
  readonly type: string;
  readonly id?: string;
  readonly attributes: {
    readonly label: string;
    readonly render?: string;
    readonly options?: readonly string[];
  };
  readonly validations?: { readonly required?: boolean };
}

interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly Field[];
}

const folder = ".github/ISSUE_TEMPLATE/";
const forms = trackedFiles().filter((file) => file.startsWith(folder) && !file.endsWith("/config.yml"));

describe("the forms of issues", () => {
  it("are one for what is wrong and one for what is missing", () => {
    assert.deepEqual(
      forms.map((file) => file.slice(folder.length)),
      ["bug.yml", "feature.yml"],
    );
  });

  for (const file of forms) {
    // https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
    it(`have what GitHub asks of one: ${file.slice(folder.length)}`, () => {
      const { name, description, body } = parse(read(file)) as Form;
      assert.ok(name && description);
      for (const { type, attributes } of body) {
        assert.ok(["textarea", "dropdown"].includes(type), type);
        assert.ok(attributes.label);
        assert.equal(type === "dropdown", attributes.options !== undefined);
      }
      const ids = body.map(({ id }) => id ?? assert.fail("a field without an id"));
      assert.equal(new Set(ids).size, ids.length);
      assert.ok(body.some(({ validations }) => validations?.required));
    });
  }

  it("ask for what a fault cannot be found without", () => {
    const bug = read(`${folder}bug.yml`);
    for (const command of ["make doctor", "make -s status JSON=1", "release/bin/release --version"])
      assert.ok(bug.includes(command), command);
  });
});

describe("CODEOWNERS", () => {
  const lines = read(".github/CODEOWNERS").split("\n");
  const files = trackedFiles();

  it("names nobody who was made up", () => {
    const rules = lines.filter((line) => line !== "" && !line.startsWith("#"));
    for (const rule of rules)
      assert.doesNotMatch(rule, /@(your|my|some|example|acme|org|owner|user|team)\b/i);
  });

  it("offers paths that there are", () => {
    const paths = lines.map((line) => /^# (\/\S+)$/.exec(line)?.[1]).filter((path) => path !== undefined);
    assert.ok(paths.length > 3);
    for (const path of paths) {
      const fits = new RegExp(`^${path.slice(1).replaceAll(".", "\\.").replaceAll("*", "[^/]*")}`);
      assert.ok(
        files.some((file) => fits.test(file)),
        path,
      );
    }
  });
});
