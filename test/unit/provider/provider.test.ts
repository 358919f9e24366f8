import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isUnknown,
  type Provider,
  resourceProvider,
  sameInputs,
} from "../../../components/provider/provider";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
type In = Record<string, unknown>;

const nothing: Provider<In, In> = {
  differs: () => Promise.resolve(false),
  create: () => Promise.resolve({}),
  update: () => Promise.resolve({}),
};

describe("a provider in the engine's form", () => {
  it("given inputs that a preview cannot know, is different without being asked", async () => {
    const asked = resourceProvider({ ...nothing, differs: () => assert.fail("was asked") });
    for (const news of [{ a: unknown }, { a: { b: [unknown] } }, { a: [{ b: unknown }] }]) {
      assert.equal(await asked.diff({}, news), true);
    }
  });

  it("given known inputs, is different when it says so, and never asks for a replacement", async () => {
    for (const changes of [true, false]) {
      const provider = resourceProvider({ ...nothing, differs: () => Promise.resolve(changes) });
      assert.equal(await provider.diff({ a: 1 }, { a: 2 }), changes);
    }
  });

  it("tells each fault of its check", async () => {
    const provider = resourceProvider({ ...nothing, check: () => Promise.resolve(["one", "two"]) });
    assert.deepEqual(await provider.check({ a: 1 }), ["one", "two"]);
  });

  it("without a check, finds no fault", async () => {
    assert.deepEqual(await resourceProvider(nothing).check({ a: 1 }), []);
  });

  it("has inputs and evidence as its outputs, after a create and after an update", async () => {
    const provider = resourceProvider<In, In>({
      ...nothing,
      create: () => Promise.resolve({ at: "one" }),
      update: (olds) => Promise.resolve({ at: `${String(olds.at)} and two` }),
    });
    assert.deepEqual(await provider.create({ a: 1 }), { a: 1, at: "one" });
    assert.deepEqual(await provider.update({ a: 1, at: "one" }, { a: 2 }), { a: 2, at: "one and two" });
  });

  it("without a delete, deletes nothing and succeeds", async () => {
    assert.equal(await resourceProvider(nothing).delete({ a: 1 }), undefined);
  });

  it("passes on why a step failed", async () => {
    const provider = resourceProvider({ ...nothing, create: () => Promise.reject(new Error("no engine")) });
    await assert.rejects(provider.create({}), /no engine/);
  });
});

describe("inputs", () => {
  it("are the same whatever the order of their keys, but not of their lists", () => {
    assert.equal(sameInputs({ a: { x: 1, y: [1, 2] } }, { a: { y: [1, 2], x: 1 } }, "a"), true);
    assert.equal(sameInputs({ a: [1, 2] }, { a: [2, 1] }, "a"), false);
  });

  it("are compared in the keys named only", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, b, c) => {
        assert.equal(sameInputs({ a, b }, { a, b: c }, "a"), true);
      }),
    );
  });
});

describe("the sign for an unknown value", () => {
  it("is known alone, not inside a text", () => {
    assert.equal(isUnknown(unknown), true);
    assert.equal(isUnknown(`${unknown} `), false);
    assert.equal(isUnknown(undefined), false);
  });
});
