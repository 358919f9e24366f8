import assert from "node:assert/strict";
import fc from "fast-check";
import { milliCpus } from "../../../components/kubernetes/pod";
import { boundsOf } from "../../../components/kubernetes/workload";
import { settingsWith, awsSection, onAws } from "../../support/release";

describe("CPUs as Kubernetes writes them", () => {
  for (const [cpus, written] of [
    [2, "2"],
    [1, "1"],
    [0.5, "500m"],
    [0.125, "125m"],
    [0.0001, "1m"],
  ] as const) {
    it(`${cpus} is ${written}`, () => assert.equal(milliCpus(cpus), written));
  }

  it("are never fewer than asked for", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 64, noNaN: true }), (cpus) => {
        const text = milliCpus(cpus);
        const back = text.endsWith("m") ? Number(text.slice(0, -1)) / 1_000 : Number(text);
        // Thousandths are not exact as numbers.
        assert.ok(back > cpus - 1e-9 && back < cpus + 0.001 + 1e-9, text);
      }),
    );
  });
});

describe("bounds of a colour's pods", () => {
  it("are never below the replicas asked for when it has weight", () => {
    const anything = fc.record({
      idle: fc.constantFrom("full", "small"),
      replicas: fc.integer({ min: 1, max: 20 }),
      maxReplicas: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(anything, fc.boolean(), ({ idle, replicas, maxReplicas }, hasWeight) => {
        const { aws } = settingsWith(onAws({ aws: awsSection({ idle, maxReplicas }) }));
        assert.ok(aws);
        const { least, most } = boundsOf(replicas, aws, hasWeight);
        assert.ok(least >= 1 && most >= least);
        assert.equal(least, hasWeight || idle === "full" ? replicas : 1);
      }),
    );
  });
});
