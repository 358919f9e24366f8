import assert from "node:assert/strict";
import fc from "fast-check";
import { colours, otherColour, type Release, weightsFor } from "../../../components/colour";
import {
  movingColours,
  refuseLostImages,
  refuseSchema,
  refuseServingMoves,
  type Serving,
  type Wish,
} from "../../../components/guard/guard";
import { release, serving } from "../../support/arbitraries";
import { releaseOf } from "../../support/release";

function wishOf(block: Release): Wish {
  const { blue, green, allowInPlace } = block;
  return { weights: weightsFor(block), versions: { blue, green }, allowInPlace };
}

const strictly = (block: Release): Release => ({ ...block, allowInPlace: false });
const refusalsOf = (block: Release, now: Serving) => refuseServingMoves(wishOf(block), now);

describe("moving the version of a colour that serves and stays serving", () => {
  it("is never let through without allowInPlace", () => {
    fc.assert(
      fc.property(release, serving, (next, now) => {
        if (refusalsOf(strictly(next), now).length > 0) return;
        for (const colour of now.colours) {
          const stays = weightsFor(next)[colour] > 0;
          if (stays) assert.equal(next[colour], now.versions[colour]);
        }
      }),
    );
  });

  it("is refused once for each such colour, and nothing else is", () => {
    fc.assert(
      fc.property(release, serving, (next, now) => {
        const moved = now.colours.filter(
          (colour) => weightsFor(next)[colour] > 0 && next[colour] !== now.versions[colour],
        );
        const refused = refusalsOf(strictly(next), now).map((text) => /^release\/(\w+):/.exec(text)?.[1]);
        assert.deepEqual(refused, moved);
      }),
    );
  });

  it("is let through with allowInPlace", () => {
    fc.assert(
      fc.property(release, serving, (next, now) => {
        assert.deepEqual(refusalsOf({ ...next, allowInPlace: true }, now), []);
      }),
    );
  });

  it("is refused with the two lines that release it properly, whatever the lines are", () => {
    const now: Serving = { colours: ["blue"], versions: { blue: "1.4.2" } };
    const [text] = refusalsOf(releaseOf({ blue: "1.5.0", green: undefined }), now);
    assert.match(
      text ?? "",
      /^release\/blue: blue serves users with 1\.4\.2 and would stay serving with 1\.5\.0/,
    );
    assert.match(text ?? "", /\n {4}live: green\n {4}green: "1\.5\.0"$/);
  });

  it("is what the refusal's own two lines do not do", () => {
    fc.assert(
      fc.property(release, serving, (next, now) => {
        const [text] = refusalsOf(strictly(next), now);
        const lines = /\n {4}live: (blue|green)\n {4}(blue|green): (.+)$/.exec(text ?? "");
        if (!lines || now.colours.length !== 1) return;
        const live = lines[1] as "blue" | "green";
        const followed = { ...now.release, live, canary: 0, [live]: lines[3], allowInPlace: false };
        assert.deepEqual(refusalsOf(followed, now), []);
      }),
    );
  });

  it("also counts a settings revision as a move", () => {
    const now: Serving = { colours: ["blue"], versions: { blue: "1.4.2" } };
    assert.equal(refusalsOf(releaseOf({ blue: "1.4.2+1" }), now).length, 1);
  });
});

describe("a rollback", () => {
  it("to the release block that serves now is always let through", () => {
    fc.assert(
      fc.property(serving, (now) => {
        assert.deepEqual(refusalsOf(strictly(now.release), now), []);
      }),
    );
  });

  it("to the other, unchanged colour is always let through, even while the first one moves", () => {
    fc.assert(
      fc.property(serving, release, (now, other) => {
        const [live] = now.colours;
        if (now.colours.length !== 1 || live === undefined) return;
        const back = otherColour(live);
        const block = { ...now.release, live: back, canary: 0, [live]: other[live], allowInPlace: false };
        assert.deepEqual(refusalsOf(block, now), []);
      }),
    );
  });
});

describe("a first release", () => {
  it("is let through when nothing serves", () => {
    fc.assert(
      fc.property(release, (next) => {
        assert.deepEqual(refusalsOf(strictly(next), { colours: [], versions: {} }), []);
      }),
    );
  });
});

describe("the colours that move", () => {
  it("are those whose configured version is not the one that runs", () => {
    fc.assert(
      fc.property(release, serving, (next, now) => {
        assert.deepEqual(
          movingColours(wishOf(next), now),
          colours.filter((each) => next[each] !== undefined && next[each] !== now.versions[each]),
        );
      }),
    );
  });

  it("are none when the release block stays", () => {
    fc.assert(
      fc.property(serving, (now) => {
        assert.deepEqual(movingColours(wishOf(now.release), now), []);
      }),
    );
  });

  it("do not depend on which colour is live, so a flip alone moves nothing", () => {
    fc.assert(
      fc.property(release, serving, (next, now) => {
        const flipped = { ...next, live: otherColour(next.live) };
        assert.deepEqual(movingColours(wishOf(flipped), now), movingColours(wishOf(next), now));
      }),
    );
  });
});

describe("a version whose image is gone", () => {
  const facts = { reference: "maintenance-api:1.4.2", there: false, builtBefore: true };

  it("is refused when it was built here once, with the way out", () => {
    const faults = refuseLostImages("blue", "1.4.2", [facts]);
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? "", /^release\/blue: version 1\.4\.2 needs the image maintenance-api:1\.4\.2/);
    assert.match(faults[0] ?? "", /Choose a new version for blue, .*docker load/);
  });

  it("is let through when it was never built here, or is there", () => {
    const images = [
      { ...facts, builtBefore: false },
      { ...facts, there: true },
      { ...facts, there: true, builtBefore: false },
    ];
    assert.deepEqual(refuseLostImages("blue", "1.4.2", images), []);
  });
});

describe("a migration beside a serving colour", () => {
  const moving = (schema: { head?: string; servesFrom?: string }) =>
    ({ colour: "green", version: "2.0.0", schema }) as const;
  const serves = (schema: { head?: string }, colour: "blue" | "green" = "blue") => [
    { colour, version: "1.4.2", schema },
  ];

  it("is refused when it leaves the serving code outside its range, naming both", () => {
    const faults = refuseSchema(moving({ head: "0004", servesFrom: "0003" }), serves({ head: "0002" }));
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? "", /^release\/green: .* schema to 0004, where only code from 0003 on works/);
    assert.match(faults[0] ?? "", /blue serves 1\.4\.2, whose code is of 0002/);
  });

  it("is let through when the serving code is inside its range", () => {
    assert.deepEqual(
      refuseSchema(moving({ head: "0004", servesFrom: "0003" }), serves({ head: "0003" })),
      [],
    );
  });

  it("is let through when an image says nothing of its schema", () => {
    assert.deepEqual(refuseSchema(moving({}), serves({ head: "0001" })), []);
    assert.deepEqual(refuseSchema(moving({ head: "0004", servesFrom: "0003" }), serves({})), []);
  });

  it("is not measured against its own colour", () => {
    const own = serves({ head: "0001" }, "green");
    assert.deepEqual(refuseSchema(moving({ head: "0004", servesFrom: "0003" }), own), []);
  });
});
