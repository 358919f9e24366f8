import assert from "node:assert/strict";
import { helperOptions } from "../../../components/docker/helper";

describe("a container for one task", () => {
  const options = helperOptions({
    image: "maintenance-api:1.4.2",
    command: ["migrate"],
    user: "10001:10001",
    environment: { COLOUR: "blue" },
    labels: { "maintenance.role": "migration" },
    network: "network-1",
    files: { "/etc/maintenance/postgres": "postgres-password" },
    volumes: { "/data": "backups" },
    memory: 128,
  });

  it("is hardened like those that stay", () => {
    assert.equal(options.User, "10001:10001");
    const { Binds, ...host } = options.HostConfig ?? {};
    assert.deepEqual(host, {
      NetworkMode: "network-1",
      ReadonlyRootfs: true,
      Tmpfs: { "/tmp": "rw,noexec,nosuid,mode=1777,size=32m" },
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      Memory: 128 * 1024 * 1024,
      PidsLimit: 256,
      LogConfig: { Type: "json-file", Config: { "max-size": "10m", "max-file": "1" } },
    });
    assert.equal(Binds?.length, 2);
  });

  it("mounts named volumes only, and writes no other than those of its data", () => {
    assert.deepEqual(options.HostConfig?.Binds, [
      "postgres-password:/etc/maintenance/postgres:ro",
      "backups:/data:rw",
    ]);
  });

  it("keeps the image's entry point unless another is asked for", () => {
    assert.equal(options.Entrypoint, undefined);
    assert.deepEqual(options.Cmd, ["migrate"]);
  });
});
