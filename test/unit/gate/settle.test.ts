import assert from "node:assert/strict";
import fc from "fast-check";
import { drainSentence, provider } from "../../../components/gate/docker-settle-provider";
import { nobody } from "../../../components/colour";
import { isRight, usersAnswer } from "../../../components/gate/settled";
import { html, maintenance, nobodyServes } from "../../../components/load-balancer/problem";
import { colour, percent } from "../../support/arbitraries";

describe("an answer that users get", () => {
  it("is right when it is a 200 of a colour that has weight", () => {
    fc.assert(
      fc.property(colour, percent, fc.constantFrom(0, 200, 301, 404, 500, 503), (from, green, status) => {
        const weights = { blue: 100 - green, green };
        assert.equal(isRight({ status, colour: from }, weights), status === 200 && weights[from] > 0);
      }),
    );
  });

  it("is wrong when no colour answered", () => {
    for (const from of ["none", "nobody", "", "toString"]) {
      assert.equal(isRight({ status: 200, colour: from }, { blue: 50, green: 50 }), false);
    }
  });
});

describe("an answer under the maintenance page", () => {
  const answer = (status: number, body: string) => usersAnswer({ status, headers: {}, body });

  it("is right when it is that page, and no other 503", () => {
    assert.equal(isRight({ status: 503, colour: "maintenance" }, nobody), true);
    assert.equal(isRight(answer(503, html(maintenance)), nobody), true);
    assert.equal(isRight(answer(503, html(nobodyServes)), nobody), false);
    assert.equal(isRight({ status: 503, colour: "blue" }, nobody), false);
    assert.equal(isRight({ status: 200, colour: "blue" }, nobody), false);
    assert.equal(isRight(answer(503, html(maintenance)), { blue: 100, green: 0 }), false);
  });
});

describe("settle", () => {
  const settled = {
    network: "n",
    stack: "dev",
    live: "blue",
    blue: 100,
    green: 0,
    appliedAt: "1",
    passed: ["2"],
  };
  const runsAgain = async (news: object) => provider.diff(settled, { ...settled, ...news });

  it("runs after every write of the listener and every gate, asking neither", async () => {
    assert.equal(await runsAgain({ appliedAt: "3" }), true);
    assert.equal(await runsAgain({ passed: ["4"] }), true);
    assert.equal(await runsAgain({ blue: 90, green: 10 }), true);
  });

  it("does not run when nothing was flipped, whatever its own settings are", async () => {
    assert.equal(await runsAgain({ answers: 1, timeoutMs: 1, drainMs: 1, network: "n" }), false);
  });
});

describe("what settle says of a colour that lost its weight", () => {
  it("is how long it took, and how many connections it had to cut, if any", () => {
    assert.equal(drainSentence("green", 1_240, 0), "green drained after 1.2 s");
    assert.equal(drainSentence("green", 30_000, 1), "green drained after 30.0 s; 1 long connection cut");
    assert.equal(drainSentence("blue", 30_000, 3), "blue drained after 30.0 s; 3 long connections cut");
  });
});
