import assert from "node:assert/strict";
import fc from "fast-check";
import { hearAll } from "../../../components/gate/hear-all";

/** Answers in this order, again and again; counts how often it was asked. */
function answering(...order: readonly ({ instance: string } | { fault: string })[]) {
  let asked = 0;
  const ask = () => Promise.resolve(order[asked++ % order.length] ?? { fault: "nobody" });
  return { ask, count: () => asked };
}
const names = (count: number) => Array.from({ length: count }, (_each, at) => `backend-${at + 1}`);
const all = (instances: readonly string[]) => answering(...instances.map((instance) => ({ instance })));

describe("hearing every backend of a colour", () => {
  it("ends when each has answered, whatever their order, with no more than so many requests at once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 8 }),
        async (count, atOnce) => {
          const wanted = names(count);
          let now = 0;
          let most = 0;
          const { ask } = all([...wanted].reverse());
          const counted = async () => {
            most = Math.max(most, (now += 1));
            const answer = await ask();
            now -= 1;
            return answer;
          };
          const { missing, fault } = await hearAll(wanted, new Set(), counted, atOnce);
          assert.deepEqual({ missing, fault }, { missing: [], fault: undefined });
          assert(most <= atOnce, `${most} at once`);
        },
      ),
    );
  });

  it("names those who never answer, after two rounds in which nobody new did", async () => {
    const { ask, count } = all(["backend-1"]);
    assert.deepEqual((await hearAll(names(2), new Set(), ask, 8)).missing, ["backend-2"]);
    assert.equal(count(), 3 * 2);
  });

  it("remembers who was heard in an earlier call", async () => {
    const heard = new Set<string>();
    await hearAll(names(2), heard, all(["backend-1"]).ask, 8);
    assert.deepEqual((await hearAll(names(2), heard, all(["backend-2"]).ask, 8)).missing, []);
  });

  it("ends at the first fault", async () => {
    const { ask } = answering({ instance: "backend-1" }, { fault: "another version" });
    assert.equal((await hearAll(names(2), new Set(), ask, 8)).fault, "another version");
  });
});
