/** The types of a Kubernetes on AWS keep the contract of the published provider; and what waits for something else. */
import assert from "node:assert/strict";
import { AwsSimulation } from "../support/aws/simulation";
import { awsEksKinds } from "../support/provider/aws-eks-kinds";
import { keepsTheContract } from "../support/provider/contract";
import { changed } from "../support/provider/kinds";
import { type Declared, Program } from "../support/provider/program";
import { assertNothing, assertWorked, operationsOn } from "../support/provider/runs";

keepsTheContract("the types of a Kubernetes on AWS", awsEksKinds);

describe("a Kubernetes on AWS, and the engine", function () {
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

  const soon = { customTimeouts: { create: "2s", update: "2s" } };
  const declared = (...names: string[]): Declared[] =>
    Object.entries(awsEksKinds(aws))
      .filter(([name]) => names.includes(name))
      .map(([, { declared }]) => ({ ...declared, options: { ...declared.options, ...soon } }));
  const cluster = ["key", "control-plane", "cluster-role", "cluster-policy", "cluster"];
  const group = ["node-role", "joining", "pulling", "template", "nodes"];
  const network = ["pod-role", "network"];

  it("what waits in vain is there, and says for what", async () => {
    program.declare(declared(...cluster, ...group, "names"));
    const ran = await program.pulumi("up");
    assert.notEqual(ran.code, 0, ran.output);
    assert.match(ran.output, /does not become ready: CREATING: cni plugin not initialized/);
    assert.equal(program.stateOf<{ id: string }>("nodes").id?.startsWith("contract:"), true);
  });

  it("the next run goes on with it", async () => {
    program.declare(declared(...cluster, ...network, ...group, "names"));
    assertWorked(await program.pulumi("up"));
    assertNothing(await program.pulumi("up", "--refresh"));
  });

  it("an add-on whose pods find no node waits for one", async () => {
    program.declare(declared(...cluster, ...network));
    assertWorked(await program.pulumi("up"));
    program.declare(declared(...cluster, ...network, "names"));
    const ran = await program.pulumi("up");
    assert.notEqual(ran.code, 0, ran.output);
    assert.match(ran.output, /does not become ready: DEGRADED: .*replicas/);
  });

  it("a preview tells that nodes follow their template, and knows what a cluster has told", async () => {
    const rule = awsEksKinds(aws)["from-cluster"]?.declared as Declared;
    const all = [...declared(...cluster, ...network, ...group), rule];
    program.declare(all);
    assertWorked(await program.pulumi("up"));
    const changes: Record<string, object> = {
      template: { metadataOptions: { httpTokens: "optional" } },
      cluster: { vpcConfig: { endpointPrivateAccess: false } },
    };
    program.declare(all.map((one) => changed({ declared: one }, changes[one.name] ?? {})));
    const preview = assertWorked(await program.pulumi("preview"));
    for (const name of ["template", "nodes", "cluster"])
      assert.deepEqual(operationsOn(preview, name), ["update"], name);
    assert.deepEqual(operationsOn(preview, "from-cluster"), []);
  });
});
