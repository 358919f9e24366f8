/** The environment on AWS when something goes wrong: users stay where they are, and the next run converges. */
import assert from "node:assert/strict";
import { AwsEnvironment } from "../support/aws-environment";
import { holdFailPoint } from "../support/killed-run";
import { describeInLongForm } from "../support/long-form";
import { assertServed, type Users } from "../support/load";
import type { Allowed } from "../support/load-judge";
import { failingUp, listed, up as upOf } from "../support/stories";

describeInLongForm("failures on AWS", function () {
  this.timeout(400_000);
  let environment: AwsEnvironment;
  let users: Users;
  /** To whom users may come when a story begins. */
  let serving: Allowed = { blue: "1.0.0" };
  const good = { live: "blue", blue: "1.0.0", green: "1.0.0+1" } as const;

  before(async () => {
    environment = await AwsEnvironment.create("failures");
    await environment.makeVersion("1.0.0");
    await environment.makeVersion("1.1.0");
    await environment.makeVersion("1.3.0", { breakage: "migration-fails" });
    environment.pulumi.setRelease(good);
    await up();
  });
  beforeEach(async () => {
    users = await environment.users(serving, { perSecond: 50 });
  });
  afterEach(async () => {
    await assertServed(users);
  });
  after(() => environment.dispose());

  const up = (...flags: string[]) => upOf(environment.pulumi, { flags });

  it("a migration that fails ends the run; it is tried again by the next one, and another version converges", async () => {
    environment.pulumi.setRelease({ live: "green", blue: "1.0.0", green: "1.3.0" });
    await failingUp(environment.pulumi, [/green-1-3-0-migration/, /BackoffLimitExceeded|Job failed|failed/]);
    const again = await failingUp(environment.pulumi, [/green-1-3-0-migration/]);
    const tried = listed(again.operations).filter((each) => each.endsWith("green-1-3-0-migration"));
    assert(tried.length > 0, "the failed Job was made again");
    environment.pulumi.setRelease(good);
    await up();
    assert.deepEqual(listed((await up()).operations), []);
  });

  it("a listener that may not be changed leaves the users where they are; the next run flips", async () => {
    environment.pulumi.setRelease({ live: "green", blue: "1.0.0", green: "1.1.0" });
    await environment.aws.fault({ denied: ["ModifyListener"] });
    await failingUp(environment.pulumi, [
      /is not authorized to perform: elasticloadbalancing:ModifyListener/,
    ]);
    assert.deepEqual(await environment.weights(), { blue: 100, green: 0 });
    await environment.aws.fault({});
    await users.phase("flip", { blue: "1.0.0", green: "1.1.0" });
    await up();
    assert.deepEqual(await environment.weights(), { blue: 0, green: 100 });
  });

  it("weights that take effect late: settle waits until users get what they say", async () => {
    await users.phase("late", { blue: "1.0.0", green: "1.1.0" });
    await environment.aws.fault({ lateWeightsMs: 4_000 });
    environment.pulumi.setRelease({ live: "blue", blue: "1.0.0", green: "1.1.0" });
    await up();
    await environment.aws.fault({});
    // Nobody is let in but by the new weights, now that the run has ended.
    await users.phase("settled", { blue: "1.0.0" });
    await users.reach("settled", 100, 60_000);
  });

  it("AWS refuses every question of the gate for its rate: the gate says so, and users stay", async () => {
    await environment.aws.fault({ throttled: { action: "DescribeTargetHealth", calls: 10_000 } });
    environment.pulumi.set({ gate: { timeout: "10 seconds" } });
    environment.pulumi.setRelease({ live: "green", blue: "1.0.0", green: "1.1.0" });
    await failingUp(environment.pulumi, [
      /gate of green 1\.1\.0: the check target health failed; no weight was moved/,
      /expected: an answer of AWS within the gate's 10 s/,
      /came: .*cannot be asked: Throttling: Rate exceeded/,
    ]);
    await environment.aws.fault({});
    assert.deepEqual(await environment.weights(), { blue: 100, green: 0 });
    environment.pulumi.set({ gate: { timeout: "60 seconds" } });
    environment.pulumi.setRelease({ live: "blue", blue: "1.0.0", green: "1.1.0" });
    await up();
  });

  it("AWS refuses every question of settle for its rate: it says so, users are moved, and the next run ends it", async () => {
    await users.phase("flip", { blue: "1.0.0", green: "1.1.0" });
    environment.pulumi.setRelease({ live: "green", blue: "1.0.0", green: "1.1.0" });
    const held = holdFailPoint(environment.pulumi);
    const ended = environment.pulumi.up({ env: { FAIL_POINT: "settle:before-checks!hold" } });
    await held.reached;
    await environment.aws.fault({ throttled: { action: "DescribeListeners", calls: 10_000 } });
    await held.release();
    const { code, output } = await ended;
    assert.notEqual(code, 0, output);
    assert.match(
      output,
      /settle: AWS does not say which weights it has, 20 s long; those that were written stay/,
    );
    assert.match(output, /came: .*cannot be asked: Throttling: Rate exceeded/);
    await environment.aws.fault({});
    assert.deepEqual(listed((await up()).operations).sort(), ["delete gate-blue", "update settle"]);
    serving = { green: "1.1.0" };
  });

  it("AWS refuses four questions of five for their rate, the whole run long: it gets through", async () => {
    await users.phase("flip", { blue: "1.0.0", green: "1.1.0" });
    await environment.aws.fault({ answeredOnceIn: 5 });
    environment.pulumi.setRelease({ live: "blue", blue: "1.0.0", green: "1.1.0" });
    await up();
    await environment.aws.fault({});
    assert.deepEqual(await environment.weights(), { blue: 100, green: 0 });
    serving = { blue: "1.0.0" };
  });

  it("an API that does not answer: cannot tell who serves, so nothing is changed", async () => {
    await environment.aws.fault({ apiDown: true });
    environment.pulumi.setRelease({ live: "green", blue: "1.0.0", green: "1.1.0" });
    await failingUp(environment.pulumi, [/cannot tell which colour serves, so nothing is changed/]);
    await environment.aws.fault({});
    environment.pulumi.setRelease({ live: "blue", blue: "1.0.0", green: "1.1.0" });
    assert.deepEqual(listed((await up()).operations), []);
  });
});
