import assert from "node:assert/strict";
import fc from "fast-check";
import { linesOf, merged } from "../../../setup/log-lines";
import { wishFrom } from "../../../setup/logs";

describe("the lines of several containers", () => {
  it("are one log in the order of their times, each knowing its container", () => {
    const one = linesOf("a", "2026-01-01T00:00:01.000000001Z first\n2026-01-01T00:00:03.000000000Z third\n");
    const other = linesOf("b", "2026-01-01T00:00:02.000000000Z second  with two spaces\n");
    assert.deepEqual(
      merged([one, other]).map(({ from, text }) => `${from}: ${text}`),
      ["a: first", "b: second  with two spaces", "a: third"],
    );
  });

  it("stay in the order of their container, and none is lost", () => {
    const times = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(times, { maxLength: 4 }), (containers) => {
        const logs = containers.map((list, at) =>
          [...list]
            .sort()
            .map((time, number) => ({ at: String(time), from: String(at), text: String(number) })),
        );
        const all = merged(logs);
        for (const [at, log] of logs.entries()) {
          assert.deepEqual(
            all.filter(({ from }) => from === String(at)),
            log,
          );
        }
        assert.equal(all.length, logs.flat().length);
      }),
    );
  });

  it("may be empty", () => {
    assert.deepEqual(linesOf("a", ""), []);
    assert.deepEqual(linesOf("a", "2026-01-01T00:00:01.000000001Z\n")[0]?.text, "");
  });
});

describe("what a person wishes to see", () => {
  it("is everything, and what follows, when nothing is said", () => {
    assert.deepEqual(wishFrom({ COLOUR: "", TAIL: "", FOLLOW: "" }), {
      colour: undefined,
      tail: 50,
      follow: true,
    });
  });

  it("is one colour, so many lines, and an end", () => {
    assert.deepEqual(wishFrom({ COLOUR: "green", TAIL: "200", FOLLOW: "no" }), {
      colour: "green",
      tail: 200,
      follow: false,
    });
  });

  for (const [env, message] of [
    [{ COLOUR: "grean" }, 'COLOUR is "grean"; allowed are: blue, green'],
    [{ TAIL: "many" }, 'TAIL is "many"; allowed is a number of lines'],
    [{ FOLLOW: "maybe" }, 'FOLLOW is "maybe"; allowed are: yes, no'],
  ] as const) {
    it(`is refused when it is ${JSON.stringify(env)}`, () => assert.throws(() => wishFrom(env), { message }));
  }
});
