import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { identityOf } from "../../../components/docker/identity";
import { recordEnvironment } from "../../support/recorded-environment";
import { useOwnFolder } from "../../support/own-folder";

describe("the identity of an environment", () => {
  useOwnFolder();

  it("is made with its first use, and stays", () => {
    const first = identityOf("dev");
    assert.match(first, /^[0-9a-f]{8}$/);
    assert.equal(identityOf("dev"), first);
  });

  it("is another one for each stack", () => {
    assert.notEqual(identityOf("dev"), identityOf("two"));
  });

  it("is refused when its file was spoilt", () => {
    identityOf("dev");
    writeFileSync(join(".state", "identity", "dev"), "my data");
    assert.throws(() => identityOf("dev"), /should hold 8 hexadecimal digits/);
  });
});

describe("everything on the engine", () => {
  it("bears the environment's labels, so that what a killed run leaves is found", async () => {
    const { resources } = await recordEnvironment();
    const made = resources.filter(({ type, name }) => {
      return /:(Container|Volume|Network)$/.test(type) && !name.startsWith("volume built-");
    });
    assert.equal(made.length, 18);
    for (const { name, inputs } of made) {
      const labels = inputs.labels as { label: string; value: string }[];
      const own = labels.find(({ label }) => label === "maintenance.environment");
      assert.equal(own?.value, "0a1b2c3d", name);
    }
  });

  it("is known to the sweep, which comes last", async () => {
    const recording = await recordEnvironment();
    const { containers, volumes, networks } = recording.get("sweep").inputs as Record<string, string[]>;
    const named = (type: string) =>
      recording
        .ofType(`docker:index/${type}:${type[0]?.toUpperCase()}${type.slice(1)}`)
        .filter(({ inputs }) => !(inputs.name as string | undefined)?.startsWith("built-"))
        .map(({ name, inputs }) => (inputs.name as string) ?? `${name.replace("volume ", "")}-1a2b3c4`)
        .sort();
    assert.deepEqual(containers, named("container"));
    assert.deepEqual(volumes, named("volume"));
    assert.deepEqual(networks, named("network"));
    const before = recording.before("sweep");
    for (const name of ["settle", "target-group-blue", "target-group-green"]) assert(before.has(name), name);
  });

  it("that holds data is found again by a run that has lost its state", async () => {
    const recording = await recordEnvironment();
    assert.equal(recording.get("volume postgres-data").inputs.name, "unit-postgres-data-0a1b2c3d");
    assert.equal(recording.get("volume redis-data").inputs.name, "unit-redis-data-0a1b2c3d");
  });
});
