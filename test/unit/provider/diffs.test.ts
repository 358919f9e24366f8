/** When each of our own resources has something to do, with a load balancer that cannot be asked. */
import assert from "node:assert/strict";
import { provider as backup } from "../../../components/backup/docker-provider";
import { provider as start } from "../../../components/docker/start-provider";
import { provider as files } from "../../../components/docker/files-provider";
import { provider as gate } from "../../../components/gate/docker-gate-provider";
import { provider as configFile } from "../../../components/load-balancer/config-file-provider";
import { provider as targetGroup } from "../../../components/load-balancer/target-group-provider";
import { provider as migration } from "../../../components/migration/docker-provider";
import { recordEnvironment } from "../../support/recorded-environment";
import type { Recording } from "../../support/recorder";

describe("with a load balancer that cannot be asked", () => {
  let recording: Recording;
  before(async () => {
    recording = await recordEnvironment({ docker: { host: "unix:///nonexistent/docker.sock" } });
  });

  const differs = async (provider: typeof gate, name: string, changed: object = {}) => {
    const { inputs } = recording.get(name);
    return provider.diff(inputs, { ...inputs, ...changed });
  };

  it("the gate runs again, though its inputs are the same: cannot ask means different", async () => {
    assert.equal(await differs(gate, "gate-blue"), true);
  });

  it("a target group and the base configuration are applied again", async () => {
    assert.equal(await differs(targetGroup, "target-group-blue"), true);
    assert.equal(await differs(configFile, "load-balancer-base"), true);
  });

  it("a container that was started may be gone", async () => {
    assert.equal(await differs(start, "postgres-start"), true);
  });

  it("their diff says so, and does not throw", async () => {
    await assert.doesNotReject(differs(gate, "gate-blue", { version: "2.0.0" }));
  });

  it("a migration does not run again, whatever changes: it belongs to its version", async () => {
    for (const changed of [{}, { memory: 1 }, { image: "other:1" }, { environment: {} }, { timeoutMs: 1 }]) {
      assert.equal(await differs(migration, "blue-1-4-2-migration", changed), false);
    }
  });

  it("a backup is made again while it cannot be known that its migration ended, and never when none was needed", async () => {
    const { inputs } = recording.get("blue-1-4-2-backup");
    const diff = async (outputs: object) => backup.diff({ ...inputs, ...outputs }, inputs);
    assert.equal(await diff({ file: "20240101T000000Z.dump" }), true);
    assert.equal(await diff({ skipped: "the database is empty" }), false);
  });

  it("files are written again when they or their volume change, and for nothing else", async () => {
    const name = "load-balancer-files";
    assert.equal(await differs(files, name), false);
    assert.equal(await differs(files, name, { image: "haproxy:2.8", host: "tcp://10.0.0.5:2376" }), false);
    for (const changed of [{ volume: "another" }, { files: {} }, { owner: 1 }, { secrets: { a: {} } }]) {
      assert.equal(await differs(files, name, changed), true, JSON.stringify(changed));
    }
  });

  it("a target group that is destroyed does not hide why its engine did not answer", async () => {
    await assert.rejects(async () => targetGroup.delete(recording.get("target-group-blue").inputs));
  });
});
