import assert from "node:assert/strict";
import fc from "fast-check";
import { inWords, isDuration, milliseconds, wholeSeconds } from "../../components/duration";

const sizes = { millisecond: 1, second: 1_000, minute: 60_000, hour: 3_600_000 };
const unit = fc.constantFrom(...(Object.keys(sizes) as (keyof typeof sizes)[]));

describe("a duration", () => {
  it("is a number and a unit, in singular or plural", () => {
    fc.assert(
      fc.property(fc.nat(100_000), unit, fc.constantFrom("", "s"), (count, name, plural) => {
        assert.equal(milliseconds(`${count} ${name}${plural}`), count * sizes[name]);
      }),
    );
  });

  it("may have a fraction", () => {
    assert.equal(milliseconds("1.5 seconds"), 1_500);
  });

  for (const text of [
    "",
    "10",
    "10s",
    "10 s",
    "10  seconds",
    "-1 seconds",
    "ten seconds",
    "1 day",
    ".5 seconds",
    "1 seconds ",
    "1e3 seconds",
  ]) {
    it(`is not ${JSON.stringify(text)}, and the error says how to write one`, () => {
      assert.equal(isDuration(text), false);
      assert.throws(() => milliseconds(text), /is not a duration: write a number and a unit, such as/);
    });
  }

  it("reads as people write it, in the largest unit that says it whole", () => {
    const said = [1, 1_000, 90_000, 300_000, 3_600_000, 5_400_000].map(inWords);
    assert.deepEqual(said, ["1 millisecond", "1 second", "90 seconds", "5 minutes", "1 hour", "90 minutes"]);
    for (const text of said) assert.ok(isDuration(text), text);
  });

  it("in whole seconds is rounded, and at least 1", () => {
    assert.equal(wholeSeconds("10 milliseconds"), 1);
    assert.equal(wholeSeconds("1.6 seconds"), 2);
    assert.equal(wholeSeconds("2 minutes"), 120);
  });
});
