import assert from "node:assert/strict";
import { RunError, runtime } from "@pulumi/pulumi";
import { readSettings } from "../../config";
import { record } from "../support/recorder";
import { settingsWith } from "../support/release";

/** Reads these values of a stack file as a program does. */
async function read(values: Record<string, string>) {
  let read: ReturnType<typeof readSettings> | undefined;
  let refused: unknown;
  await record(() => {
    runtime.setAllConfig(values);
    try {
      read = readSettings();
    } catch (error) {
      refused = error;
    }
  });
  runtime.setAllConfig({});
  if (refused !== undefined) throw refused as Error;
  return read;
}

const release = JSON.stringify({ live: "blue", blue: "1.4.2", green: "1.5.0" });

describe("the settings of a stack", () => {
  it("are the keys of this project, objects as JSON and scalars as written", async () => {
    const settings = await read({ "maintenance:release": release, "maintenance:platform": "docker" });
    assert.deepEqual(settings, settingsWith());
  });

  it("do not include the keys of providers", async () => {
    await assert.doesNotReject(read({ "maintenance:release": release, "docker:host": "tcp://x" }));
  });

  it("given a scalar where a map belongs, are refused by its key", async () => {
    await assert.rejects(
      read({ "maintenance:release": release, "maintenance:gate": "60 seconds" }),
      (error) => {
        assert.ok(error instanceof RunError);
        assert.match(error.message, /^ {2}- gate: should be a map of settings, got "60 seconds"$/m);
        return true;
      },
    );
  });

  it("given something that only begins like JSON, are refused by its key", async () => {
    await assert.rejects(
      read({ "maintenance:release": "{live: blue" }),
      /release: should be a map of settings/,
    );
  });

  it("without any key are refused for the release block", async () => {
    await assert.rejects(read({}), /release: is missing/);
  });
});
