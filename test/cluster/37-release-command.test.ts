/** The release command on AWS, with users on the environment. */
import assert from "node:assert/strict";
import { AwsEnvironment } from "../support/aws-environment";
import { assertBothAnswered, assertServed, describeReport, phaseOf } from "../support/load";
import { up } from "../support/stories";

describe("the release command on AWS", function () {
  this.timeout(300_000);
  let environment: AwsEnvironment;
  before(async () => {
    environment = await AwsEnvironment.create("command");
    for (const version of ["1.0.0", "1.1.0"]) await environment.makeVersion(version);
    environment.pulumi.setRelease({ live: "blue", blue: "1.0.0" });
    await up(environment.pulumi);
  });
  after(() => environment.dispose());

  async function released(...words: string[]): Promise<string> {
    const { code, output } = await environment.pulumi.release(...words);
    assert.equal(code, 0, output);
    return output;
  }

  it("plan and status ask the load balancer and the cluster", async () => {
    const status = await released("status");
    assert.match(status, /blue 1\.0\.0 answers everybody/);
    assert.match(status, /config and load balancer agree/);
    assert.match(await released("plan", "1.1.0"), /green\*\*: nothing → 1\.1\.0, before the flip/);
  });

  it("deploy, rollback and canary: no request fails", async () => {
    const both = { blue: "1.0.0", green: "1.1.0" };
    const users = await environment.users({ blue: "1.0.0" });
    await users.reach("start", 200, 60_000);
    await users.phase("release", both);
    assert.match(await released("deploy", "1.1.0"), /green 1\.1\.0 answers everybody/);
    await users.phase("released", { green: "1.1.0" });
    await users.reach("released", 200, 60_000);
    await users.phase("rollback", both);
    assert.match(await released("canary", "20"), /blue 1\.0\.0 answers 20 % of requests/);
    await released("promote");
    await users.phase("rolled back", { blue: "1.0.0" });
    await users.reach("rolled back", 200, 60_000);
    const report = await assertServed(users);
    assertBothAnswered(report, "release", "rollback");
    assert.deepEqual(await environment.weights(), { blue: 100, green: 0 });
  });

  it("starts from weights that somebody changed by hand, and repairs them", async () => {
    await environment.setWeights({ blue: 60, green: 40 });
    assert.match(
      await released("status"),
      /DIFFERS +the config says blue 100, green 0, users get blue 60, green 40/,
    );
    await released("abort");
    assert.deepEqual(await environment.weights(), { blue: 100, green: 0 });
    assert.match(await released("status"), /config and load balancer agree/);
  });

  it("a version that goes bad when users are on it is taken back, by what CloudWatch counts", async () => {
    await environment.makeVersion("2.0.0", { breakage: "late-errors" });
    environment.pulumi.set({
      watch: { for: "2 minutes", interval: "1 second" },
      thresholds: { errors: { for: "1 second" } },
    });
    // Nobody whose request is slow: the bad version would still answer it when users are back.
    const users = await environment.users({ blue: "1.0.0" }, { slowMs: 0 });
    await users.reach("start", 100, 60_000);
    await users.phase("bad", { blue: "1.0.0", green: "2.0.0" });
    const { code, output } = await environment.pulumi.release("deploy", "2.0.0");
    await users.phase("taken back", { blue: "1.0.0" });
    await users.reach("taken back", 200, 60_000);
    const report = await users.stop();
    process.stdout.write(`      ${describeReport(report)}\n`);
    assert.equal(code, 3, output);
    assert.match(
      output,
      /error: errors: failed requests above 5 % .*; users are on the former release again/,
    );
    assert(phaseOf(report, "bad").failed > 0, "users met the bad version");
    assert.equal(phaseOf(report, "taken back").failed, 0);
    assert.deepEqual(await environment.weights(), { blue: 100, green: 0 });
  });

  it("big bang: users get answers or the page, nothing else", async () => {
    environment.pulumi.replace({ thresholds: {}, watch: { for: "1 second" } });
    const users = await environment.users({ blue: "1.0.0" });
    await users.reach("start", 100, 60_000);
    await users.phase("big bang", { blue: "1.0.0", green: "1.1.0", maintenance: "503" });
    const output = await released("deploy", "1.1.0", "--strategy", "big-bang");
    assert.match(output, /flip: users to the maintenance page/);
    await users.phase("afterwards", { green: "1.1.0" });
    await users.reach("afterwards", 100, 60_000);
    const report = await assertServed(users);
    const { requests, byColour } = phaseOf(report, "big bang");
    assert(requests - (byColour.blue ?? 0) - (byColour.green ?? 0) > 50, "users got the page");
    assert.deepEqual(await environment.weights(), { blue: 0, green: 100 });
  });

  it("the history has them all", async () => {
    assert.match(
      await released("history"),
      / green 1\.1\.0 .* deploy 1\.1\.0\n[^]* → the maintenance page .*\n[^]* deploy 2\.0\.0, taken back: errors[^]* abort\n[^]* promote\n[^]* canary 20\n[^]* blue 1\.0\.0 → green 1\.1\.0 .* deploy 1\.1\.0\n/,
    );
  });
});
