/** Network, edge, PostgreSQL and Redis of an environment on AWS, brought up, changed and taken down by the real engine on the simulated AWS. */
import assert from "node:assert/strict";
import { CreateSecurityGroupCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { DescribeLoadBalancersCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ListRolesCommand } from "@aws-sdk/client-iam";
import { ListHostedZonesCommand, ListResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import { DeleteBucketPolicyCommand, ListBucketsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeReplicationGroupsCommand } from "@aws-sdk/client-elasticache";
import { DescribeDBInstancesCommand, DescribeDBSnapshotsCommand } from "@aws-sdk/client-rds";
import { ListSecretsCommand } from "@aws-sdk/client-secrets-manager";
import { ListWebACLsCommand } from "@aws-sdk/client-wafv2";
import { usableKeys } from "../support/aws/front/data";
import { AwsSimulation } from "../support/aws/simulation";
import { describe as told } from "../support/events";
import { type Aws, awsClients } from "../support/provider/aws/clients";
import { Program, type ProgramRun } from "../support/provider/program";
import { awsSection, goodConfig, madeNetwork, onAws } from "../support/release";

/** What holds something, or is known to others by its name or address: never made again by a change of settings. */
const stateful =
  /:(Vpc|Subnet|NatGateway|Eip|LoadBalancer|TargetGroup|Bucket|Certificate|LogGroup|WebAcl|Key|Secret|Instance|ReplicationGroup)$/;

interface Data {
  readonly postgres?: object;
  readonly redis?: object;
}

describe("foundations on AWS", function () {
  this.timeout(400_000);
  let aws: AwsSimulation;
  let clients: Aws;
  let program: Program;
  let group: string;
  let empty: Record<string, string[]>;

  const settings = (network: object, edge: object = {}, data: Data = {}, sections: object = {}) => ({
    ...goodConfig(),
    postgres: { version: 16 },
    ...sections,
    ...onAws({
      aws: awsSection({
        network: { ...madeNetwork, ...network },
        cluster: { existing: { securityGroup: group } },
        edge: {
          domain: "maintenance.example.com",
          zone: "example.com",
          previewFrom: ["10.0.0.0/8"],
          deletionProtection: false,
          ...edge,
        },
        postgres: { deletionProtection: false, ...data.postgres },
        redis: { deletionProtection: false, ...data.redis },
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

  const three = { zones: ["a", "b", "c"] };

  it("other settings of database and cache replace nothing, and restart nothing", async () => {
    const data = {
      postgres: { size: "db.m7g.large", storage: 50, backupDays: 30, standby: true },
      redis: { size: "cache.m7g.large", nodes: 3, snapshotDays: 7 },
    };
    const sections = { postgres: { version: 17, maxConnections: 200 } };
    const { operations, output } = await run("up", settings(three, {}, data, sections));
    const touched = operations.filter(({ type }) => /:(rds|elasticache)\//.test(type));
    assert.deepEqual(touched.map(told).sort(), ["update postgres-instance", "update redis-nodes"]);
    assert.match(output, /postgres: settings differ from .* \(maxConnections, size, version\)/);
    assert.match(output, /redis: settings differ from .* \(size\)/);
    const { DBInstances = [] } = await clients.rds.send(new DescribeDBInstancesCommand({}));
    assert.deepEqual(
      DBInstances.map(({ DBInstanceClass, MultiAZ, BackupRetentionPeriod }) => ({
        DBInstanceClass,
        MultiAZ,
        BackupRetentionPeriod,
      })),
      [{ DBInstanceClass: "db.t4g.medium", MultiAZ: true, BackupRetentionPeriod: 30 }],
    );
  });

  it("with allowInPlace they are restarted, upgraded and changed in place; only the parameters are others", async () => {
    const data = {
      postgres: { size: "db.m7g.large", storage: 50 },
      redis: { size: "cache.m7g.large" },
    };
    const release = { live: "blue", blue: "1.4.2", green: "1.5.0", allowInPlace: true };
    const sections = { release, postgres: { version: 17, maxConnections: 200 } };
    const { operations } = await run("up", settings(three, {}, data, sections));
    const touched = operations.filter(({ type }) => /:(rds|elasticache)\//.test(type));
    assert.deepEqual(touched.map(told).sort(), [
      "create-replacement postgres-parameters",
      "delete-replaced postgres-parameters",
      "replace postgres-parameters",
      "update postgres-instance",
      "update redis-nodes",
    ]);
    const { DBInstances = [] } = await clients.rds.send(new DescribeDBInstancesCommand({}));
    const [{ DBInstanceClass, EngineVersion } = {}] = DBInstances;
    assert.deepEqual([DBInstanceClass, EngineVersion?.split(".")[0]], ["db.m7g.large", "17"]);
  });

  it("protected, it is not destroyed; unprotected it is, logs and all, and nothing is left", async () => {
    const kept = { storage: 50, deletionProtection: true };
    const data = { postgres: kept, redis: { deletionProtection: true } };
    await run("up", settings(three, { deletionProtection: true }, data));
    const standing = await everything(clients);
    // The preview refuses. Without one, the engine deletes all that does not need what is protected.
    const refused = await program.pulumi("destroy", "--skip-preview=false");
    assert.notEqual(refused.code, 0);
    assert.match(refused.output, /protect/);
    assert.deepEqual(await everything(clients), standing);

    await run("up", settings(three, {}, { postgres: { storage: 50 } }));
    const { Buckets = [] } = await clients.s3.send(new ListBucketsCommand({}));
    const Bucket = Buckets.find(({ Name = "" }) => Name.startsWith("access-logs"))?.Name;
    // moto reads no condition of a policy: it would refuse what only requests without TLS are refused.
    await clients.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await clients.s3.send(new PutObjectCommand({ Bucket, Key: "AWSLogs/some", Body: "a line" }));
    const destroyed = await program.pulumi("destroy");
    assert.equal(destroyed.code, 0, destroyed.output);
    const left = await everything(clients);
    // What was written can still be read: a last snapshot, and the key that it is encrypted with.
    assert.match(left.snapshots?.join() ?? "", /^contract-test-final-[0-9a-f]{8}$/);
    assert.equal(left.keys?.length, 1);
    assert.deepEqual({ ...left, snapshots: [], keys: [] }, empty);
  });
});

/** Ids or names of all that could be left behind, by their kind. */
async function everything({
  caches,
  ec2,
  elb,
  iam,
  kms,
  logs,
  rds,
  route53,
  s3,
  secrets,
  waf,
}: Aws): Promise<Record<string, string[]>> {
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
    databases: ((await rds.send(new DescribeDBInstancesCommand({}))).DBInstances ?? []).map(
      ({ DBInstanceIdentifier }) => DBInstanceIdentifier,
    ),
    snapshots: (
      (await rds.send(new DescribeDBSnapshotsCommand({ SnapshotType: "manual" }))).DBSnapshots ?? []
    ).map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier),
    caches: ((await caches.send(new DescribeReplicationGroupsCommand({}))).ReplicationGroups ?? []).map(
      ({ ReplicationGroupId }) => ReplicationGroupId,
    ),
    keys: await usableKeys(kms),
    secrets: ((await secrets.send(new ListSecretsCommand({}))).SecretList ?? []).map(({ Name }) => Name),
    firewalls: ((await waf.send(new ListWebACLsCommand({ Scope: "REGIONAL" }))).WebACLs ?? []).map(
      ({ Name }) => Name,
    ),
  };
  return Object.fromEntries(Object.entries(names).map(([kind, all]) => [kind, all.map(String).sort()]));
}
