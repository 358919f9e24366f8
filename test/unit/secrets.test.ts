import assert from "node:assert/strict";
import { passwords, recordEnvironment } from "../support/recorded-environment";
import { type Recording } from "../support/recorder";

const files = { postgres: ".state/passwords/unit/postgres", redis: ".state/passwords/unit/redis" };

describe("a password", () => {
  let recording: Recording;
  before(async () => {
    recording = await recordEnvironment({
      release: { live: "blue", canary: 10, blue: "1.4.2", green: "1.5.0", allowInPlace: true },
    });
  });

  it("is never given to the engine: not to a container, not to a resource of our own, not as a name", () => {
    for (const resource of recording.resources) {
      const text = JSON.stringify(resource);
      for (const password of Object.values(passwords))
        assert.equal(text.includes(password), false, resource.name);
    }
  });

  it("is named by its file, in the resources that fill the volumes, and nowhere else", () => {
    const holders = recording.resources.filter(({ inputs }) =>
      Object.values(files).some((file) => JSON.stringify(inputs).includes(file)),
    );
    assert.deepEqual(holders.map(({ name }) => name).sort(), [
      "postgres-password-files",
      "redis-config-files",
    ]);
  });

  it("is read by the containers that need it, from a volume that they cannot write", () => {
    const folders = {
      "/etc/maintenance/postgres": "postgres-password",
      "/etc/maintenance/redis": "redis-config",
    };
    for (const [folder, volume] of Object.entries(folders)) {
      const readers = recording.containers().flatMap(({ name, inputs }) => {
        const mounted = (inputs.volumes as Record<string, unknown>[]).find(
          (one) => one.containerPath === folder,
        );
        if (!mounted) return [];
        assert.deepEqual(
          mounted,
          { containerPath: folder, volumeName: `${volume}-1a2b3c4`, readOnly: true },
          name,
        );
        return [name];
      });
      assert.deepEqual(readers.sort(), [
        "blue-1-4-2-backend-1",
        "blue-1-4-2-backend-2",
        "green-1-5-0-backend-1",
        "green-1-5-0-backend-2",
        folder.replace("/etc/maintenance/", ""),
      ]);
    }
  });

  it("is in its volume before the container that reads it starts", () => {
    for (const name of ["blue-1-4-2-migration", "blue-1-4-2-backend-1", "green-1-5-0-backend-1"]) {
      assert.ok(recording.before(name).has("postgres-password-files"), name);
      assert.ok(recording.before(name).has("redis-config-files"), name);
    }
    assert.ok(recording.before("postgres").has("postgres-password-files"));
    assert.ok(recording.before("redis").has("redis-config-files"));
  });

  it("is told to processes as the name of a file only", () => {
    for (const { name, inputs } of recording.containers()) {
      for (const variable of inputs.envs as string[]) {
        if (/PASSWORD|SECRET/.test(variable))
          assert.match(variable, /^[A-Z]+_PASSWORD_FILE=\/etc\/maintenance\//, name);
      }
    }
  });
});

describe("what Redis reads", () => {
  it("has the password as one quoted word, to be filled in when the file is written", async () => {
    const { secrets } = (await recordEnvironment({ redis: { memory: 200 } })).get(
      "redis-config-files",
    ).inputs;
    const { "redis.conf": config, password } = secrets as Record<string, { password: string; text: string }>;
    assert.deepEqual(password, { password: files.redis, text: "{password}" });
    assert.equal(config?.password, files.redis);
    assert.match(config.text, /^requirepass "\{password\}"$/m);
    assert.match(config.text, /^maxmemory 150mb$/m);
  });
});
