/** What CloudWatch answers about a load balancer, minute by minute. */
import assert from "node:assert/strict";
import { minutesOf } from "../../../components/load-balancer/metrics";

const [noon, before] = [new Date("2026-01-01T12:00:00Z"), new Date("2026-01-01T11:59:00Z")];

describe("minutes of a load balancer on AWS", () => {
  it("come newest first; what is not reported is 0", () => {
    const minutes = minutesOf([
      { Id: "requests", Timestamps: [noon, before], Values: [100, 80] },
      { Id: "targetErrors", Timestamps: [noon], Values: [7] },
      { Id: "unreached", Timestamps: [noon], Values: [2] },
      { Id: "ownErrors", Timestamps: [noon], Values: [1] },
      { Id: "response", Timestamps: [noon, before], Values: [0.25, 0.02] },
    ]);
    assert.deepEqual(minutes, [
      { at: noon.getTime(), requests: 100, failed: 10, responseMs: 250 },
      { at: before.getTime(), requests: 80, failed: 0, responseMs: 20 },
    ]);
  });

  it("tell a minute in which no target could be asked as one that failed", () => {
    const [minute] = minutesOf([{ Id: "ownErrors", Timestamps: [noon], Values: [5] }]);
    assert.deepEqual(minute, { at: noon.getTime(), requests: 5, failed: 5, responseMs: undefined });
  });

  it("are none while nobody asks", () => {
    assert.deepEqual(minutesOf([]), []);
    assert.deepEqual(minutesOf([{ Id: "requests" }]), []);
  });
});
