/** R11: today's program, given the state of any released version, replaces and deletes nothing that serves or holds data. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { TestEnvironment } from "../support/environment";
import type { Operation } from "../support/events";
import { projectRoot } from "../support/project-copy";
import { stackOf } from "../support/record-state";
import { listed, preview } from "../support/stories";

const states = join(projectRoot, "test/fixtures/states");

describe("upgrade of this program", () => {
  const versions = readdirSync(states).map((file) => basename(file, ".json"));

  it("knows the state of at least one released version", () => assert.notEqual(versions.length, 0));

  for (const version of versions) {
    describe(`from ${version}`, () => {
      let environment: TestEnvironment;
      before(async () => {
        environment = await TestEnvironment.create("upgrade", stackOf(version));
        environment.setRelease({ live: "green", canary: 0, blue: "1.0.0", green: "1.1.0" });
        const imported = await environment.command(
          "stack",
          "import",
          "--file",
          join(states, `${version}.json`),
        );
        assert.equal(imported.code, 0, imported.output);
      });
      after(() => environment.dispose());

      it("replaces and deletes nothing, and changes nothing of Docker but adding volumes", async () => {
        const { operations } = await preview(environment);
        assert.deepEqual(listed(operations.filter(touchesWhatServes)), []);
      });

      it("finds a replacement when there is one", async () => {
        environment.set({
          release: { live: "green", canary: 0, blue: "1.0.0", green: "1.1.0", allowInPlace: true },
        });
        environment.set({ backend: { memory: 400 } });
        const { operations } = await preview(environment);
        assert.notDeepEqual(operations.filter(touchesWhatServes), []);
      });
    });
  }
});

/**
 * Our own resources may be made and updated: what they stand for is asked of the load balancer, which is not
 * there. A new volume takes nothing away.
 */
function touchesWhatServes({ op, type }: Operation): boolean {
  if (op === "create" && type === "docker:index/volume:Volume") return false;
  return type.startsWith("docker:") || (op !== "create" && op !== "update");
}
