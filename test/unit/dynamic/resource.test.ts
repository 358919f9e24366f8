import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { dynamic } from "@pulumi/pulumi";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { isUnknown } from "../../../components/dynamic/provider";
import { providerText } from "../../../components/dynamic/resource";

/** Every module of the program that is a provider. */
const modules = readdirSync("components", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("provider.ts") && file !== join("dynamic", "provider.ts"))
  .map((file) => `components/${file.replace(/\.ts$/, "")}`);

/** As the SDK's provider process does it. */
function evaluated(text: string): dynamic.ResourceProvider {
  const module = { exports: {} as { handler?: () => dynamic.ResourceProvider } };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is what that process does with the text
  const run = new Function("exports", "require", text) as (exports: object, require: NodeJS.Require) => void;
  run(module.exports, require);
  assert.ok(module.exports.handler);
  return module.exports.handler();
}

describe("the text of a provider in the state", () => {
  it("exists for each of the program's providers", () => {
    assert.ok(modules.length >= 8, modules.join(", "));
  });

  for (const name of modules) {
    it(`evaluates to the provider of ${name}`, () => {
      const provider = evaluated(providerText(name)) as unknown as Record<string, unknown>;
      for (const method of ["check", "diff", "create", "update", "read", "delete"]) {
        assert.equal(typeof provider[method], "function", method);
      }
    });
  }

  it("names only the module, so that no change of code shows as a difference", () => {
    assert.equal(
      providerText("components/frozen/provider"),
      'exports.handler = () => { require("tsx/cjs"); return require(process.cwd() + "/components/frozen/provider").provider; };',
    );
  });
});

describe("what the SDK says for an unknown value", () => {
  it("is what the program takes for one", () => {
    assert.equal(isUnknown(unknownValue), true);
  });
});
