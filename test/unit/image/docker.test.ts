import assert from "node:assert/strict";
import { builtMarker } from "../../../components/image/docker";
import { imageReference } from "../../../components/image/reference";
import { imageIsThere, recordEnvironment } from "../../support/recorded-environment";

const api = "maintenance-api-1.4.2";
const backend = { build: "app/api" };
const sources = { "app/api/Dockerfile": "FROM scratch\n" };

describe("the image of a version", () => {
  it("is its tag; a settings revision runs the same one", () => {
    const image = "maintenance-api";
    assert.equal(imageReference({ image }, "1.4.2"), "maintenance-api:1.4.2");
    assert.equal(imageReference({ image }, "1.4.2+2"), "maintenance-api:1.4.2");
  });

  it("is the same for every version when the setting names its tag", () => {
    assert.equal(imageReference({ image: "nginx", tag: "1.22" }, "1.4.2"), "nginx:1.22");
  });

  it("that the engine does not have is built from its folder, with the version baked in", async () => {
    const recording = await recordEnvironment({ backend }, { sources });
    assert.deepEqual(recording.get(api).inputs, {
      name: "maintenance-api:1.4.2",
      keepLocally: true,
      build: {
        context: "app/api",
        buildArgs: { VERSION: "1.4.2" },
        labels: { "maintenance.project": "maintenance" },
      },
    });
  });

  it("of an engine that the setting names is built by that engine: the provider's usual builder ignores its host", async () => {
    const docker = { host: "ssh://deploy@server" };
    const recording = await recordEnvironment({ backend, docker }, { sources });
    const { build } = recording.get(api).inputs as { build: { useLegacyBuilder?: boolean } };
    assert.equal(build.useLegacyBuilder, true);
  });

  it("that the engine has is taken as it is", async () => {
    const recording = await recordEnvironment({ backend }, { sources, functions: imageIsThere });
    assert.deepEqual(recording.get(api).inputs, { name: "maintenance-api:1.4.2", keepLocally: true });
  });

  it("without a folder is pulled, and leaves no marker", async () => {
    const recording = await recordEnvironment();
    assert.deepEqual(recording.get(api).inputs, { name: "maintenance-api:1.4.2", keepLocally: true });
    assert.equal(recording.has(`volume ${builtMarker("maintenance-api:1.4.2")}`), false);
  });

  it("that was built is remembered by a volume, after the build, which no destroy takes away", async () => {
    const recording = await recordEnvironment({ backend }, { sources });
    const marker = recording.get("volume built-maintenance-api-1.4.2");
    assert.equal(marker.type, "docker:index/volume:Volume");
    assert.equal(marker.inputs.name, "built-maintenance-api-1.4.2");
    assert.equal(marker.options.retainOnDelete, true);
    assert.deepEqual(marker.dependsOn, [api]);
  });

  it("that both colours run is there once, before the colour that needs it first", async () => {
    const release = { live: "green", blue: "1.4.2", green: "1.4.2+1" };
    const recording = await recordEnvironment({ release });
    assert.equal(recording.ofType("docker:index/remoteImage:RemoteImage").length, 2);
    assert.equal(recording.before("listener").has(api), true);
    assert.equal(recording.before("blue-1-4-2-migration").has(api), true);
  });

  it("is no child of a colour: it may be shared, and outlives it", async () => {
    const recording = await recordEnvironment();
    for (const image of recording.ofType("docker:index/remoteImage:RemoteImage")) {
      assert.equal(image.parent, "environment");
    }
  });
});

describe("the name of a marker", () => {
  it("is legal for a volume, whatever the registry", () => {
    assert.equal(
      builtMarker("registry.example.com:5000/team/api:1.4.2"),
      "built-registry.example.com-5000-team-api-1.4.2",
    );
  });
});
