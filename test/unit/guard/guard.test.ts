import assert from "node:assert/strict";
import fc from "fast-check";
import { colours, otherColour, type Release, weightsFor } from "../../../components/colour";
import {
  gettingUsers,
  meetsMigrationOf,
  movingColours,
  refuseLostImages,
  refuseLostState,
  refuseOtherMajor,
  refuseOutdated,
  refuseSchema,
  refuseServingMoves,
  type Serving,
  type Wish,
} from "../../../components/guard/guard";
import { colour, release, serving } from "../../support/arbitraries";
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

  it("is refused when no version is known of it, with what mends that", () => {
    const wish = { ...wishOf(releaseOf({ live: "blue" })), versions: {} };
    const refused = refuseServingMoves(wish, { colours: ["blue"], versions: { blue: "1.4.2" } });
    assert.equal(refused.length, 1);
    assert.match(
      refused[0] ?? "",
      /^release\/blue: blue serves users with 1\.4\.2 .* nothing says which version/,
    );
    assert.match(refused[0] ?? "", /Run pulumi up in the stack of blue, with 1\.4\.2; or .*live: green$/);
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
    assert.match(faults[0] ?? "", /blue 1\.4\.2, which has users then, is of 0002/);
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

  it("is refused in place, when it leaves the version outside its range that users have until then", () => {
    const own = serves({ head: "0001" }, "green");
    const [fault] = refuseSchema(moving({ head: "0004", servesFrom: "0003" }), own);
    assert.match(fault ?? "", /green 1\.4\.2, which has users then, is of 0001/);
  });
});

describe("a state that was lost", () => {
  it("is refused while the engine runs what it does not know, with both ways out", () => {
    const [fault, ...others] = refuseLostState("dev", ["dev-postgres-1", "dev-redis-1"]);
    assert.match(fault ?? "", /the engine runs dev-postgres-1, dev-redis-1 of it, so the state was lost/);
    assert.match(fault ?? "", /pulumi stack import.*make down, which keeps data/s);
    assert.deepEqual(others, []);
  });

  it("is none when nothing runs", () => {
    assert.deepEqual(refuseLostState("dev", []), []);
  });
});

describe("another major version of PostgreSQL", () => {
  it("is refused where it would replace the one that has the data", () => {
    const [fault = "", ...others] = refuseOtherMajor(true, "postgres:17", "postgres:14");
    assert.match(fault, /^postgres\/version: the data are PostgreSQL 14's, which PostgreSQL 17 cannot read/);
    assert.match(fault, /put postgres\/version: 14 back; docs\/runbooks\/major-upgrade\.md/);
    assert.deepEqual(others, []);
  });

  for (const [what, allowInPlace, wanted, runs] of [
    ["while it is frozen", false, "postgres:17", "postgres:14"],
    ["of the same version", true, "postgres:14", "postgres:14"],
    ["with nothing there", true, "postgres:17", undefined],
  ] as const) {
    it(`is not refused ${what}`, () => assert.deepEqual(refuseOtherMajor(allowInPlace, wanted, runs), []));
  }
});

describe("the code that meets a migration", () => {
  const now: Serving = { colours: ["blue"], versions: { blue: "1.0.0", green: "0.9.0" } };
  const met = (block: Partial<Release>, serving = now) =>
    meetsMigrationOf("green", wishOf(releaseOf({ blue: "1.0.0", green: "2.0.0", ...block })), serving).map(
      ({ version, runs }) => `${version} ${runs ? "runs" : "will run"}`,
    );

  it("before a flip, is what serves until then", () => {
    assert.deepEqual(met({ live: "green" }), ["1.0.0 runs"]);
  });

  it("of an idle colour, is what serves after the flip", () => {
    assert.deepEqual(met({ live: "blue" }), ["1.0.0 runs"]);
    assert.deepEqual(met({ live: "blue", blue: "1.1.0" }), ["1.1.0 will run"]);
  });

  it("in a rollback that also moves the colour it leaves, is what users are taken back to", () => {
    const serving: Serving = { colours: ["green"], versions: { blue: "1.0.0", green: "1.5.0" } };
    assert.deepEqual(met({ live: "blue" }, serving), ["1.0.0 runs"]);
  });

  it("with a canary, is what serves now and what will serve beside it", () => {
    assert.deepEqual(met({ live: "green", canary: 10, blue: "1.1.0" }), ["1.0.0 runs", "1.1.0 will run"]);
    assert.deepEqual(met({ live: "green", canary: 10 }), ["1.0.0 runs"]);
  });

  it("in place, is also the version that users have until then", () => {
    const both: Serving = { colours: ["blue", "green"], versions: { blue: "1.0.0", green: "1.5.0" } };
    assert.deepEqual(met({ live: "green", canary: 10 }, both), ["1.5.0 runs", "1.0.0 runs"]);
    const green: Serving = { ...both, colours: ["green"] };
    assert.deepEqual(met({ live: "green" }, green), ["1.5.0 runs"]);
  });

  it("in a first run is what gets users beside it, or before it", () => {
    const nothing: Serving = { colours: [], versions: {} };
    assert.deepEqual(met({ live: "blue" }, nothing), ["1.0.0 will run"]);
    assert.deepEqual(met({ live: "green", canary: 10 }, nothing), ["1.0.0 will run"]);
    assert.deepEqual(met({ live: "green" }, nothing), []);
  });

  it("leaves out nothing that has users while the migration runs, or when the run is over", () => {
    fc.assert(
      fc.property(colour, release, serving, (moving, next, before) => {
        const wish = wishOf(next);
        const versions = meetsMigrationOf(moving, wish, before).map(({ version }) => version);
        const other = otherColour(moving);
        if (wish.weights[other] > 0) assert.ok(versions.includes(wish.versions[other] ?? ""));
        const servesNow = before.colours.includes(other) && before.versions[other] !== undefined;
        if (wish.weights[moving] > 0 && servesNow) assert.ok(versions.includes(before.versions[other] ?? ""));
      }),
    );
  });
});

describe("a colour that gets users", () => {
  const blue = { colour: "blue", version: "1.4.2", schema: { head: "0003" } } as const;

  it("is one that has none now", () => {
    const wish = wishOf(releaseOf({ live: "green", canary: 10 }));
    assert.deepEqual(gettingUsers(wish, { colours: ["blue"], versions: {} }), ["green"]);
    assert.deepEqual(gettingUsers(wish, { colours: ["blue", "green"], versions: {} }), []);
    assert.deepEqual(gettingUsers(wish, { colours: [], versions: {} }), ["blue", "green"]);
  });

  it("is refused when the database has left its code behind, with what to do", () => {
    const [fault, ...others] = refuseOutdated(blue, { head: "0005", servesFrom: "0004" });
    assert.deepEqual(others, []);
    assert.match(
      fault ?? "",
      /^release\/blue: the database is on schema 0005, where only code from 0004 on works; 1\.4\.2 is of 0003\. Give blue a version/,
    );
  });

  it("is let through when its code works there, or when that is not known", () => {
    assert.deepEqual(refuseOutdated(blue, { head: "0005", servesFrom: "0003" }), []);
    assert.deepEqual(refuseOutdated(blue, { head: "0005" }), []);
    assert.deepEqual(refuseOutdated(blue, {}), []);
    assert.deepEqual(refuseOutdated({ ...blue, schema: {} }, { head: "0005", servesFrom: "0004" }), []);
  });
});
