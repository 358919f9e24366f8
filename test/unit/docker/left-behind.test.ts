/** What the sweep may take for the rest of a killed run. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { labels } from "../../../components/docker/engine";
import {
  type EngineContainer,
  leftBehind,
  type Names,
  type OnEngine,
} from "../../../components/docker/left-behind";

const here = { [labels.environment]: "here" };
const nothing: Names = { containers: [], volumes: [], networks: [] };

function container(name: string, more: Partial<EngineContainer> = {}): EngineContainer {
  return { name, labels: here, state: "created", uses: [], ...more };
}

function leftOf(found: Partial<OnEngine>, known = nothing) {
  const { containers = [], volumes = [], networks = [] } = found;
  return leftBehind({ containers, volumes, networks }, known, "here");
}

describe("what a killed run left behind", () => {
  it("is a container that was never started and that the program does not know", () => {
    assert.deepEqual(leftOf({ containers: [container("postgres-1")] }).containers, ["postgres-1"]);
    const known = { ...nothing, containers: ["postgres-1"] };
    assert.deepEqual(leftOf({ containers: [container("postgres-1")] }, known), nothing);
  });

  it("is a container of one step, whether it runs or not", () => {
    const migration = container("m", { state: "running", labels: { ...here, [labels.passing]: "true" } });
    assert.deepEqual(leftOf({ containers: [migration] }).containers, ["m"]);
  });

  it("is an unknown volume or network that nothing uses which stays", () => {
    const volumes = [{ name: "v", labels: here }];
    const networks = [{ name: "n", labels: here }];
    assert.deepEqual(leftOf({ volumes, networks }), { ...nothing, volumes: ["v"], networks: ["n"] });
    const goes = container("c", { uses: ["v", "n"] });
    assert.deepEqual(leftOf({ volumes, networks, containers: [goes] }), {
      containers: ["c"],
      volumes: ["v"],
      networks: ["n"],
    });
    const stays = container("c", { uses: ["v", "n"], state: "running" });
    assert.deepEqual(leftOf({ volumes, networks, containers: [stays] }), nothing);
  });

  it("is never data", () => {
    const data = { name: "postgres-data", labels: { ...here, [labels.data]: "true" } };
    assert.deepEqual(leftOf({ volumes: [data] }), nothing);
  });

  const state = fc.constantFrom("created", "running", "paused", "restarting", "exited", "dead");
  const owner = fc.constantFrom({}, here, { [labels.environment]: "another checkout" });

  it("is nothing that has run and may serve, and nothing of another checkout, whatever else is there", () => {
    const containers = fc.uniqueArray(
      fc.record({ name: fc.string(), labels: owner, state, uses: fc.array(fc.string()) }),
      { selector: ({ name }) => name },
    );
    fc.assert(
      fc.property(containers, fc.array(fc.string()), (all, known) => {
        const left = leftOf({ containers: all }, { ...nothing, containers: known }).containers;
        for (const name of left) {
          const found = all.find((each) => each.name === name);
          assert.deepEqual([found?.state, found?.labels], ["created", here]);
          assert(!known.includes(name));
        }
      }),
    );
  });
});
