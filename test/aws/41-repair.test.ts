/** Runs that are killed while AWS makes something: `make repair` finds it again, and the next run converges. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { CreateSecurityGroupCommand, CreateVpcCommand, DeleteVpcCommand } from "@aws-sdk/client-ec2";
import { DeleteBucketPolicyCommand } from "@aws-sdk/client-s3";
import { everything } from "../support/aws/everything";
import { accountId } from "../support/aws/account";
import { AwsSimulation } from "../support/aws/simulation";
import { describe as told } from "../support/events";
import { KilledRun } from "../support/killed-run";
import { projectRoot } from "../support/project-copy";
import { type Aws, awsClients } from "../support/provider/aws/clients";
import { Program } from "../support/provider/program";
import { awsSection, goodConfig, madeEdge, madeNetwork, onAws } from "../support/release";

describe("runs that are killed while AWS makes something", function () {
  this.timeout(400_000);
  let aws: AwsSimulation;
  let clients: Aws;
  let program: Program;
  let group: string;
  let empty: Record<string, string[]>;

  const settings = (data: object = {}) => ({
    ...goodConfig(),
    ...onAws({
      aws: awsSection({
        account: accountId,
        network: madeNetwork,
        cluster: { existing: { securityGroup: group } },
        edge: { ...madeEdge, deletionProtection: false },
        ...data,
      }),
    }),
  });

  before(async () => {
    aws = await AwsSimulation.start();
    clients = awsClients(aws.endpoint);
    const pods = { GroupName: "pods", Description: "pods", VpcId: aws.vpcId };
    group = (await aws.ec2.send(new CreateSecurityGroupCommand(pods))).GroupId ?? "";
    empty = await everything(clients);
    program = await Program.create({ main: "foundations.js", env: aws.env, isNamedAsHere: true });
  });
  after(async () => {
    await program.pulumi("destroy");
    program.dispose();
    await aws.stop();
  });

  /** `up`, until AWS was asked for this: before it hears of it, or when it has made it and nobody knows. */
  async function killedAt(action: string, at: "request" | "answer", inFlight: RegExp): Promise<void> {
    const held = await aws.hold({ action, at });
    const run = await KilledRun.until(program, undefined, { held });
    run.assertInFlight(inFlight);
    await run.kill("everything");
    await run.end();
    const locked = await repair();
    assert.notEqual(locked.code, 0);
    assert.match(locked.output, /the stack is currently locked.*pulumi cancel/s);
    const cancelled = await program.command(["cancel", "--yes"]);
    assert.equal(cancelled.code, 0, cancelled.output);
  }
  /** Of something that a run was killed at. */
  const urn = (name: string) => new RegExp(`urn:[^"]*::${name}(?=")`).exec(program.state)?.[0] ?? "";
  const repair = (...words: string[]) =>
    program.command(
      [...words, "node", "--import=tsx", join(projectRoot, "setup/repair/repair.ts"), "test"],
      "env",
    );
  async function repaired(...expected: RegExp[]): Promise<string> {
    const { code, output } = await repair();
    assert.equal(code, 0, output);
    for (const line of expected) assert.match(output, line);
    assert.match(output, /Next:\n\n {4}pulumi up --refresh -s test/);
    return output;
  }
  async function up(...flags: string[]): Promise<string[]> {
    const { code, output, operations } = await program.pulumi("up", "--refresh", ...flags);
    assert.equal(code, 0, output);
    return operations.map(told);
  }
  const newIn = async (kind: string) =>
    (await everything(clients))[kind]?.filter((name) => !empty[kind]?.includes(name)) ?? [];

  it("nothing is to be repaired where none was", async () => {
    const { code, output } = await repair();
    assert.equal(code, 0, output);
    assert.match(output, /nothing to repair/);
  });

  it("a network, which the next run would make twice, is taken into the state", async () => {
    program.configure(settings());
    await killedAt("CreateVpc", "answer", /^create vpc$/);
    const [vpc] = await newIn("vpcs");
    assert.ok(vpc);
    const preview = await program.pulumi("preview");
    assert.ok(preview.operations.some(({ op, name }) => op === "create" && name === "vpc"));

    const before = program.state;
    const looked = await repair("LOOK=1");
    assert.match(looked.output, new RegExp(`there +creating vpc .*: ${vpc}, found in AWS`));
    assert.equal(program.state, before);
    // Another one that says of itself that it is the same, as a run before might have left it.
    const Tags = Object.entries({ project: "contract", stack: "test", Name: "contract-test" }).map(
      ([Key, Value]) => ({ Key, Value }),
    );
    const specified = {
      CidrBlock: "10.20.0.0/16",
      TagSpecifications: [{ ResourceType: "vpc" as const, Tags }],
    };
    const double = (await aws.ec2.send(new CreateVpcCommand(specified))).Vpc?.VpcId;
    const unsure = await repair();
    assert.equal(unsure.code, 1, unsure.output);
    assert.match(unsure.output, new RegExp(`left +creating vpc .*several.*${double}.*say vpc=ID`));
    assert.deepEqual(program.stateOf("vpc"), {});

    const { code, output } = await repair(`IDS=vpc=${vpc}`);
    assert.equal(code, 0, output);
    assert.match(output, /vpc: is in the state now\n[^]*Next:\n\n {4}pulumi up --refresh -s test/);
    assert.equal(program.stateOf<{ id: string }>("vpc").id, vpc);
    await aws.ec2.send(new DeleteVpcCommand({ VpcId: double }));
  });

  it("a load balancer, whose name the next run could not have, is taken into the state", async () => {
    await killedAt("CreateLoadBalancer", "answer", /^create load-balancer$/);
    const failing = await program.pulumi("up", "--target", urn("load-balancer"));
    assert.notEqual(failing.code, 0);
    assert.match(failing.output, /load-balancer, interrupted while creating/);
    assert.match(failing.output, /load balancer with the same name 'contract-test' exists/);
    await repaired(/there +creating load-balancer .*found in AWS/);
    assert.notDeepEqual(program.stateOf("load-balancer"), {});
  });

  it("what AWS never heard of is forgotten, and made by the next run", async () => {
    await killedAt("CreateListener", "request", /^create (http|preview)$/);
    const forgotten = /forgotten +creating (http|preview) .*: AWS has none/;
    // They are made side by side: the other one may be there.
    const [, name] = forgotten.exec(await repaired(forgotten)) ?? [];
    const operations = await up();
    assert.ok(operations.includes(`create ${name}`), operations.join("\n"));
    assert.ok(!operations.includes("create load-balancer"), operations.join("\n"));
  });

  it("a database is taken into the state, with the password that it was made with", async () => {
    const own = { deletionProtection: false };
    program.configure(settings({ postgres: own, redis: own }));
    await killedAt("CreateDBInstance", "answer", /^create postgres-instance$/);
    await repaired(/there +creating postgres-instance .*found in AWS/);
    await up();
    assert.deepEqual(await up(), []);
  });

  it("nothing is there twice, and a destroy leaves nothing", async () => {
    for (const kind of ["vpcs", "loadBalancers", "databases", "caches", "firewalls"])
      assert.equal((await newIn(kind)).length, 1, kind);
    const [Bucket] = await newIn("buckets");
    await clients.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    const destroyed = await program.pulumi("destroy");
    assert.equal(destroyed.code, 0, destroyed.output);
    const left = await everything(clients);
    assert.deepEqual({ ...left, snapshots: [], keys: [] }, empty);
  });
});
