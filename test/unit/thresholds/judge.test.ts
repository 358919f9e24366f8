/** When readings breach a threshold. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { breaches, type Former } from "../../../components/thresholds/judge";
import type { Reading } from "../../../components/thresholds/reading";
import {
  type Metric,
  rowNames,
  shipped,
  type Thresholds,
  thresholdsOf,
} from "../../../components/thresholds/table";

type Values = Partial<Record<Metric, number>>;

/** One reading after the other, a second each. */
function readings(...values: Values[]): Reading[] {
  return values.map((each, at) => ({ from: at * 1000, to: (at + 1) * 1000, requests: 10, values: each }));
}

function seconds(count: number, values: Values): Values[] {
  return Array.from({ length: count }, () => values);
}

function found(all: Reading[], former: Former = {}, rows: Thresholds = shipped): string[] {
  return breaches(rows, all, former).map(({ row }) => row);
}

describe("thresholds", () => {
  it("are breached when a value was above its limit for as long as the row says, without a break", () => {
    const bad = { failed: 30 };
    assert.deepEqual(found(readings(...seconds(19, bad))), []);
    assert.deepEqual(found(readings(...seconds(20, bad))), ["errors"]);
    assert.deepEqual(found(readings(...seconds(15, bad), { failed: 0 }, ...seconds(15, bad))), []);
  });

  it("are not breached while nobody asks, and nobody can tell", () => {
    assert.deepEqual(found(readings(...seconds(30, {}))), []);
    assert.deepEqual(found([]), []);
  });

  it("are breached at once where one case is too many", () => {
    assert.deepEqual(found(readings({ dataLoss: 0 }, { dataLoss: 1 })), ["dataLoss"]);
    assert.deepEqual(found(readings({ security: 1 })), ["security"]);
    assert.deepEqual(found(readings({ restarts: 1 })), []);
    assert.deepEqual(found(readings({ restarts: 2 })), ["crashes"]);
  });

  it("compare with the colour before, where there was one, and never with less than users could notice", () => {
    const slow = readings(...seconds(60, { responseTime: 300 }));
    assert.deepEqual(found(slow, { responseTime: 50 }), ["slow", "slower"]);
    assert.deepEqual(found(slow, { responseTime: 120 }), ["slower"]);
    assert.deepEqual(found(slow), []);
    assert.deepEqual(found(readings(...seconds(60, { responseTime: 30 })), { responseTime: 1 }), []);
  });

  it("say what was measured, and what is allowed", () => {
    const [errors] = breaches(shipped, readings(...seconds(20, { failed: 12.34 })), {});
    assert.equal(
      errors?.text,
      "errors: failed requests above 5 % for 20 seconds, now 12 % (too many requests fail)",
    );
  });

  it("follow the stack file: other limits, other durations, or none", () => {
    const rows = thresholdsOf({ ...shipped, errors: { above: 50, for: "1 second", then: "review" } });
    assert.deepEqual(
      breaches(rows, readings({ failed: 51 }), {}).map(({ then }) => then),
      ["review"],
    );
    const none = thresholdsOf({ ...shipped, errors: { above: 5, for: "0 seconds", then: "ignore" } });
    assert.deepEqual(found(readings({ failed: 100 }), {}, none), []);
  });

  it("are breached by nothing that stays below, whatever came before", () => {
    const value = fc.record({
      failed: fc.double({ min: 0, max: 100, noNaN: true }),
      cpu: fc.double({ min: 0, max: 100, noNaN: true }),
      memory: fc.double({ min: 0, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 200 }), (all) => {
        const fine = { failed: 1, cpu: 95, memory: 95, dataLoss: 0, security: 0, restarts: 1 };
        assert.deepEqual(found(readings(...all, fine)), []);
      }),
    );
  });

  it("ship as the operations documents say", () => {
    const told = rowNames.map((name) => {
      const { metric, above, for: held, then } = shipped[name];
      return `${name}: ${metric} ${above} ${held} ${then}`;
    });
    assert.deepEqual(told, [
      "outage: failed 50 15 minutes roll back",
      "errors: failed 5 20 seconds roll back",
      "slow: responseTime 5 30 seconds roll back",
      "crashes: restarts 1 0 seconds roll back",
      "memory: memory 95 20 seconds roll back",
      "cpu: cpu 95 10 minutes roll back",
      "dataLoss: dataLoss 0 0 seconds roll back",
      "security: security 0 0 seconds roll back",
      "manyErrors: failed 1 1 minute review",
      "slower: responseTime 2 1 minute review",
    ]);
  });
});
