import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describeLeft, describeLock, type Lock } from "../../../setup/doctor";
import { namesInState, type State } from "../../../setup/stack";

const lock: Lock = {
  pid: 4711,
  username: "anna",
  hostname: "desk",
  timestamp: "2026-01-01T10:00:00Z",
};
const now = new Date("2026-01-01T10:08:10Z");

describe("make doctor", () => {
  it("says whose a lock is", () => {
    for (const holder of ["lives", "ended", "elsewhere"] as const) {
      const said = describeLock("dev", lock, holder, now);
      assert.match(said, /^dev is locked by anna on desk, process 4711, since \S+ \(8 min ago\)\.$/m);
    }
  });

  it("names one command for a lock whose process was killed", () => {
    const said = describeLock("dev", lock, "ended", now);
    assert.match(said, /it was killed/);
    assert.deepEqual(said.match(/^ {4}.*$/gm), ["    pulumi cancel --yes -s dev"]);
  });

  it("does not offer to take away the lock of a process that works", () => {
    assert.doesNotMatch(describeLock("dev", lock, "lives", now), /cancel/);
  });

  it("lists what a killed run left behind", () => {
    const left = { containers: ["dev-postgres-1"], volumes: [], networks: ["dev-network-1"] };
    assert.match(describeLeft(left), /next up removes it.*\n\n {4}dev-postgres-1\n {4}dev-network-1\n/);
    assert.match(describeLeft({ containers: [], volumes: [], networks: [] }), /^Nothing is left behind/);
  });

  it("knows the names of everything in a state", () => {
    const state = JSON.parse(readFileSync("test/fixtures/states/0.1.0.json", "utf8")) as State;
    const { containers, volumes, networks } = namesInState(state);
    assert.equal(containers.length, 9);
    assert.equal(networks.length, 1);
    assert.ok(volumes.some((name) => name.includes("postgres-data")));
  });
});
