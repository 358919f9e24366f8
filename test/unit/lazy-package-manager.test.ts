import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../..");

/** In a process of its own, where nothing is loaded yet. @param expression of what it says */
function said(expression: string): unknown {
  const script = `
    require("./components/lazy-package-manager");
    const pulumi = require("@pulumi/pulumi");
    const loaded = () => Object.keys(require.cache).filter((path) => path.includes("/pacote/")).length;
    Promise.resolve(${expression}).then((value) => console.log(JSON.stringify(value)));`;
  return JSON.parse(
    execFileSync("node", ["--require", "tsx/cjs", "-e", script], { cwd: root, encoding: "utf8" }),
  );
}

describe("the SDK's package manager", () => {
  it("is not loaded with the SDK", () => {
    assert.equal(said("loaded()"), 0);
  });

  it("is there for who needs it", () => {
    const expression = `[typeof require("@npmcli/arborist").Arborist.prototype.loadActual, loaded() > 0]`;
    assert.deepEqual(said(expression), ["function", true]);
  });
});
