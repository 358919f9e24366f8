import assert from "node:assert/strict";
import fc from "fast-check";
import type { DefinitionArgs } from "../../../components/frozen/definition";
import { differences, freezeNotice, provider } from "../../../components/frozen/provider";
import { outputOf } from "../../support/output";

const args: DefinitionArgs = {
  subject: "blue",
  runs: "1.4.2",
  definition: { backend: { memory: 384 } },
  wayOut: "they take effect with the next release",
  cost: "its containers are replaced while they may serve",
  allowInPlace: false,
};

const plain = { noNullPrototype: true };
const settings = fc.dictionary(
  fc.constantFrom("a", "b", "c"),
  fc.oneof(
    fc.integer(),
    fc.array(fc.integer()),
    fc.dictionary(fc.constantFrom("x", "y"), fc.integer(), plain),
  ),
  plain,
);

describe("the difference of two definitions", () => {
  it("of the same one is nothing, whatever the order of its keys", () => {
    fc.assert(
      fc.property(settings, (one) => {
        const turned = Object.fromEntries(Object.entries(one).reverse());
        assert.deepEqual(differences(one, turned), []);
      }),
    );
  });

  it("of the same maps in a list is nothing, whatever the order of their keys", () => {
    const olds = { ports: [{ inside: 80, outside: 8080 }] };
    const news = { ports: [{ outside: 8080, inside: 80 }] };
    assert.deepEqual(differences(olds, news), []);
  });

  it("is named with the path of each value that changed, came or went", () => {
    const olds = { backend: { memory: 384, cpus: "1", environment: { A: "1" } }, list: [1, 2] };
    const news = { backend: { memory: 512, cpus: "1", environment: { B: "1" } }, list: [2, 1] };
    assert.deepEqual(differences(olds, news), [
      "backend.environment.A",
      "backend.environment.B",
      "backend.memory",
      "list",
    ]);
  });

  it("is there exactly when the definitions differ", () => {
    fc.assert(
      fc.property(settings, settings, (one, other) => {
        let same = true;
        try {
          assert.deepEqual(one, other);
        } catch {
          same = false;
        }
        assert.equal(differences(one, other).length === 0, same);
      }),
    );
  });
});

describe("the notice about settings that differ", () => {
  it("says that they wait for the next release", () => {
    assert.equal(
      freezeNotice(args, ["backend.memory"]),
      "blue: settings differ from what 1.4.2 runs with (backend.memory); they take effect with the next release",
    );
  });

  it("with allowInPlace says what it costs", () => {
    assert.equal(
      freezeNotice({ ...args, allowInPlace: true }, ["backend.memory"]),
      "blue: allowInPlace changes what runs now (backend.memory); its containers are replaced while they may serve",
    );
  });

  it("names six settings, and how many more", () => {
    const many = ["a", "b", "c", "d", "e", "f", "g", "h"];
    assert.match(freezeNotice(args, many), /\(a, b, c, d, e, f, and 2 more\)/);
  });
});

describe("a frozen definition", () => {
  const changed = { ...args, definition: { backend: { memory: 512 } } };
  const diff = (olds: DefinitionArgs, news: DefinitionArgs) =>
    outputOf(async () => provider.diff(olds, news));

  it("given other settings, does not change, and says so", async () => {
    const { result, output } = await diff(args, changed);
    assert.equal(result, false);
    assert.match(output, /^blue: settings differ from what 1\.4\.2 runs with \(backend\.memory\)/);
  });

  it("given other settings and allowInPlace, changes, and says what it costs", async () => {
    const { result, output } = await diff(args, { ...changed, allowInPlace: true });
    assert.equal(result, true);
    assert.match(output, /allowInPlace changes what runs now/);
  });

  it("given the same settings, says nothing and does not change, whatever else is new", async () => {
    for (const news of [args, { ...args, allowInPlace: true }, { ...args, cost: "none", wayOut: "none" }]) {
      assert.deepEqual(await diff(args, news), { result: false, output: "" });
    }
  });

  it("keeps what it was made with as its output", async () => {
    assert.deepEqual(await provider.create(args), args);
  });
});
