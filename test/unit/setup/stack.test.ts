import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readState, shortName } from "../../../setup/stack";

describe("the state of a stack", () => {
  it("tells the weights and versions that the last run wrote, and where users are", () => {
    const recorded = readState(readFileSync("test/fixtures/states/0.1.0.json", "utf8"));
    assert.deepEqual(recorded.weights, { blue: 0, green: 100 });
    assert.deepEqual(recorded.versions, { blue: "1.0.0", green: "1.1.0" });
    assert.match(recorded.url ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(recorded.pending, 0);
  });

  it("of a stack that never ran tells nothing", () => {
    const { weights, versions, url } = readState('{"deployment":{}}');
    assert.deepEqual([weights, versions, url], [undefined, {}, undefined]);
  });
});

describe("the short name of a container", () => {
  const of = (name: string, labels: Record<string, string> = {}) => shortName("dev", { name, labels });

  it("is its role and number in a colour", () => {
    const labels = { "maintenance.colour": "green", "maintenance.version": "1.5.0+2" };
    assert.equal(of("dev-green-1-5-0-r2-backend-10-a1b2c3", labels), "backend-10");
  });

  it("is the thing itself when it is shared", () => {
    assert.equal(of("dev-load-balancer-a1b2c3"), "load-balancer");
  });
});
