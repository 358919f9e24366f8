import assert from "node:assert/strict";
import { SharedAnswer } from "../../components/shared-answer";

describe("an answer that is shared for a moment", () => {
  it("is asked for once by those who ask the same, and anew for another subject, afterwards, or when forgotten", async () => {
    let asked = 0;
    const ask = () => Promise.resolve((asked += 1));
    const shared = new SharedAnswer<number>();
    assert.deepEqual(await Promise.all([shared.of("a", ask), shared.of("a", ask)]), [1, 1]);
    assert.equal(await shared.of("b", ask), 2);
    shared.forget();
    assert.equal(await shared.of("b", ask), 3);
    const brief = new SharedAnswer<number>(-1);
    assert.deepEqual([await brief.of("a", ask), await brief.of("a", ask)], [4, 5]);
  });
});
