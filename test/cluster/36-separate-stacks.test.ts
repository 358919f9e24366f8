/** One environment as three stacks (examples/separate-stacks): a colour each, and what they share. */
import assert from "node:assert/strict";
import type { Colour } from "../../components/colour";
import type { TestEnvironment } from "../support/environment";
import { listed, failingUp, refusedPreview, up as upOf } from "../support/stories";
import { assertBothAnswered, assertServed } from "../support/load";
import { passwords } from "../support/kubernetes/data";
import { SeparateStacks } from "../support/separate-stacks";

describe("base, blue and green as three stacks", function () {
  this.timeout(400_000);
  let stacks: SeparateStacks;
  before(async () => {
    stacks = await SeparateStacks.create("three");
    for (const version of ["1.0.0", "1.1.0"]) await stacks.aws.makeVersion(version);
  });
  after(() => stacks.dispose());

  const up = async (stack: TestEnvironment) => listed((await upOf(stack)).operations);
  const flip = (to: Colour, from: Colour) =>
    [`create gate-${to}`, `delete gate-${from}`, "update listener", "update settle"].sort();
  const pods = (colour: Colour, version: string) =>
    ["backend", "frontend"].map((role) => `${colour}-${version.replaceAll(".", "-")}-${role}`);

  it("a colour cannot come before base, and base sends nobody anywhere before a colour runs", async () => {
    const { base, blue, aws } = stacks;
    blue.setRelease({ blue: "1.0.0" });
    await refusedPreview(blue, [/base is not up: run pulumi up there first/]);
    base.setRelease({ live: "blue" });
    await up(base);
    assert.equal(await aws.weights(), undefined);
  });

  it("first release: the colour comes up, without users until base has flipped to it", async () => {
    const { base, blue, aws } = stacks;
    await up(blue);
    assert.equal(await aws.weights(), undefined);
    const gated = ["create gate-blue", "create listener", "create settle"];
    assert.deepEqual((await up(base)).sort(), gated);
    assert.deepEqual(await aws.weights(), { blue: 100, green: 0 });
  });

  it("previews after that: nothing changes in either stack", async () => {
    for (const stack of [stacks.base, stacks.blue]) {
      const preview = await stack.preview({ flags: ["--expect-no-changes"] });
      assert.equal(preview.code, 0, preview.output);
    }
  });

  it("release and rollback under load: base alone moves users, and no request fails", async () => {
    const { base, green, aws } = stacks;
    const users = await aws.users({ blue: "1.0.0" });
    await users.reach("start", 200, 60_000);

    green.setRelease({ green: "1.1.0" });
    await up(green);
    assert.deepEqual(await aws.weights(), { blue: 100, green: 0 });

    await users.phase("release", { blue: "1.0.0", green: "1.1.0" });
    base.setRelease({ live: "green" });
    assert.deepEqual((await up(base)).sort(), flip("green", "blue"));
    await users.phase("released", { green: "1.1.0" });
    await users.reach("released", 200, 60_000);

    await users.phase("rollback", { blue: "1.0.0", green: "1.1.0" });
    base.setRelease({ live: "blue" });
    assert.deepEqual((await up(base)).sort(), flip("blue", "green"));
    await users.phase("rolled back", { blue: "1.0.0" });
    await users.reach("rolled back", 200, 60_000);

    const report = await assertServed(users);
    assertBothAnswered(report, "release", "rollback");
  });

  it("the version of the serving colour is not moved in its stack, and base still knows what it runs", async () => {
    const { base, blue, aws } = stacks;
    blue.setRelease({ blue: "1.1.0" });
    const { operations } = await failingUp(blue, [
      /blue serves users with 1\.0\.0 and would stay serving with 1\.1\.0/,
    ]);
    assert.deepEqual(listed(operations), []);
    blue.setRelease({ blue: "1.0.0" });
    assert.deepEqual(await aws.deployments("blue"), pods("blue", "1.0.0"));
    assert.deepEqual(await up(base), []);
  });

  it("which colour serves, the load balancer says, not the last run of base", async () => {
    const { green, aws } = stacks;
    await aws.setWeights({ blue: 90, green: 10 });
    green.setRelease({ green: "1.0.0" });
    await refusedPreview(green, [/green serves users with 1\.1\.0 and would stay serving with 1\.0\.0/]);
    green.setRelease({ green: "1.1.0" });
    await aws.setWeights({ blue: 100, green: 0 });
  });

  it("no password is in clear in any of the states", async () => {
    const states = await stacks.states();
    for (const password of Object.values(passwords)) assert.doesNotMatch(states, new RegExp(password));
  });

  it("a colour that serves is not destroyed; an idle one is, and then cannot get users", async () => {
    const { base, blue, green, aws } = stacks;
    const refused = await blue.destroy();
    assert.notEqual(refused.code, 0, refused.output);
    assert.match(refused.output, /blue answers 100 percent of requests and is not destroyed/);
    assert.deepEqual(await aws.deployments("blue"), pods("blue", "1.0.0"));

    const destroyed = await green.destroy();
    assert.equal(destroyed.code, 0, destroyed.output);
    assert.deepEqual(await aws.deployments("green"), []);
    assert.deepEqual(await up(base), []);
    base.setRelease({ live: "green" });
    await refusedPreview(base, [/release\/green: should be a version, since release\/live is green/]);
    base.setRelease({ live: "blue" });
  });

  it("everything is taken down when that is said, and nothing is left", async () => {
    const { base, blue, aws } = stacks;
    blue.setRelease({ blue: "1.0.0", allowInPlace: true });
    await up(blue);
    for (const stack of [blue, base]) {
      const destroyed = await stack.destroy();
      assert.equal(destroyed.code, 0, destroyed.output);
    }
    assert.equal(await aws.weights(), undefined);
    assert.deepEqual(await aws.deployments("blue"), []);
  });
});
