import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { formerType, kinds, providerOf, typeOf } from "../../../components/provider/kinds";
import { isUnknown } from "../../../components/provider/provider";
import { projectRoot } from "../../support/project-copy";
import { run } from "../../support/run";

describe("the kinds of resources of this project", () => {
  it("each have a provider", () => {
    for (const kind of kinds) {
      const provider = providerOf(typeOf(kind)) as unknown as Record<string, unknown>;
      for (const method of ["check", "diff", "create", "update", "delete"]) {
        assert.equal(typeof provider[method], "function", `${kind} ${method}`);
      }
    }
  });

  it("are as many as there are modules of providers", () => {
    const modules = readdirSync("components", { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith("provider.ts") && file !== join("provider", "provider.ts"),
    );
    assert.equal(kinds.length, modules.length);
    assert.equal(new Set(kinds.map((kind) => providerOf(typeOf(kind)))).size, kinds.length);
  });

  it("are refused when they are none of these, by their names", () => {
    for (const type of ["maintenance:docker:Other", "maintenance:index:Environment", "toString", ""]) {
      assert.throws(() => providerOf(type), {
        message: `${type} is no resource of this version of the program: another version wrote the state, run that one`,
      });
    }
  });

  it("are known by their former types too, so that states of 0.1.0 go on", () => {
    assert.equal(formerType("docker:Gate"), "pulumi-nodejs:maintenance:Gate");
    assert.equal(formerType("index:FrozenDefinition"), "pulumi-nodejs:maintenance:FrozenDefinition");
  });
});

describe("what the SDK says for an unknown value", () => {
  it("is what the program takes for one", () => {
    assert.equal(isUnknown(unknownValue), true);
  });
});

describe("the process that the engine starts for them", () => {
  it("loads nothing of the SDK but its messages: every preview waits for it", async () => {
    const load = `const { calls } = require("./components/provider/plugin/calls");
      const { kinds, providerOf, typeOf } = require("./components/provider/kinds");
      for (const kind of kinds) providerOf(typeOf(kind));
      process.stdout.write(JSON.stringify([Object.keys(calls), Object.keys(require.cache)]));`;
    const { stdout } = await run("node", ["--require", "tsx/cjs", "--eval", load], { cwd: projectRoot });
    const [calls = [], files = []] = JSON.parse(stdout) as string[][];
    assert.ok(calls.includes("check"));
    const packages = new Set(
      files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []),
    );
    assert.deepEqual(
      [...packages].filter((name) => /^@pulumi|typescript|arborist|^@aws|^@kube/.test(name)),
      ["@pulumi/pulumi"],
    );
    const sdk = files.filter((file) => file.includes("node_modules/@pulumi/pulumi/"));
    assert.deepEqual(
      sdk.filter((file) => !file.includes("/@pulumi/pulumi/proto/")),
      [],
    );
  });
});
