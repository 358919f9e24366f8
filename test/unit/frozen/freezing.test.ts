/** What a run may change under those who use it (R2), and what it may never delete (R8). */
import assert from "node:assert/strict";
import { kinds, typeOf } from "../../../components/provider/kinds";
import { recordEnvironment } from "../../support/recorded-environment";
import type { Recording } from "../../support/recorder";

const release = { live: "blue", canary: 10, blue: "1.4.2", green: "1.5.0" };
const images = (recording: Recording) => recording.ofType("docker:index/remoteImage:RemoteImage");

describe("containers", () => {
  it("ignore every later change of their inputs", async () => {
    const containers = (await recordEnvironment({ release })).containers();
    assert.equal(containers.length, 9);
    for (const { name, options } of containers) assert.deepEqual(options.ignoreChanges, ["*"], name);
  });

  it("with allowInPlace ignore none", async () => {
    const containers = (
      await recordEnvironment({ release: { ...release, allowInPlace: true } })
    ).containers();
    assert.equal(containers.length, 9);
    for (const { name, options } of containers) assert.equal(options.ignoreChanges, undefined, name);
  });

  it("of the load balancer, Postgres and Redis are deleted before they are replaced: ports and data are held by one", async () => {
    const recording = await recordEnvironment({ release });
    const first = recording.containers().filter(({ options }) => options.deleteBeforeReplace === true);
    assert.deepEqual(first.map(({ name }) => name).sort(), ["load-balancer", "postgres", "redis"]);
  });
});

describe("images", () => {
  it("never change under their tag, not even with allowInPlace, and are kept by the engine", async () => {
    for (const allowInPlace of [true, false]) {
      const made = images(await recordEnvironment({ release: { ...release, allowInPlace } }));
      assert.equal(made.length, 4);
      for (const { name, options, inputs } of made) {
        assert.deepEqual(options.ignoreChanges, ["*"], name);
        assert.equal(inputs.keepLocally, true, name);
      }
    }
  });
});

describe("files in volumes", () => {
  const isFiles = ({ type }: { type: string }) => type.endsWith(":VolumeFiles");

  const content = ["files", "secrets", "owner", "folder", "image"];

  it("ignore later changes of their content, but fill a volume that is new", async () => {
    const made = (await recordEnvironment({ release })).resources.filter(isFiles);
    assert.equal(made.length, 5);
    for (const { name, options } of made) assert.deepEqual(options.ignoreChanges, content, name);
  });

  it("of the load balancer do so even with allowInPlace: they would overwrite the weights", async () => {
    const recording = await recordEnvironment({ release: { ...release, allowInPlace: true } });
    const frozen = recording.resources.filter(isFiles).filter(({ options }) => options.ignoreChanges);
    assert.deepEqual(
      frozen.map(({ name }) => name),
      ["load-balancer-files"],
    );
  });
});

describe("other resources of the project's own", () => {
  it("ignore nothing: their own diff decides", async () => {
    const { resources } = await recordEnvironment({ release });
    const own = resources.filter(
      ({ type }) => kinds.some((kind) => type === typeOf(kind)) && !type.endsWith(":VolumeFiles"),
    );
    assert.equal(own.length, 22);
    for (const { name, options } of own) assert.deepEqual(options, { aliases: 1 }, name);
  });
});

describe("data", () => {
  it("is on volumes that a destroy refuses to delete, and no change of settings touches", async () => {
    const one = await recordEnvironment({ release });
    const other = await recordEnvironment({
      release,
      postgres: { memory: 1024, version: 15 },
      redis: { memory: 64 },
    });
    for (const name of ["volume backups", "volume postgres-data", "volume redis-data"]) {
      assert.equal(one.get(name).options.protect, true);
      assert.deepEqual(other.get(name), one.get(name));
    }
  });

  it("is all that is protected", async () => {
    const { resources } = await recordEnvironment({ release });
    const kept = resources.filter(({ options }) => options.protect).map(({ name }) => name);
    assert.deepEqual(kept.sort(), ["volume backups", "volume postgres-data", "volume redis-data"]);
  });
});

describe("settings that change while a version runs", () => {
  const changed = {
    release,
    backend: { memory: 1024, environment: { LOG_LEVEL: "debug" }, replicas: 4 },
    frontend: { cpus: "2" },
    loadBalancer: { maxBodySize: 1 },
  };

  it("keep every name, so that nothing is made or deleted but what the record of the version says", async () => {
    const olds = (await recordEnvironment({ release })).names();
    const news = (
      await recordEnvironment({ ...changed, backend: { ...changed.backend, replicas: 2 } })
    ).names();
    assert.deepEqual(news, olds);
  });

  it("show in the definitions that the preview compares", async () => {
    const record = (await recordEnvironment(changed)).get("blue-1-4-2-release").inputs.definition;
    const { backend, frontend, nginx, replicas } = record as {
      backend: Record<string, unknown>;
      frontend: Record<string, unknown>;
      nginx: string;
      replicas: object;
    };
    assert.equal(backend.memory, 1024);
    assert.equal((backend.environment as Record<string, string>).LOG_LEVEL, "debug");
    assert.equal(frontend.cpus, "2");
    assert.match(nginx, /client_max_body_size 1k;/);
    assert.deepEqual(replicas, { frontend: 1, backend: 4 });
  });

  it("do not change how many containers run: that is what the record of the version says", async () => {
    const frozen = { replicas: { frontend: 1, backend: 3 } };
    const recording = await recordEnvironment(changed, {
      outputs: { "blue-1-4-2-release": { definition: frozen } },
    });
    const backends = (colour: string) =>
      recording.names().filter((name) => new RegExp(`^${colour}-.*-backend-`).test(name)).length;
    assert.deepEqual([backends("blue"), backends("green")], [3, 4]);
    assert.equal((recording.get("gate-blue").inputs.backends as string[]).length, 3);
  });
});

describe("application code that changes", () => {
  it("shows in the record of a version, and changes nothing else", async () => {
    const backend = { build: "app/api" };
    const recordWith = (content: string) =>
      recordEnvironment({ release, backend }, { sources: { "app/api/app.py": content } });
    const [olds, news] = [await recordWith("print(1)\n"), await recordWith("print(2)\n")];
    const differ = olds
      .names()
      .filter((name) => JSON.stringify(olds.get(name)) !== JSON.stringify(news.get(name)));
    assert.deepEqual(differ, ["blue-1-4-2-release", "green-1-5-0-release"]);
  });
});
