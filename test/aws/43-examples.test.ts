/** The examples on AWS: the whole program previewed by the commands of their READMEs, on a simulated account with a cluster. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { CreateClusterCommand } from "@aws-sdk/client-eks";
import { AttachRolePolicyCommand, CreateRoleCommand } from "@aws-sdk/client-iam";
import { AwsSimulation } from "../support/aws/simulation";
import { onExit } from "../support/cleanup";
import { type Example, stackFileExamples, typedIn } from "../support/examples";
import { nothingThere, type NothingThere } from "../support/kubernetes/nothing-there";
import { copyProject } from "../support/project-copy";
import { type Aws, awsClients } from "../support/provider/aws/clients";
import { Typist } from "../support/typed";

/** The cluster that the stack file names, as somebody made it before. */
async function makeCluster({ eks, iam }: Aws, name: string, subnetIds: readonly string[]): Promise<void> {
  const trust = { Effect: "Allow", Principal: { Service: "eks.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
  const PolicyArn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";
  await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn }));
  await eks.send(
    new CreateClusterCommand({
      name,
      roleArn: Role?.Arn,
      version: "1.36",
      resourcesVpcConfig: { subnetIds: [...subnetIds] },
      accessConfig: { authenticationMode: "API" },
    }),
  );
}

function clusterOf({ name, sections }: Example): string {
  const { aws } = sections as { aws?: { cluster?: { existing?: { name?: string } } } };
  const cluster = aws?.cluster?.existing?.name;
  assert(cluster, `examples/${name} names an EKS cluster that is there`);
  return cluster;
}

for (const example of stackFileExamples("aws")) {
  describe(`examples/${example.name}`, () => {
    const [first] = typedIn(example.readme);
    let api: NothingThere;
    let aws: AwsSimulation;
    let typist: Typist;
    let folder: string;
    before(async () => {
      api = await nothingThere();
      aws = await AwsSimulation.start({ apiServer: { endpoint: api.endpoint, ca: api.ca } });
      folder = await copyProject(example.name);
      onExit(() => rmSync(folder, { recursive: true, force: true }));
      typist = Typist.ofExample({ folder, stack: example.name }, example, { env: aws.env });
    });
    after(async () => {
      rmSync(folder, { recursive: true, force: true });
      await aws.stop();
      api.close();
    });

    // What it says after that needs pods that run: test/cluster has them, and docs/aws.md says what only an account can show.
    it("begins as its README says, with a preview of everything but network and cluster", async () => {
      assert(first);
      await makeCluster(awsClients(aws.endpoint), clusterOf(example), aws.subnetIds);
      const { output } = await typist.type(first);
      const made = [...output.matchAll(/^ \+ +(\S+) \S+ create/gm)].map(([, type = ""]) => type);
      for (const type of ["aws:lb:Listener", "aws:rds:Instance", "kubernetes:apps/v1:Deployment"])
        assert(made.includes(type), `${type}\n${output}`);
      const there = /^aws:(eks:|ec2:(Vpc|Subnet|NatGateway)$)|^kubernetes:(helm|core\/v1:ServiceAccount)/;
      assert.deepEqual(
        made.filter((type) => there.test(type)),
        [],
      );
      assert(api.asked.length > 0, "the cluster was asked, at the address that AWS tells");
    });
  });
}
