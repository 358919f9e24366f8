import assert from "node:assert/strict";
import { until } from "../../components/until";

describe("until", () => {
  it("asks again until the condition holds", async () => {
    let asked = 0;
    await until(() => Promise.resolve(++asked === 3), "the third time", { intervalMs: 1 });
    assert.equal(asked, 3);
  });

  it("given a condition that never holds, names what it waited for", async () => {
    await assert.rejects(
      until(() => Promise.resolve(false), "an answer", { timeoutMs: 5, intervalMs: 1 }),
      /waited 0\.005 s for an answer/,
    );
  });

  it("passes on an error of the condition at once", async () => {
    await assert.rejects(
      until(() => Promise.reject(new Error("no engine")), "an answer"),
      /no engine/,
    );
  });
});
