/** The stack files that come with the project. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { parseSettings } from "../../components/settings/settings";
import { rawSettings } from "../../setup/render";

const read = (stack: string) => readFileSync(`Pulumi.${stack}.yaml`, "utf8");
const settingsOf = (stack: string) =>
  parseSettings(rawSettings(read(stack)), { stack, isSecret: () => false });

/** Paths of all values. */
function keys(value: unknown, path = ""): string[] {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, item]) => keys(item, `${path}/${key}`));
}

describe("the stack files", () => {
  for (const stack of ["dev", "staging", "prod"]) {
    it(`of ${stack} is valid as it is`, () => {
      assert.ok(settingsOf(stack));
    });
  }

  it("of staging and prod say the same things, and differ in values only", () => {
    const [staging, prod] = ["staging", "prod"].map((stack) => keys(parse(read(stack))).sort());
    assert.deepEqual(staging, prod);
    assert.ok((staging?.length ?? 0) > 30);
  });

  it("hold no password: what is made has passwords that are made", () => {
    for (const stack of ["staging", "prod"]) assert.doesNotMatch(read(stack), /password|secure:/i);
  });

  it("of prod makes everything that production should have", () => {
    const { aws } = settingsOf("prod");
    assert.equal(aws?.production, true);
    assert.equal(aws.postgres.existing, undefined);
    assert.equal(aws.redis.existing, undefined);
  });
});
