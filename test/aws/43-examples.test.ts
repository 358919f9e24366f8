/** The examples on AWS: the whole program previewed by the commands of their READMEs, on a simulated account with a cluster. */
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CreateClusterCommand } from "@aws-sdk/client-eks";
import { AttachRolePolicyCommand, CreateRoleCommand } from "@aws-sdk/client-iam";
import { AwsSimulation } from "../support/aws/simulation";
import { onExit } from "../support/cleanup";
import { type Example, stackFileExamples, typedIn } from "../support/examples";
import { nothingThere, type NothingThere } from "../support/kubernetes/nothing-there";
import { copyProject, projectRoot } from "../support/project-copy";
import { type Aws, awsClients } from "../support/provider/aws/clients";
import { pulumiOn } from "../support/pulumi-on";
import { run } from "../support/run";
import { changeFile, Typist } from "../support/typed";

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

    it("says in one error what of its stack file AWS does not have", async () => {
      const env = { ...aws.env, ...pulumiOn(join(folder, ".state/pulumi")) };
      const pulumi = (...args: string[]) => run("pulumi", args, { cwd: folder, env, mayFail: true });
      mkdirSync(join(folder, ".state/pulumi"), { recursive: true });
      await pulumi("stack", "init", "misspelt");
      const stackFile = join(folder, "Pulumi.misspelt.yaml");
      copyFileSync(join(projectRoot, example.stackFile), stackFile);
      changeFile(stackFile, {
        aws: { edge: { domain: "app.exmaple.com", zone: "exmaple.com", previewFrom: ["10.0.0.0/8"] } },
        // At its end: that warning once held back every error.
        postgres: { version: 14 },
      });

      const { code, output } = await pulumi("preview", "-s", "misspelt", "--color", "never");

      assert.notEqual(code, 0);
      const [, diagnostics = ""] = output.split("Diagnostics:\n");
      const [, told = ""] = /^ +error: (.*?)\n\n/ms.exec(diagnostics) ?? [];
      const [cluster = "", zone = "", ...others] = told.split(/\n +/);
      const owner = "account 123456789012";
      const wanted = [
        `aws/cluster/existing/name: should be an EKS cluster in ${aws.region} of ${owner}, got "${clusterOf(example)}"`,
        `aws/edge/zone: should be a public hosted zone of ${owner}, got "exmaple.com"`,
      ];
      assert.deepEqual(
        [cluster, zone].map((line) => line.split(", of which")[0]),
        wanted,
        output,
      );
      assert.match(cluster, /couldn't find resource\. .*aws eks list-clusters --region/);
      assert.match(zone, /no matching Route 53 Hosted Zone found\. .*list-hosted-zones/);
      assert.deepEqual(others, []);
      assert.equal(output.match(/\b1 error\b/g)?.length, 1, output);
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
