import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { isOnPath } from "../../../components/cluster/command-check-provider";

describe("the command that a cluster is asked with", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "command-check-"));
    for (const [name, mode] of [
      ["runs", 0o755],
      ["only-read", 0o644],
    ] as const) {
      writeFileSync(join(folder, name), "#!/bin/sh\n");
      chmodSync(join(folder, name), mode);
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  it("is found in any folder of the PATH", () => {
    assert.equal(isOnPath("runs", ["/nowhere", folder].join(delimiter)), true);
  });

  it("is missing in none, or when it is not to be run", () => {
    assert.equal(isOnPath("runs", "/nowhere"), false);
    assert.equal(isOnPath("runs", ""), false);
    assert.equal(isOnPath("another", folder), false);
    assert.equal(isOnPath("only-read", folder), false);
  });
});
