/** The steps in which a version reaches users. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { weightsFor } from "../../../components/colour";
import { parseSettings } from "../../../components/settings/settings";
import { deployed, stopped } from "../../../release/moves";
import { stepsOf, watchOf } from "../../../release/strategies";
import { goodConfig, onAws, releaseOf } from "../../support/release";

const blue1 = releaseOf({ blue: "1.0.0", green: undefined });
const next = deployed(blue1, "2.0.0");

function settings(strategy: Record<string, unknown> = {}) {
  return parseSettings({ release: { live: "blue", blue: "1.0.0" }, strategy, watch: { for: "3 seconds" } });
}

function told(steps: ReturnType<typeof stepsOf>): string[] {
  return steps.map(({ release, watched, watchMs }) => {
    const { blue, green } = weightsFor(release);
    return `${blue}:${green}, ${watched ?? "nobody"} ${watchMs}`;
  });
}

describe("the steps of a deploy", () => {
  it("are one by blue-green, watched for watch.for", () => {
    assert.deepEqual(told(stepsOf(settings(), blue1, next)), ["0:100, green 3000"]);
  });

  it("are those of the setting by canary, each watched for its pause, then all users", () => {
    const canary = settings({ kind: "canary", steps: [10, 40], pause: "2 minutes" });
    assert.deepEqual(told(stepsOf(canary, blue1, next)), [
      "90:10, green 120000",
      "60:40, green 120000",
      "0:100, green 3000",
    ]);
    const underway = { ...blue1, green: "2.0.0", canary: 10 };
    assert.deepEqual(told(stepsOf(canary, underway, deployed(underway, "2.0.0"))), [
      "60:40, green 120000",
      "0:100, green 3000",
    ]);
  });

  it("are two by big-bang: the page with nothing behind it, then the version alone, which nobody can take back", () => {
    const bigBang = settings({ kind: "big-bang" });
    const warm = { ...blue1, green: "0.9.0" };
    const steps = stepsOf(bigBang, warm, deployed(warm, "2.0.0"));
    assert.deepEqual(told(steps), ["0:0, nobody 0", "0:100, green 3000"]);
    assert.deepEqual(
      steps.map(({ release, back }) => [release.blue, release.green, back]),
      [
        [undefined, undefined, undefined],
        [undefined, "2.0.0", undefined],
      ],
    );
  });

  it("are one in place by rolling, and back the same way: the other colour stays as it is", () => {
    const warm = { ...blue1, green: "0.9.0" };
    const [step, ...others] = stepsOf(settings({ kind: "rolling" }), warm, deployed(warm, "2.0.0"));
    assert.deepEqual(others, []);
    assert.deepEqual(step, {
      release: { ...warm, blue: "2.0.0", allowInPlace: true },
      watched: "blue",
      watchMs: 3_000,
      back: { ...warm, allowInPlace: true },
    });
  });

  it("go on from the page by big-bang; by the others the page ends in one", () => {
    const page = stopped(blue1);
    const after = deployed(page, "2.0.0");
    const toldBy = (kind: string) => told(stepsOf(settings({ kind }), page, after));
    assert.deepEqual(toldBy("big-bang"), ["0:0, nobody 0", "0:100, green 3000"]);
    for (const kind of ["canary", "blue-green"]) assert.deepEqual(toldBy(kind), ["0:100, nobody 3000"]);
  });

  it("are one, and nobody is watched, when no user gets anything else", () => {
    const first = { ...blue1, blue: undefined };
    const canary = settings({ kind: "canary" });
    assert.deepEqual(told(stepsOf(canary, first, blue1)), ["100:0, nobody 3000"]);
    assert.deepEqual(told(stepsOf(canary, blue1, deployed(blue1, "1.0.0"))), ["100:0, nobody 3000"]);
  });

  it("can be taken back from anywhere by one flip: both colours keep their versions", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 }),
        (given) => {
          const canary = settings({ kind: "canary", steps: given.sort((a, b) => a - b) });
          for (const { release, back } of stepsOf(canary, blue1, next)) {
            assert.ok(back);
            assert.deepEqual(
              [weightsFor(back), back.blue, back.green],
              [{ blue: 100, green: 0 }, release.blue, release.green],
            );
          }
        },
      ),
    );
  });

  it("refuse shares that do not rise", () => {
    assert.throws(
      () => settings({ kind: "canary", steps: [50, 10] }),
      /strategy\/steps: should be a list of rising/,
    );
    assert.throws(() => settings({ kind: "canary", steps: [0] }), /from 1 to 99/);
    assert.throws(() => settings({ kind: "canaries" }), /strategy\/kind: should be one of/);
  });

  it("refuse rolling on AWS, where a Service leads to one version", () => {
    const on = (kind: string) => () => parseSettings({ ...goodConfig(), ...onAws({ strategy: { kind } }) });
    assert.throws(on("rolling"), /strategy\/kind: should be one of .* with platform aws, got "rolling"/);
    assert.doesNotThrow(on("big-bang"));
  });
});

describe("a watch of what has users already", () => {
  it("is of the canary, or of the live colour, and knows what users could go back to", () => {
    const underway = { ...blue1, green: "2.0.0", canary: 10 };
    const canary = watchOf(underway, 1);
    assert.deepEqual([canary.watched, canary.back?.canary, canary.back?.live], ["green", 0, "blue"]);
    const live = watchOf(next, 1);
    assert.deepEqual([live.watched, live.back?.live], ["green", "blue"]);
    assert.equal(watchOf(blue1, 1).back, undefined);
    assert.throws(() => watchOf(stopped(blue1), 1), /everybody gets the maintenance page/);
  });
});
