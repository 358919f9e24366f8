/** Network, edge, PostgreSQL and Redis of an environment on AWS, brought up, changed and taken down by the real engine on the simulated AWS. */
import assert from "node:assert/strict";
import { CreateSecurityGroupCommand } from "@aws-sdk/client-ec2";
import { DeleteBucketPolicyCommand, ListBucketsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { DescribeDBInstancesCommand } from "@aws-sdk/client-rds";
import { everything } from "../support/aws/everything";
import { accountId } from "../support/aws/account";
import { AwsSimulation } from "../support/aws/simulation";
import { reserved } from "../../components/deploy-identity/administrators";
import { documents } from "../support/deployed";
import { describe as told } from "../support/events";
import { type Aws, awsClients } from "../support/provider/aws/clients";
import { Program, type ProgramRun } from "../support/provider/program";
import { awsSection, goodConfig, madeEdge, madeNetwork, onAws } from "../support/release";

/** What holds something, or is known to others by its name or address: never made again by a change of settings. */
const stateful =
  /:(Vpc|Subnet|NatGateway|Eip|LoadBalancer|TargetGroup|Bucket|Certificate|LogGroup|WebAcl|Key|Secret|Instance|ReplicationGroup)$/;

/** Who brings them up, as the simulation knows him. */
const who = "deploying";

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
        account: accountId,
        deploy: { repository: "example/maintenance", state: { bucket: "the-state" } },
        network: { ...madeNetwork, ...network },
        cluster: { existing: { securityGroup: group } },
        edge: { ...madeEdge, deletionProtection: false, ...edge },
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
    program = await Program.create({
      main: "foundations.js",
      env: { ...aws.env, AWS_ACCESS_KEY_ID: who },
      isNamedAsHere: true,
    });
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

  it("are named after project and stack, as far as AWS lets them", async () => {
    const { roles = [], buckets = [], logGroups = [], secrets = [] } = await everything(clients);
    const made = [...roles, ...buckets, ...secrets].filter(
      (name) => !empty.buckets?.includes(name) && !/^contract-test-(deploy|preview)$/.test(name),
    );
    assert.ok(made.length >= 5);
    for (const name of made) assert.match(name, /^contract-test-[a-z-]+-[0-9a-f]{6}$/);
    assert.equal(logGroups.length, 2);
    for (const name of logGroups) assert.match(name, /^(aws-waf|flow)-logs-contract-test-[0-9a-f]{6}$/);
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
    const Bucket = Buckets.find(({ Name = "" }) => Name.includes("-access-logs-"))?.Name;
    // moto reads no condition of a policy: it would refuse what only requests without TLS are refused.
    await clients.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await clients.s3.send(new PutObjectCommand({ Bucket, Key: "AWSLogs/some", Body: "a line" }));
    const destroyed = await program.pulumi("destroy");
    assert.equal(destroyed.code, 0, destroyed.output);
    const left = await everything(clients);
    // What was written can still be read: a last snapshot, and the key that it is encrypted with.
    assert.match(left.snapshots?.join() ?? "", /^contract-test-final-[0-9a-f]{8}$/);
    assert.equal(left.keys?.length, 1);
    // Other stacks of the account may have roles for workflows too.
    assert.equal(left.issuers?.length, 1);
    assert.deepEqual({ ...left, snapshots: [], keys: [], issuers: [] }, empty);
  });

  it("ask AWS for nothing but what who deploys may, or else an administrator", () => {
    // AWS allows the one to everybody; with the other the provider for tests finds a firewall whose name it does not keep.
    const free = ["sts:GetCallerIdentity", "wafv2:ListWebACLs"];
    const asked = aws.actionsAsked(who).filter((action) => !free.includes(action));
    const actionsOf = (documents: readonly string[]) =>
      new Set(
        documents.flatMap((text) =>
          (JSON.parse(text) as { Statement: { Action: string[] }[] }).Statement.flatMap(
            ({ Action }) => Action,
          ),
        ),
      );
    const [preview, deploy] = [actionsOf(documents.preview), actionsOf(documents.deploy)];
    const ofAdministrators = new Set(reserved.flatMap(({ actions }) => actions));
    assert.ok(asked.length > 150, String(asked.length));
    assert.deepEqual(
      asked.filter((action) => !deploy.has(action) && !ofAdministrators.has(action)),
      [],
    );
    const reads = asked.filter((action) => /:(Describe|Get|List)/.test(action));
    assert.deepEqual(
      reads.filter((action) => !preview.has(action)),
      [],
    );
  });
});
