import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Colour,
  colours,
  coloursInOrder,
  describeUsers,
  describeWeights,
  isNobody,
  nobody,
  otherColour,
  type Weights,
  weightsFor,
} from "../../components/colour";
import { colour, percent, release } from "../support/arbitraries";
import { releaseOf } from "../support/release";

function given(live: Colour, canary: number): Weights {
  return weightsFor({ live, canary, maintenance: false });
}

describe("weights", () => {
  it("sum to 100 and lie between 0 and 100, for every live colour and canary", () => {
    fc.assert(
      fc.property(colour, percent, (live, canary) => {
        const { blue, green } = given(live, canary);
        assert.equal(blue + green, 100);
        for (const weight of [blue, green]) assert.ok(weight >= 0 && weight <= 100, String(weight));
      }),
    );
  });

  it("give the canary's percentage to the colour that is not live", () => {
    fc.assert(
      fc.property(colour, percent, (live, canary) => {
        assert.equal(given(live, canary)[otherColour(live)], canary);
      }),
    );
  });

  it("are the mirror image when the other colour is live", () => {
    fc.assert(
      fc.property(colour, percent, (live, canary) => {
        const here = given(live, canary);
        const there = given(otherColour(live), canary);
        assert.deepEqual(there, { blue: here.green, green: here.blue });
      }),
    );
  });

  it("are nobody's under the maintenance page, whatever else is asked for", () => {
    fc.assert(
      fc.property(release, (block) => {
        assert.equal(isNobody(weightsFor(block)), block.maintenance);
      }),
    );
  });

  it("read as one line", () => {
    assert.equal(describeWeights({ blue: 90, green: 10 }), "blue 90, green 10");
    assert.equal(describeWeights(nobody), "the maintenance page");
    assert.equal(describeUsers(nobody, { blue: "1.0.0" }), "everybody gets the maintenance page");
  });
});

describe("order of the colours", () => {
  it("holds each colour that runs something once, and no other", () => {
    fc.assert(
      fc.property(release, (block) => {
        assert.deepEqual(
          coloursInOrder(block).sort(),
          colours.filter((each) => block[each] !== undefined),
        );
      }),
    );
  });

  it("puts every colour with weight before every colour without", () => {
    fc.assert(
      fc.property(release, (block) => {
        const weights = weightsFor(block);
        const withWeight = coloursInOrder(block).map((each) => weights[each] > 0);
        assert.deepEqual(
          withWeight,
          [...withWeight].sort((a, b) => Number(b) - Number(a)),
        );
      }),
    );
  });

  it("begins with the live colour when both have weight", () => {
    assert.deepEqual(coloursInOrder(releaseOf({ live: "green", canary: 10 })), ["green", "blue"]);
    assert.deepEqual(coloursInOrder(releaseOf({ live: "blue", canary: 10 })), ["blue", "green"]);
  });

  it("begins with the other colour when a canary of 100 takes everything", () => {
    assert.deepEqual(coloursInOrder(releaseOf({ live: "blue", canary: 100 })), ["green", "blue"]);
  });
});
