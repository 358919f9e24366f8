import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Answer } from "../../../components/load-balancer/answer";
import { cannotFlip } from "../../../setup/verify-aws/flip";
import { exitCode, type Outcome, outcomeText, runSteps, totalText } from "../../../setup/verify-aws/report";
import { during, faultOf, judged } from "../../../setup/verify-aws/stream";
import { plain } from "../../../setup/terminal";
import { releaseOf } from "../../support/release";

const answer = (colour?: string, status = 200): Answer => ({
  status,
  headers: colour === undefined ? {} : { "x-frontend-colour": colour },
  body: status === 0 ? "no answer in 10 s" : "",
});

describe("the steps of make verify-aws", () => {
  const good = { name: "good", show: () => Promise.resolve("as it should") };
  const bad = { name: "bad", show: () => Promise.reject(new Error("expected 1; came 2\nand so on")) };
  const left = { ...bad, name: "left", leftOut: "FLIP=1 includes it" };

  it("all run, also after one that failed, and are told as they end", async () => {
    const told: Outcome[] = [];
    const outcomes = await runSteps([bad, left, good], (outcome) => told.push(outcome));
    assert.deepEqual(
      outcomes.map(({ name, result, said }) => [name, result, said]),
      [
        ["bad", "failed", "expected 1; came 2\nand so on"],
        ["left", "left out", "FLIP=1 includes it"],
        ["good", "shown", "as it should"],
      ],
    );
    assert.deepEqual(told, outcomes);
    assert.equal(totalText("staging", outcomes), "staging: 1 shown, 1 failed, 1 left out");
    const text = outcomeText({ name: "bad", result: "failed", said: "one\ntwo", seconds: 1.5 }, plain);
    assert.equal(text, "failed    bad (1.5 s): one\n            two");
  });

  for (const [what, steps, code] of [
    ["all that ran was shown", [good, left], 0],
    ["one failed", [good, bad], 1],
    ["nothing was shown", [left], 1],
  ] as const) {
    it(`end with ${code} when ${what}`, async () => {
      assert.equal(exitCode(await runSteps(steps, () => undefined)), code);
    });
  }
});

describe("users during a flip", () => {
  it("are counted by the colour that answered, and by what went wrong", async () => {
    const answers = [
      answer("blue"),
      answer("green"),
      answer("green", 502),
      answer(undefined),
      answer("x", 0),
    ];
    let at = 0;
    const ask = () => Promise.resolve(answers[Math.min(at++, answers.length - 1)] ?? answer());
    const work = async () => {
      while (at < answers.length) await pause(1);
    };
    const { byColour, failures } = await during(ask, work, { perSecond: 1_000, most: 1_000 });
    assert.deepEqual(byColour, { blue: 1, green: 1 });
    assert.equal(failures["status 502"], 1);
    assert.equal(failures["200, but not by a colour"], 1);
    assert.ok((failures["no answer in 10 s"] ?? 0) >= 1);
  });

  it("are never more than allowed, and then nothing is shown", async () => {
    let asked = 0;
    const ask = () => {
      asked += 1;
      return Promise.resolve(answer("blue"));
    };
    const work = async () => {
      while (asked < 5) await pause(1);
      await pause(20);
    };
    await assert.rejects(during(ask, work, { perSecond: 1_000, most: 5 }), /5 requests were not enough/);
    assert.equal(asked, 5);
  });

  it("end when the work fails, with its error", async () => {
    const fails = () => Promise.reject(new Error("up failed"));
    await assert.rejects(
      during(() => Promise.resolve(answer("blue")), fails, { perSecond: 1_000, most: 10 }),
      /^Error: up failed$/,
    );
  });

  it("show a flip only without a failure and with both colours", () => {
    const both = { blue: 3, green: 2 };
    assert.equal(
      judged({ requests: 5, byColour: both, failures: {} }),
      "5 requests, 0 failed; blue answered 3, green 2",
    );
    assert.throws(
      () => judged({ requests: 6, byColour: both, failures: { reset: 1 } }),
      /1 failed.*\n1 times: reset/,
    );
    assert.throws(() => judged({ requests: 5, byColour: { blue: 5 }, failures: {} }), /shows no flip/);
  });

  it("accept nothing but 200 of a colour", () => {
    assert.equal(faultOf(answer("blue")), undefined);
    assert.equal(faultOf(answer("blue", 301)), "status 301");
    assert.equal(faultOf(answer(undefined, 0)), "no answer in 10 s");
  });
});

describe("a flip and back can be shown", () => {
  for (const [what, release, why] of [
    ["with the same images in both colours", { blue: "1.4.2", green: "1.4.2+2" }, undefined],
    ["not with other ones", { blue: "1.4.2", green: "1.5.0" }, /blue runs 1.4.2 and green 1.5.0/],
    ["not with one colour", { green: undefined }, /one colour runs nothing/],
    ["not during a canary", { green: "1.4.2", canary: 10 }, /canary/],
  ] as const) {
    it(what, () => {
      const reason = cannotFlip(releaseOf(release));
      if (why === undefined) assert.equal(reason, undefined);
      else assert.match(reason ?? "", why);
    });
  }
});
