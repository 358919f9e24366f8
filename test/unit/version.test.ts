import assert from "node:assert/strict";
import fc from "fast-check";
import { nameIn } from "../../components/colour-names";
import { isVersion, parseVersion, physicalVersion } from "../../components/version";
import { colour, revision, tag, version } from "../support/arbitraries";

const physical = (text: string) => physicalVersion(parseVersion(text));

describe("a version", () => {
  it("is a tag, and a revision after a plus", () => {
    fc.assert(
      fc.property(tag, revision, (name, n) => {
        const text = n === 0 ? name : `${name}+${n}`;
        assert.deepEqual(parseVersion(text), { text, tag: name, revision: n });
      }),
    );
  });

  for (const text of [
    "",
    "+1",
    "1.4.2+",
    "1.4.2+0",
    "1.4.2+01",
    "1.4.2+x",
    "1 2",
    ".1",
    "-1",
    "a/b",
    "a:b",
    "1+2+3",
    "ä",
    "1\n",
    "a".repeat(101),
  ]) {
    it(`is not ${JSON.stringify(text.slice(0, 12))}${text.length > 12 ? "..." : ""}`, () => {
      assert.equal(isVersion(text), false);
      assert.throws(() => parseVersion(text), /is not a version: write an image tag in quotes/);
    });
  }
});

describe("the physical name of a version", () => {
  it("is legal as part of a DNS label, a resource name and a label value", () => {
    fc.assert(
      fc.property(version, (text) => {
        assert.match(physical(text), /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
        assert.ok(physical(text).length <= 40, physical(text));
      }),
    );
  });

  it("leaves room for colour, role and number in a DNS label of 63 characters", () => {
    fc.assert(
      fc.property(colour, version, (each, text) => {
        assert.ok(nameIn(each, text, "frontend-20").length <= 63);
      }),
    );
  });

  it("is never that of another version", () => {
    fc.assert(
      fc.property(fc.uniqueArray(version, { minLength: 2, maxLength: 40 }), (versions) => {
        assert.equal(new Set(versions.map(physical)).size, versions.length);
      }),
      { numRuns: 300 },
    );
  });

  it("is never that of a version whose tag is written like it", () => {
    fc.assert(
      fc.property(version, (text) => {
        const name = physical(text);
        for (const lookalike of [name, name.toUpperCase(), name.replaceAll("-", "."), `${name}+1`]) {
          if (lookalike !== text) assert.notEqual(physical(lookalike), name);
        }
      }),
    );
  });

  // Resources are found again by these names: whoever changes one, replaces what runs under it.
  for (const [text, name] of [
    ["1.4.2", "1-4-2"],
    ["1.4.2+2", "1-4-2-r2"],
    ["14", "14"],
    ["v1.4.2", "v1-4-2-h906eba70"],
    ["1.5.0-rc.1+3", "1-5-0-rc-1-h0a29b179-r3"],
    ["main_ABC", "main-abc-h864b0339"],
    ["___", "v-hbda25155"],
  ] as const) {
    it(`of ${text} is ${name}`, () => {
      assert.equal(physical(text), name);
    });
  }
});
