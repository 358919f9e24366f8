/** The types that data is kept in keep the contract of the published provider; and their passwords. */
import assert from "node:assert/strict";
import { AwsSimulation } from "../support/aws/simulation";
import { awsDataKinds, passwords } from "../support/provider/aws-data-kinds";
import { keepsTheContract } from "../support/provider/contract";
import { type Declared, Program } from "../support/provider/program";
import { assertWorked } from "../support/provider/runs";

keepsTheContract("the types that data is kept in on AWS", awsDataKinds);

describe("data on AWS, and the engine", function () {
  this.timeout(240_000);
  let aws: AwsSimulation;
  let program: Program;
  before(async () => {
    aws = await AwsSimulation.start();
    program = await Program.create({ env: aws.env, config: { "aws:region": aws.region } });
  });
  after(async () => {
    await program.pulumi("destroy");
    program.dispose();
    await aws.stop();
  });

  async function assertFails(declared: Declared[], ...says: RegExp[]): Promise<void> {
    program.declare(declared);
    const ran = await program.pulumi("up");
    assert.notEqual(ran.code, 0, ran.output);
    for (const text of says) assert.match(ran.output, text);
  }
  const withDatabase = (more: object) =>
    Object.entries(awsDataKinds(aws)).map(([name, { declared }]) =>
      name === "database" ? { ...declared, args: { ...declared.args, ...more } } : declared,
    );

  it("no password is in the state, in a preview or in an answer", async () => {
    program.declare(withDatabase({}));
    const preview = assertWorked(await program.pulumi("preview"));
    const ran = assertWorked(await program.pulumi("up"));
    const refreshed = assertWorked(await program.pulumi("refresh"));
    for (const text of [program.state, preview.output, ran.output, refreshed.output])
      for (const password of Object.values(passwords)) assert(!text.includes(password));
  });

  it("the state has the version that was given, and tells the one that runs", () => {
    const { inputs, outputs } = program.stateOf<{ inputs: object; outputs: object }>("database");
    assert.deepEqual(
      [inputs, outputs].map((of) => (of as { engineVersion?: string }).engineVersion),
      ["14", "14"],
    );
    assert.match(String((outputs as { engineVersionActual?: string }).engineVersionActual), /^14\.\d+$/);
  });

  it("a change that would wait for the maintenance window is refused", () =>
    assertFails(
      withDatabase({ applyImmediately: false, instanceClass: "db.m7g.large" }),
      /DBInstanceClass.*applyImmediately/s,
    ));

  it("what is not modelled is refused", () =>
    assertFails(
      withDatabase({ manageMasterUserPassword: true, iops: 3000 }),
      /manageMasterUserPassword/,
      /iops/,
    ));

  it("a protected database is not deleted", async () => {
    program.declare(withDatabase({ deletionProtection: true }));
    assertWorked(await program.pulumi("up"));
    await assertFails(
      withDatabase({}).filter(({ name }) => name !== "database"),
      /disable deletion protection/,
    );
  });

  it("a random password is one of the wished kind", async () => {
    const asked = { passwordLength: 40, excludePunctuation: true, excludeCharacters: "abc" };
    program.declare([
      ...withDatabase({ deletionProtection: false }),
      { type: "aws/secretsmanager/getRandomPassword", name: "random", args: asked },
      { type: "aws/kms/Key", name: "told", args: { description: { output: "random.randomPassword" } } },
    ]);
    assertWorked(await program.pulumi("up"));
    const { outputs } = program.stateOf<{ outputs: { description?: string } }>("told");
    assert.match(outputs?.description ?? "", /^[A-Zd-z0-9]{40}$/);
  });
});
