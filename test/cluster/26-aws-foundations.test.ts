/** Network and edge of an environment on AWS, brought up, changed and taken down by the real engine on the simulated AWS. */
import assert from "node:assert/strict";
import { CreateSecurityGroupCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { DescribeLoadBalancersCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ListRolesCommand } from "@aws-sdk/client-iam";
import { ListHostedZonesCommand, ListResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import { DeleteBucketPolicyCommand, ListBucketsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { ListWebACLsCommand } from "@aws-sdk/client-wafv2";
import { AwsSimulation } from "../support/aws/simulation";
import { describe as told } from "../support/events";
import { type Aws, awsClients } from "../support/provider/aws/clients";
import { Program, type ProgramRun } from "../support/provider/program";
import { awsSection, goodConfig, madeNetwork, onAws } from "../support/release";

/** What holds something, or is known to others by its name or address: never made again by a change of settings. */
const stateful = /:(Vpc|Subnet|NatGateway|Eip|LoadBalancer|TargetGroup|Bucket|Certificate|LogGroup|WebAcl)$/;

describe("network and edge on AWS", function () {
  this.timeout(400_000);
  let aws: AwsSimulation;
  let clients: Aws;
  let program: Program;
  let group: string;
  let empty: Record<string, string[]>;

  const settings = (network: object, edge: object = {}) => ({
    ...goodConfig(),
    ...onAws({
      aws: awsSection({
        network: { ...madeNetwork, ...network },
        cluster: { securityGroup: group },
        edge: {
          domain: "maintenance.example.com",
          zone: "example.com",
          previewFrom: ["10.0.0.0/8"],
          deletionProtection: false,
          ...edge,
        },
      }),
    }),
  });
  async function run(command: "up" | "preview", raw: object, ...flags: string[]): Promise<ProgramRun> {
    program.configure(raw);
    const ran = await program.pulumi(command, ...flags);
    assert.equal(ran.code, 0, ran.output);
    return ran;
  }

  before(async () => {
    aws = await AwsSimulation.start();
    clients = awsClients(aws.endpoint);
    const asked = { GroupName: "pods", Description: "pods", VpcId: aws.vpcId };
    group = (await aws.ec2.send(new CreateSecurityGroupCommand(asked))).GroupId ?? "";
    empty = await everything(clients);
    program = await Program.create({ main: "foundations.js", env: aws.env });
  });
  after(async () => {
    await program.pulumi("destroy");
    program.dispose();
    await aws.stop();
  });

  it("come up on an account that has a hosted zone and no more; the second run is empty", async () => {
    await run("up", settings({}));
    const second = await run("up", settings({}), "--refresh");
    assert.deepEqual(second.operations.map(told), []);
  });

  it("a third zone adds, and moves or replaces nothing", async () => {
    const { operations } = await run("up", settings({ zones: ["a", "b", "c"] }));
    assert.ok(operations.some(({ op, name }) => op === "create" && name === "private-c"));
    const ops = new Set(operations.map(({ op }) => op));
    assert.deepEqual([...ops].sort(), ["create", "update"], operations.map(told).join("\n"));
    assert.ok(
      !operations.some(({ op, name }) => op === "update" && /^(private|public|data)-[abc]$/.test(name)),
    );
  });

  it("a way out in each zone and back again touches routes, and keeps the first one's address", async () => {
    const zones = ["a", "b", "c"];
    const each = await run("up", settings({ zones, nat: "per-zone" }));
    assert.deepEqual(each.operations.map(told).sort(), [
      "create nat-b",
      "create nat-b-address",
      "create nat-c",
      "create nat-c-address",
      "update private-b-to-nat",
      "update private-c-to-nat",
    ]);
    const one = await run("up", settings({ zones }));
    assert.deepEqual(one.operations.map(told).sort(), [
      "delete nat-b",
      "delete nat-b-address",
      "delete nat-c",
      "delete nat-c-address",
      "update private-b-to-nat",
      "update private-c-to-nat",
    ]);
  });

  it("other settings of firewall, logs and protection replace nothing that is stateful", async () => {
    const edge = {
      firewall: { rateLimit: 5_000, logDays: 90 },
      accessLogs: { days: 30 },
      deletionProtection: true,
    };
    const { operations } = await run("up", settings({ zones: ["a", "b", "c"], flowLogDays: 90 }, edge));
    const replaced = operations.filter(({ op, type }) => /replace|delete/.test(op) && stateful.test(type));
    assert.deepEqual(replaced.map(told), []);
    assert.ok(operations.length >= 5, operations.map(told).join("\n"));
  });

  it("protected, it is not destroyed; unprotected it is, logs and all, and nothing is left", async () => {
    const standing = await everything(clients);
    // The preview refuses. Without one, the engine deletes all that does not need what is protected.
    const refused = await program.pulumi("destroy", "--skip-preview=false");
    assert.notEqual(refused.code, 0);
    assert.match(refused.output, /protect/);
    assert.deepEqual(await everything(clients), standing);

    await run("up", settings({ zones: ["a", "b", "c"] }));
    const { Buckets = [] } = await clients.s3.send(new ListBucketsCommand({}));
    const Bucket = Buckets.find(({ Name = "" }) => Name.startsWith("access-logs"))?.Name;
    // moto reads no condition of a policy: it would refuse what only requests without TLS are refused.
    await clients.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await clients.s3.send(new PutObjectCommand({ Bucket, Key: "AWSLogs/some", Body: "a line" }));
    const destroyed = await program.pulumi("destroy");
    assert.equal(destroyed.code, 0, destroyed.output);
    assert.deepEqual(await everything(clients), empty);
  });
});

/** Ids or names of all that could be left behind, by their kind. */
async function everything({ ec2, elb, iam, logs, route53, s3, waf }: Aws): Promise<Record<string, string[]>> {
  const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
  const records = HostedZones.map(({ Id }) =>
    route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: Id })),
  );
  const names: Record<string, (string | undefined)[]> = {
    vpcs: (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.map(({ VpcId }) => VpcId) ?? [],
    loadBalancers: ((await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers ?? []).map(
      ({ LoadBalancerName }) => LoadBalancerName,
    ),
    roles: (await iam.send(new ListRolesCommand({}))).Roles?.map(({ RoleName }) => RoleName) ?? [],
    logGroups: ((await logs.send(new DescribeLogGroupsCommand({}))).logGroups ?? []).map(
      ({ logGroupName }) => logGroupName,
    ),
    records: (await Promise.all(records)).flatMap(({ ResourceRecordSets = [] }) =>
      ResourceRecordSets.map(({ Name, Type }) => `${Type} ${Name}`),
    ),
    buckets: ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name),
    firewalls: ((await waf.send(new ListWebACLsCommand({ Scope: "REGIONAL" }))).WebACLs ?? []).map(
      ({ Name }) => Name,
    ),
  };
  return Object.fromEntries(Object.entries(names).map(([kind, all]) => [kind, all.map(String).sort()]));
}
