/** The environment on AWS: made, released and rolled back with users on it. */
import assert from "node:assert/strict";
import type { Colour } from "../../components/colour";
import { AwsEnvironment } from "../support/aws-environment";
import type { Operation } from "../support/events";
import { itInLongForm } from "../support/long-form";
import { assertBothAnswered, assertServed, phaseOf } from "../support/load";
import { failingUp, listed, up as upOf } from "../support/stories";

describe("release and rollback on AWS", function () {
  this.timeout(300_000);
  let environment: AwsEnvironment;
  before(async () => {
    environment = await AwsEnvironment.create("release");
    for (const version of ["1.0.0", "1.1.0"]) await environment.makeVersion(version);
    await environment.makeVersion("1.2.0", { breakage: "wrong-version" });
  });
  after(() => environment.dispose());

  const up = (...flags: string[]) => upOf(environment.pulumi, { flags });
  const operations = ({ operations }: { operations: readonly Operation[] }) => listed(operations);
  const flip = (to: Colour, from: Colour) =>
    [`create gate-${to}`, `delete gate-${from}`, "update listener", "update settle"].sort();

  it("first up: everything is made, and the live colour answers", async () => {
    environment.pulumi.setRelease({ live: "blue", blue: "1.0.0" });
    await up();
    const { live, weights } = await environment.pulumi.outputs();
    assert.deepEqual({ live, weights }, { live: "blue", weights: { blue: 100, green: 0 } });
    assert.deepEqual(await environment.deployments("blue"), ["blue-1-0-0-backend", "blue-1-0-0-frontend"]);
  });

  it("second up and preview: nothing changes", async () => {
    assert.deepEqual(operations(await up()), []);
    const preview = await environment.pulumi.preview({ flags: ["--expect-no-changes"] });
    assert.equal(preview.code, 0, preview.output);
    // A refresh takes in what others write, such as how many pods a budget sees; nothing follows from it.
    const refreshed = operations(await up("--refresh"));
    assert.deepEqual(
      refreshed.filter((each) => !each.startsWith("refresh ")),
      [],
    );
  });

  it("release and rollback under load: no request fails", async () => {
    const users = await environment.users({ blue: "1.0.0" });
    await users.reach("start", 200, 60_000);

    await users.phase("release", { blue: "1.0.0", green: "1.1.0" });
    environment.pulumi.setRelease({ live: "green", blue: "1.0.0", green: "1.1.0" });
    await up();
    await users.phase("released", { green: "1.1.0" });
    await users.reach("released", 200, 60_000);

    await users.phase("rollback", { blue: "1.0.0", green: "1.1.0" });
    environment.pulumi.setRelease({ live: "blue", blue: "1.0.0", green: "1.1.0" });
    assert.deepEqual(operations(await up()).sort(), flip("blue", "green"));
    await users.phase("rolled back", { blue: "1.0.0" });
    await users.reach("rolled back", 200, 60_000);

    const report = await assertServed(users);
    assertBothAnswered(report, "release", "rollback");
  });

  it("moving the version of the serving colour is refused, by what the load balancer says", async () => {
    environment.pulumi.setRelease({ live: "blue", blue: "1.1.0", green: "1.1.0" });
    await failingUp(environment.pulumi, [
      /blue serves users with 1\.0\.0 and would stay serving with 1\.1\.0/,
    ]);
    environment.pulumi.setRelease({ live: "blue", blue: "1.0.0", green: "1.1.0" });
  });

  it("a version that answers another one does not pass the gate; the former block puts things right", async () => {
    const users = await environment.users({ blue: "1.0.0" });
    environment.pulumi.setRelease({ live: "green", blue: "1.0.0", green: "1.2.0" });
    await failingUp(environment.pulumi, [
      /gate of green 1\.2\.0: the check \/api\/version failed; no weight was moved/,
      /expected: version 1\.2\.0 in green/,
      /last log lines of green-1-2-0-backend-/,
    ]);
    assert.deepEqual(await environment.weights(), { blue: 100, green: 0 });
    environment.pulumi.setRelease({ live: "blue", blue: "1.0.0", green: "1.1.0" });
    await up();
    const green = await environment.deployments("green");
    assert.deepEqual(green, ["green-1-1-0-backend", "green-1-1-0-frontend"]);
    await assertServed(users);
  });

  itInLongForm(
    "a settings change without a version moves nothing that serves, and the preview says so",
    async () => {
      environment.pulumi.set({ backend: { memory: 256 } });
      const preview = await environment.pulumi.preview();
      assert.match(preview.output, /blue: settings differ from what 1\.0\.0 runs with \(backend\.memory\)/);
      assert.deepEqual(operations(await up()), []);
      environment.pulumi.set({ backend: { memory: 384 } });
    },
  );

  itInLongForm(
    "weights changed by hand: named, settle fails with the command, and that command repairs them",
    async () => {
      await environment.setWeights({ blue: 40, green: 60 });
      const failed = await failingUp(environment.pulumi, [
        /settle: the load balancer has blue 40, green 60, not blue 100, green 0/,
        /pulumi up -s \S+ --refresh/,
      ]);
      assert.match(
        failed.output,
        /listener: the load balancer has blue 40, green 60, not the blue 100, green 0 of the last run/,
      );
      await up("--refresh");
      assert.deepEqual(await environment.weights(), { blue: 100, green: 0 });
    },
  );

  itInLongForm("a canary gets its share, and its abort fails no request on either colour", async () => {
    const both = { blue: "1.0.0", green: "1.1.0" };
    const users = await environment.users(both);
    environment.pulumi.setRelease({ live: "blue", canary: 20, ...both });
    await up();
    await users.phase("canary", both);
    await users.reach("canary", 2_000, 120_000);
    const { byColour, requests } = phaseOf(await users.report(), "canary");
    const share = (100 * (byColour.green ?? 0)) / requests;
    assert(share > 17 && share < 23, `green answered ${share.toFixed(1)} percent`);
    await users.phase("abort", both);
    environment.pulumi.setRelease({ live: "blue", ...both });
    await up();
    await users.phase("aborted", { blue: "1.0.0" });
    await users.reach("aborted", 100, 60_000);
    await assertServed(users);
  });

  itInLongForm("rollback while the other colour's version changes too: the flip comes first", async () => {
    environment.pulumi.setRelease({ live: "green", blue: "1.0.0", green: "1.1.0" });
    await up();
    environment.pulumi.setRelease({ live: "blue", blue: "1.0.0", green: "1.0.0+2" });
    const all = operations(await up());
    const settled = all.indexOf("update settle");
    const ofGreen = all.findIndex((each) => /green-(1-|frontend|backend)/.test(each));
    assert(settled > all.indexOf("update listener") && settled >= 0, all.join("\n"));
    assert(ofGreen > settled, `green changed before the flip had settled:\n${all.join("\n")}`);
  });

  itInLongForm(
    "a pod that is deleted, a rolling restart, and the drain of a node cost no request",
    async () => {
      const users = await environment.users({ blue: "1.0.0" });
      await users.reach("start", 100, 60_000);
      await environment.deleteOnePod("blue", "frontend");
      await environment.deleteOnePod("blue", "backend");
      await environment.restart("blue-1-0-0-frontend");
      assert.equal(
        await environment.evict("blue", "frontend"),
        1,
        "of two, the budget lets one go at a time",
      );
      assert.equal(await environment.evict("blue", "backend"), 1);
      const { requests } = phaseOf(await users.report(), "start");
      await users.reach("start", requests + 200, 60_000);
      await assertServed(users);
    },
  );

  it("destroy takes bindings and load balancer in the right order, and leaves nothing", async () => {
    const destroyed = await environment.pulumi.destroy();
    assert.equal(destroyed.code, 0, destroyed.output);
    assert.equal(await environment.weights(), undefined);
    assert.deepEqual(await environment.deployments("blue"), []);
  });
});
