/** In which steps the targets of a colour that has users are exchanged. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  targetGroupConfig,
  targetsIn,
  versionInTargetGroup,
} from "../../../components/load-balancer/haproxy-config";
import { filesBetween, isExchange } from "../../../components/load-balancer/rolling";

const file = (version: string, targets: readonly string[]) =>
  targetGroupConfig("blue", version, targets, 8080);
const names = (of: string, count: number) => Array.from({ length: count }, (_, at) => `${of}-${at + 1}`);
const hosts = (config: string) => targetsIn(config).map((line) => line.trim().split(" ")[1] ?? "");

describe("rolling", () => {
  it("goes from N former targets over N-K former and K new ones to N new ones", () => {
    const steps = filesBetween(file("1.0.0", names("a", 3)), file("1.1.0", names("b", 3)), 1);
    assert.deepEqual(steps.map(hosts), [
      ["b-1", "a-2", "a-3"],
      ["b-1", "b-2", "a-3"],
      ["b-1", "b-2", "b-3"],
    ]);
    assert.deepEqual(steps.map(versionInTargetGroup), ["1.0.0", "1.0.0", "1.1.0"]);
  });

  it("goes on, or back, from the middle", () => {
    const middle = file("1.0.0", ["b-1", "a-2", "a-3"]);
    const on = filesBetween(middle, file("1.1.0", names("b", 3)), 1).map(hosts);
    assert.deepEqual(on, [
      ["b-1", "b-2", "a-3"],
      ["b-1", "b-2", "b-3"],
    ]);
    const back = filesBetween(middle, file("1.0.0", names("a", 3)), 1).map(hosts);
    assert.deepEqual(back, [["a-1", "a-2", "a-3"]]);
  });

  it("never exchanges more than a batch at once, has never fewer targets than the smaller of both, and ends as wanted", () => {
    const count = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(count, count, count, (many, wanted, batch) => {
        const [now, next] = [file("1", names("a", many)), file("2", names("b", wanted))];
        const steps = filesBetween(now, next, batch);
        assert.equal(steps.at(-1), next);
        let before = names("a", many);
        for (const step of steps.map(hosts)) {
          const coming = step.filter((target) => !before.includes(target));
          assert.ok(coming.length <= batch, `${coming.join()} at once`);
          assert.ok(step.length >= Math.min(many, wanted));
          before = step;
        }
      }),
    );
  });

  it("is none when no target goes, or none comes", () => {
    for (const [had, has] of [
      [[], ["b-1"]],
      [["a-1"], ["a-1"]],
      [["a-1", "a-2"], ["a-1"]],
      [["a-1"], ["a-1", "a-2"]],
    ] as const) {
      const [now, wanted] = [file("1", had), file("2", has)];
      assert.equal(isExchange(now, wanted), false);
      assert.deepEqual(filesBetween(now, wanted, 1), [wanted]);
    }
    assert.equal(isExchange(file("1", ["a-1", "a-2"]), file("1", ["a-1", "b-2"])), true);
  });
});
