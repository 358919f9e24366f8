import assert from "node:assert/strict";
import { allHealthy } from "../../../components/gate/aws-gate-provider";
import { servingOn } from "../../../components/load-balancer/elb";

const target = (state: string, reason = "") => ({ address: "10.0.0.1:8080", state, reason });
const healthy = target("healthy");

describe("target health on AWS", () => {
  it("passes with as many healthy targets as wanted, or more", () => {
    assert.equal(allHealthy([healthy, healthy], 2), undefined);
    assert.equal(allHealthy([healthy, healthy, healthy], 2), undefined);
  });

  it("fails with fewer, and says that there is none", () => {
    assert.match(allHealthy([], 2)?.came ?? "", /^0 of 0: no target$/);
    assert.match(allHealthy([healthy], 2)?.came ?? "", /^1 of 1: 10\.0\.0\.1:8080 healthy$/);
  });

  for (const state of ["initial", "unhealthy", "unused", "unavailable"]) {
    it(`fails with one that is ${state}, however many are healthy, and says why`, () => {
      const fault = allHealthy([healthy, healthy, target(state, "Request timed out")], 2);
      assert.match(fault?.came ?? "", new RegExp(`2 of 3: .*${state} \\(Request timed out\\)`));
    });
  }
});

describe("who serves, by the weights of a load balancer", () => {
  it("is everybody with weight; nobody before the first flip", () => {
    assert.deepEqual(servingOn({ blue: 90, green: 10 }), ["blue", "green"]);
    assert.deepEqual(servingOn({ blue: 0, green: 100 }), ["green"]);
    assert.deepEqual(servingOn(undefined), []);
  });
});
