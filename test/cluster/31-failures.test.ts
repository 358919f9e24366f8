/** The environment on AWS when something goes wrong: users stay where they are, and the next run converges. */
import assert from "node:assert/strict";
import { AwsEnvironment } from "../support/aws-environment";
import { assertNoneFailed, describeReport, type Users } from "../support/load";
import { failingUp, listed, up as upOf } from "../support/stories";

describe("failures on AWS", function () {
  this.timeout(400_000);
  let environment: AwsEnvironment;
  let users: Users;
  const good = { live: "blue", blue: "1.0.0", green: "1.0.0+1" } as const;

  before(async () => {
    environment = await AwsEnvironment.create("failures");
    await environment.makeVersion("1.0.0");
    await environment.makeVersion("1.1.0");
    await environment.makeVersion("1.2.0", { breakage: "wrong-version" });
    await environment.makeVersion("1.3.0", { breakage: "migration-fails" });
    environment.pulumi.setRelease(good);
    await up();
  });
  beforeEach(async () => {
    users = await environment.users({ blue: "1.0.0" }, { perSecond: 50 });
  });
  afterEach(async () => {
    const report = await users.stop();
    process.stdout.write(`      ${describeReport(report)}\n`);
    assertNoneFailed(report);
  });
  after(() => environment.dispose());

  const up = (...flags: string[]) => upOf(environment.pulumi, { flags });

  it("a version that answers another one does not pass the gate; the former block puts things right", async () => {
    environment.pulumi.setRelease({ live: "green", blue: "1.0.0", green: "1.2.0" });
    await failingUp(environment.pulumi, [
      /gate of green 1\.2\.0: the check \/api\/version failed; no weight was moved/,
      /expected: version 1\.2\.0 in green/,
      /last log lines of green-1-2-0-backend-/,
    ]);
    assert.deepEqual(await environment.weights(), { blue: 100, green: 0 });
    environment.pulumi.setRelease(good);
    await up();
    assert.deepEqual(await environment.deployments("green"), [
      "green-1-0-0-r1-backend",
      "green-1-0-0-r1-frontend",
    ]);
  });

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

  it("an API that does not answer: cannot tell who serves, so nothing is changed", async () => {
    await environment.aws.fault({ apiDown: true });
    environment.pulumi.setRelease({ live: "green", blue: "1.0.0", green: "1.1.0" });
    await failingUp(environment.pulumi, [/cannot tell which colour serves, so nothing is changed/]);
    await environment.aws.fault({});
    environment.pulumi.setRelease({ live: "blue", blue: "1.0.0", green: "1.1.0" });
    assert.deepEqual(listed((await up()).operations), []);
  });
});
