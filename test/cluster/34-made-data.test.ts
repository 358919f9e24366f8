/** An environment on AWS whose PostgreSQL is made with it: from the first run over a release to the last snapshot. */
import assert from "node:assert/strict";
import { DescribeDBInstancesCommand, DescribeDBSnapshotsCommand, RDSClient } from "@aws-sdk/client-rds";
import { clientSettings } from "../support/aws/account";
import { AwsEnvironment } from "../support/aws-environment";
import { madePostgres } from "../support/aws-surroundings";
import { cluster } from "../support/kubernetes/cluster";
import { query } from "../support/kubernetes/managed-database";
import { assertServed } from "../support/load";
import { listed, up as upOf } from "../support/stories";

describe("PostgreSQL made on AWS", function () {
  this.timeout(400_000);
  let environment: AwsEnvironment;
  let rds: RDSClient;
  before(async () => {
    environment = await AwsEnvironment.create("made", { isDatabaseMade: true });
    for (const version of ["1.0.0", "1.1.0"]) await environment.makeVersion(version);
    rds = new RDSClient(clientSettings(environment.aws.endpoint));
  });
  after(async () => {
    rds.destroy();
    await environment.dispose();
  });

  const up = (...flags: string[]) => upOf(environment.pulumi, { flags });
  const ask = (sql: string, database?: string) => query(environment.dataNamespace, sql, database);
  const snapshots = async () => {
    const { DBSnapshots = [] } = await rds.send(new DescribeDBSnapshotsCommand({ SnapshotType: "manual" }));
    return DBSnapshots.map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier ?? "").sort();
  };

  it("first up: the application has a role and a database of its own, and connects encrypted", async () => {
    environment.pulumi.setRelease({ live: "blue", blue: "1.0.0" });
    await up();
    const roles = await ask(
      "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = 'maintenance'",
    );
    assert.deepEqual(roles, ["maintenance|f|f|f"]);
    const owners = await ask(
      "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'",
      "maintenance",
    );
    assert.deepEqual(owners, ["maintenance"]);
    const connections = await ask(
      "SELECT DISTINCT usename, ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE client_addr IS NOT NULL AND usename <> 'rdsadmin'",
    );
    assert.deepEqual(connections, ["maintenance|t"]);
    assert.deepEqual(await snapshots(), [], "there was no data yet");
  });

  it("of the step that made the role nothing is left in the cluster", async () => {
    for (const [apiVersion, kind] of [
      ["batch/v1", "Job"],
      ["v1", "Secret"],
    ] as const) {
      const found = await cluster().list({
        apiVersion,
        kind,
        metadata: { namespace: environment.namespace },
      });
      assert.ok(!found.some(({ metadata }) => metadata?.name === "database-role"), kind);
    }
  });

  it("second up and preview: nothing changes", async () => {
    assert.deepEqual(listed((await up()).operations), []);
    const preview = await environment.pulumi.preview({ flags: ["--expect-no-changes"] });
    assert.equal(preview.code, 0, preview.output);
  });

  it("the state shows no password", async () => {
    const { stdout } = await environment.pulumi.command("stack", "export");
    const text = JSON.stringify(JSON.parse(stdout));
    const passwords = text.match(/"(master)?[pP]assword":"[^"]*"/g) ?? [];
    assert.deepEqual(passwords, []);
    assert.match(text, /"masterPassword":\{/);
  });

  it("a release takes a snapshot before it migrates, and no request fails", async () => {
    const users = await environment.users({ blue: "1.0.0", green: "1.1.0" });
    await users.reach("start", 200, 60_000);
    environment.pulumi.setRelease({ live: "green", blue: "1.0.0", green: "1.1.0" });
    const { operations } = await up();
    await assertServed(users);
    assert.ok(listed(operations).includes("create green-1-1-0-backup"));
    const [snapshot, ...others] = await snapshots();
    assert.match(snapshot ?? "", /^maintenance-made-[0-9a-f]{6}-[0-9]{8}t[0-9]{6}z-before-green-1-1-0$/);
    assert.deepEqual(others, []);
  });

  it("a size that would restart it is named, and waits", async () => {
    environment.pulumi.set({ aws: { postgres: { ...madePostgres, size: "db.m7g.large" } } });
    const { output, operations } = await up();
    assert.match(output, /postgres: settings differ from what it runs with \(size\)/);
    assert.deepEqual(listed(operations), []);
    const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
    assert.deepEqual(
      DBInstances.map(({ DBInstanceClass }) => DBInstanceClass),
      ["db.t4g.medium"],
    );
  });

  it("destroy leaves a last snapshot, and those before migrations", async () => {
    const before = await snapshots();
    const destroyed = await environment.pulumi.destroy();
    assert.equal(destroyed.code, 0, destroyed.output);
    const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
    assert.deepEqual(DBInstances, []);
    const final = (await snapshots()).filter((name) => !before.includes(name));
    assert.equal(final.length, 1);
    assert.match(final[0] ?? "", /-final-[0-9a-f]{8}$/);
  });
});
