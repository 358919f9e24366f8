/** What each command makes of the release block. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Colour, nobody, otherColour, type Release, weightsFor } from "../../../components/colour";
import { refuseServingMoves } from "../../../components/guard/guard";
import {
  aborted,
  canaryOf,
  deployed,
  firstOf,
  promoted,
  rolledBack,
  startingPoint,
  stopped,
} from "../../../release/moves";
import { Refused } from "../../../release/refused";
import { release as anyRelease, version as anyVersion } from "../../support/arbitraries";
import { releaseOf } from "../../support/release";

function block(changes: Partial<Release> = {}): Release {
  return releaseOf({ blue: "1.0.0", green: "0.9.0", ...changes });
}

const settledRelease = anyRelease
  .map((release) => ({ ...release, canary: 0, maintenance: false }))
  .filter(hasLive);
const version = anyVersion.filter((text) => !/\+/.test(text) || text.length < 90);

function hasLive(release: Release): boolean {
  return release[release.live] !== undefined;
}

/** The guard of the program itself, with these users. */
function refusals(now: Release, next: Release): string[] {
  const weights = weightsFor(now);
  const serving = (["blue", "green"] as Colour[]).filter((colour) => weights[colour] > 0);
  return refuseServingMoves(
    { weights: weightsFor(next), versions: next, allowInPlace: next.allowInPlace },
    { colours: serving, versions: { blue: now.blue, green: now.green } },
  );
}

describe("the release block after a command", () => {
  it("deploy gives the version to the idle colour, and that colour all users", () => {
    assert.deepEqual(deployed(block(), "1.1.0"), block({ live: "green", green: "1.1.0" }));
  });

  it("deploy of what users have changes nothing, and of what is idle flips only", () => {
    assert.deepEqual(deployed(block(), "1.0.0"), block());
    assert.deepEqual(deployed(block(), "0.9.0"), block({ live: "green" }));
  });

  it("the first deploy of all has nothing to flip from", () => {
    const empty = block({ blue: undefined, green: undefined });
    assert.deepEqual(firstOf(empty, "1.0.0"), { ...empty, blue: "1.0.0" });
  });

  it("a canary begins on the idle colour, with a version of its own or the one that it has", () => {
    assert.deepEqual(canaryOf(block(), 10), block({ canary: 10 }));
    assert.deepEqual(canaryOf(block(), 10, "1.1.0"), block({ canary: 10, green: "1.1.0" }));
    assert.deepEqual(canaryOf(block({ canary: 10 }), 50), block({ canary: 50 }));
  });

  it("deploy ends a maintenance page: with what stopped under it, or with another version", () => {
    const page = stopped(block());
    assert.deepEqual(page, block({ maintenance: true, blue: undefined, green: undefined }));
    const next = block({ live: "green", blue: undefined, green: "1.1.0" });
    assert.deepEqual(deployed(page, "1.1.0"), next);
    assert.deepEqual(deployed({ ...next, maintenance: true }, "1.1.0"), next);
    assert.deepEqual(rolledBack(page, block()), block());
  });

  it("promote and abort end a canary", () => {
    assert.deepEqual(promoted(block({ canary: 10 })), block({ live: "green" }));
    assert.deepEqual(aborted(block({ canary: 10 })), block());
  });

  it("rollback puts a release back as it was", () => {
    const now = block({ live: "green", green: "1.1.0" });
    assert.deepEqual(rolledBack(now, block()), block());
  });

  it("rollback to a release of the same live colour has the colours change places", () => {
    const now = block({ blue: "1.2.0", green: "1.1.0" });
    assert.deepEqual(rolledBack(now, block()), block({ live: "green", green: "1.0.0", blue: "0.9.0" }));
  });

  for (const [what, make, said] of [
    ["a version that is none", () => deployed(block(), "1/0"), /VERSION: should be an image tag/],
    ["a deploy during a canary", () => deployed(block({ canary: 10 }), "1.1.0"), /green 0.9.0 answers 10 %/],
    [
      "another version during a canary",
      () => canaryOf(block({ canary: 5 }), 9, "2"),
      /a canary is under way/,
    ],
    ["a canary of nothing", () => canaryOf(block({ green: undefined }), 10), /green runs nothing/],
    [
      "a canary of the maintenance page",
      () => canaryOf(block({ maintenance: true }), 10, "2"),
      /everybody gets the maintenance page: release deploy/,
    ],
    ["a share of all", () => canaryOf(block(), 100), /1 to 99, got "100".*release promote/],
    ["a share that is no number", () => canaryOf(block(), Number("ten")), /1 to 99, got "NaN"/],
    ["promote without a canary", () => promoted(block()), /no canary is under way/],
    ["abort without a canary", () => aborted(block()), /no canary is under way/],
    [
      "a rollback to nothing",
      () => rolledBack(block(), block({ blue: undefined })),
      /had no version for blue/,
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(make, (error: Error) => error instanceof Refused && said.test(error.message));
    });
  }

  it("no command asks for what the guard refuses, and permits nothing in place", () => {
    fc.assert(
      fc.property(
        settledRelease,
        version,
        fc.integer({ min: 1, max: 99 }),
        settledRelease,
        (now, next, share, target) => {
          const made = [
            deployed(now, next),
            canaryOf(now, share, next),
            promoted(canaryOf(now, share, next)),
            rolledBack(now, target),
          ];
          for (const each of made) {
            assert.equal(each.allowInPlace, false);
            assert.notEqual(each[each.live], undefined);
          }
          const [deploy, canary, promote, rollback] = made as [Release, Release, Release, Release];
          assert.deepEqual(refusals(now, deploy), []);
          assert.deepEqual(refusals(now, canary), []);
          assert.deepEqual(refusals(canary, promote), []);
          assert.deepEqual(refusals(now, rollback), []);
          assert.equal(deploy[deploy.live], next);
          assert.equal(rollback[rollback.live], target[target.live]);
        },
      ),
    );
  });

  it("a rollback from any deploy leads back to the version before, by the flip alone", () => {
    fc.assert(
      fc.property(settledRelease, version, (now, next) => {
        fc.pre(next !== now[now.live]);
        const after = deployed(now, next);
        const back = rolledBack(after, { ...now, [otherColour(now.live)]: next });
        assert.deepEqual({ ...after, live: back.live }, back);
        assert.equal(back[back.live], now[now.live]);
      }),
    );
  });
});

describe("what a command starts from", () => {
  const traffic = (green: number, versions = { blue: "1.0.0", green: "0.9.0" }) => ({
    weights: { blue: 100 - green, green },
    versions,
  });

  it("is what the load balancer says, not what the file asks for", () => {
    const asked = block({ live: "green", green: "1.1.0" });
    assert.deepEqual(
      startingPoint(asked, traffic(0, { blue: "1.0.0", green: "1.1.0" })),
      block({ green: "1.1.0" }),
    );
    assert.deepEqual(startingPoint(asked, traffic(100)), block({ live: "green" }));
  });

  it("is the maintenance page while the load balancer answers with it, whatever the file asks for", () => {
    const asked = block({ live: "green", green: "1.1.0" });
    const page = { weights: nobody, versions: { green: "1.1.0" } };
    assert.deepEqual(startingPoint(asked, page), { ...asked, blue: undefined, maintenance: true });
    assert.deepEqual(startingPoint(stopped(block()), traffic(0)), block());
  });

  it("is the file while nobody is served", () => {
    assert.deepEqual(startingPoint(block(), undefined), block());
    assert.deepEqual(startingPoint(block(), { versions: {} }), block());
  });

  it("keeps the shares of a canary, also one of all", () => {
    assert.deepEqual(startingPoint(block({ canary: 10 }), traffic(10)), block({ canary: 10 }));
    assert.deepEqual(startingPoint(block({ canary: 100 }), traffic(100)), block({ live: "green" }));
  });
});
