import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { record, type RecordOptions, type Recording } from "../support/recorder";

/** The program itself, as `pulumi up` runs it. */
async function program(
  release: object,
  others: Record<string, object> = {},
  options: RecordOptions = {},
): Promise<Recording> {
  const sections = Object.entries({ release, ...others });
  const config = sections.map(([key, value]) => [`maintenance:${key}`, JSON.stringify(value)]);
  const module = require.resolve("../../index");
  delete require.cache[module];
  try {
    return await record(() => {
      runtime.setAllConfig(Object.fromEntries(config) as Record<string, string>);
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- it runs when it is loaded, every time anew
      return (require(module) as () => Promise<object>)();
    }, options);
  } finally {
    runtime.setAllConfig({});
  }
}

describe("the program", () => {
  it("flips when the gate has passed; in a preview nothing waits for it", async () => {
    const release = { live: "green", blue: "1.4.2", green: "1.5.0" };
    const update = await program(release);
    assert.ok(update.get("listener").dependsOn.includes("gate-green"));
    const preview = await program(release, {}, { preview: true });
    assert.ok(!preview.before("listener").has("gate-green"));
  });

  it("tells where it answers, who serves, and what a rollback costs", async () => {
    const { outputs } = await program(
      { live: "green", canary: 10, blue: "1.4.2", green: "1.5.0" },
      { docker: { port: 9000, previewPort: 9001 } },
    );
    assert.deepEqual(
      { ...outputs },
      {
        url: "http://127.0.0.1:9000",
        previewUrl: "http://127.0.0.1:9001",
        live: "green",
        idle: "blue",
        versions: { blue: "1.4.2", green: "1.5.0" },
        weights: { blue: 10, green: 90 },
        rollback:
          "set canary: 0: green 1.5.0 answers everything again within seconds; no build, no migration",
      },
    );
  });

  it("makes everything a child of the environment, but the engine, its check and the network", async () => {
    const { resources } = await program({ live: "blue", blue: "1.4.2" });
    const top = resources.filter(({ parent }) => parent === "maintenance-unit").map(({ name }) => name);
    assert.deepEqual(top.sort(), ["engine", "engine-check", "environment", "network"]);
  });

  it("uses the engine of its settings for all Docker resources, never a provider by default", async () => {
    const { resources } = await program({ live: "blue", canary: 10, blue: "1.4.2", green: "1.5.0" });
    const onDocker = resources.filter(({ type }) => type.startsWith("docker:"));
    assert.ok(onDocker.length > 15);
    for (const { name, options } of onDocker) assert.equal(options.provider, "engine", name);
  });

  it("given a bad stack file, is refused with its faults", async () => {
    await assert.rejects(program({ live: "red" }), /release\/live: should be one of blue, green, got "red"/);
  });
});
