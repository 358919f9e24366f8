/** How a watch ends. */
import assert from "node:assert/strict";
import type { Meter } from "../../../components/thresholds/reading";
import { type Metric, shipped } from "../../../components/thresholds/table";
import { watch, type Watched } from "../../../release/watch";

type Values = Partial<Record<Metric, number>>;

/** A colour that measures these one after the other, then the last one for ever; a second passes with each. */
function measuring(...values: (Values | Error)[]): Meter {
  let at = 0;
  return {
    read: async () => {
      const now = values[Math.min(at, values.length - 1)] ?? {};
      at += 1;
      if (now instanceof Error) throw now;
      return Promise.resolve({ from: at * 1000, to: (at + 1) * 1000, requests: 10, values: now });
    },
  };
}

async function watched(meter: Meter, watchMs = 50, signal = new AbortController().signal) {
  const told: string[] = [];
  const rows = { ...shipped, manyErrors: { ...shipped.manyErrors, for: "0 seconds" } };
  const tell = (line: string) => void told.push(line);
  const result: Watched = await watch({ meter, rows, former: {}, watchMs, intervalMs: 5, signal, tell });
  return { ...result, told };
}

describe("a watch", () => {
  it("ends with its time when nothing is breached", async () => {
    const { breach, blind, requests, told } = await watched(measuring({ failed: 0, responseTime: 7.25 }));
    assert.deepEqual([breach, blind], [undefined, undefined]);
    assert.ok(requests >= 20);
    assert.match(told[0] ?? "", /^0 of 0 s: 10 requests, 0 % failed, 7\.3 ms$/);
  });

  it("ends with the first breach that takes a release back", async () => {
    const { breach, seconds } = await watched(measuring({ dataLoss: 0 }, { dataLoss: 2 }), 60_000);
    assert.equal(breach?.row, "dataLoss");
    assert.ok(seconds < 10);
  });

  it("tells each review once, and goes on", async () => {
    const { breach, reviews, told } = await watched(measuring({ failed: 2 }));
    assert.equal(breach, undefined);
    assert.equal(reviews.length, 1);
    assert.equal(told.filter((line) => line.startsWith("look at it: manyErrors")).length, 1);
  });

  it("says when nobody can tell; what cannot be asked for a moment is no reason", async () => {
    const away = new Error("the load balancer is away");
    assert.equal((await watched(measuring(away))).blind, "the load balancer is away");
    assert.equal((await watched(measuring(away, {}))).blind, undefined);
  });

  it("ends at once when it is asked to", async () => {
    const asking = new AbortController();
    const watching = watched(measuring({}), 60_000, asking.signal);
    asking.abort();
    assert.ok((await watching).seconds < 10);
  });

  it("takes nothing back for whoever has stopped it", async () => {
    const asking = new AbortController();
    asking.abort();
    const { breach, requests } = await watched(measuring({ dataLoss: 1 }), 60_000, asking.signal);
    assert.deepEqual([breach, requests], [undefined, 10]);
  });
});
