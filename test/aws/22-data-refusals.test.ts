/** What AWS refuses to do to databases and caches is refused by its simulation. */
import {
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DeleteSecurityGroupCommand,
} from "@aws-sdk/client-ec2";
import { CreateRepositoryCommand, DeleteRepositoryCommand, PutImageCommand } from "@aws-sdk/client-ecr";
import {
  CreateCacheSubnetGroupCommand,
  CreateReplicationGroupCommand,
  type CreateReplicationGroupCommandInput,
  DeleteCacheSubnetGroupCommand,
  ModifyReplicationGroupCommand,
} from "@aws-sdk/client-elasticache";
import { CreateKeyCommand, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import {
  type ApplyMethod,
  CreateDBInstanceCommand,
  type CreateDBInstanceCommandInput,
  CreateDBParameterGroupCommand,
  CreateDBSnapshotCommand,
  CreateDBSubnetGroupCommand,
  DeleteDBInstanceCommand,
  DeleteDBParameterGroupCommand,
  DeleteDBSubnetGroupCommand,
  ModifyDBInstanceCommand,
  ModifyDBParameterGroupCommand,
} from "@aws-sdk/client-rds";
import { assertRefused } from "../support/aws/refused";
import { AwsSimulation } from "../support/aws/simulation";
import { type Aws, awsClients } from "../support/provider/aws/clients";
import { passwords } from "../support/provider/aws-data-kinds";

describe("the simulation of AWS keeps data", function () {
  this.timeout(240_000);
  let aws: AwsSimulation;
  let clients: Aws;
  before(async () => {
    aws = await AwsSimulation.start();
    clients = awsClients(aws.endpoint);
  });
  after(() => aws.stop());

  const key = async () => (await clients.kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? "";
  const securityGroup = async (VpcId: string, GroupName: string) => {
    const asked = { VpcId, GroupName, Description: GroupName };
    return (await aws.ec2.send(new CreateSecurityGroupCommand(asked))).GroupId ?? "";
  };
  const elsewhere = async (name: string) => {
    const { Vpc } = await aws.ec2.send(new CreateVpcCommand({ CidrBlock: "10.99.0.0/16" }));
    return securityGroup(Vpc?.VpcId ?? "", name);
  };

  describe("and refuses a database", () => {
    let own: string;
    const make = (more: Partial<CreateDBInstanceCommandInput> = {}) =>
      clients.rds.send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: "refused",
          DBInstanceClass: "db.t4g.small",
          DBSubnetGroupName: "subnets",
          Engine: "postgres",
          EngineVersion: "14",
          AllocatedStorage: 20,
          MasterUsername: "maintenance",
          MasterUserPassword: passwords.first,
          VpcSecurityGroupIds: [own],
          ...more,
        }),
      );
    const change = (more: object) =>
      clients.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: "kept", ...more }));
    const remove = (more: object) =>
      clients.rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: "kept", ...more }));
    const parameters = (DBParameterGroupName: string, DBParameterGroupFamily: string) =>
      clients.rds.send(
        new CreateDBParameterGroupCommand({
          DBParameterGroupName,
          DBParameterGroupFamily,
          Description: "for tests",
        }),
      );
    const subnets = (DBSubnetGroupName: string, SubnetIds: string[]) =>
      clients.rds.send(
        new CreateDBSubnetGroupCommand({
          DBSubnetGroupName,
          SubnetIds,
          DBSubnetGroupDescription: "for tests",
        }),
      );

    before(async () => {
      own = await securityGroup(aws.vpcId, "database");
      await subnets("subnets", [...aws.subnetIds]);
      await parameters("of-14", "postgres14");
      await parameters("of-15", "postgres15");
      await make({
        DBInstanceIdentifier: "kept",
        DeletionProtection: true,
        DBParameterGroupName: "of-14",
        EnablePerformanceInsights: true,
        PerformanceInsightsKMSKeyId: await key(),
      });
    });

    it("with words that RDS does not take", async () => {
      const wrong: [keyof CreateDBInstanceCommandInput, string | number][] = [
        ["MasterUserPassword", "short"],
        ["MasterUserPassword", "with/a/slash"],
        ["MasterUsername", "admin"],
        ["DBName", "with-a-hyphen"],
        ["DBInstanceClass", "t4g.small"],
        ["AllocatedStorage", 19],
      ];
      for (const [name, value] of wrong)
        await assertRefused(make({ [name]: value }), "InvalidParameterValue", new RegExp(name));
      const insights = { EnablePerformanceInsights: true, PerformanceInsightsRetentionPeriod: 8 };
      await assertRefused(make(insights), "InvalidParameterValue", /731/);
      await assertRefused(make({ CACertificateIdentifier: "rds-ca-2019" }), "CertificateNotFound", /2019/);
      const EnableCloudwatchLogsExports = ["slowquery"];
      await assertRefused(make({ EnableCloudwatchLogsExports }), "InvalidParameterCombination", /slowquery/);
      await assertRefused(make({ EngineVersion: "9" }), "InvalidParameterCombination", /version 9/);
      await assertRefused(make({ DBInstanceIdentifier: "9-first" }), "InvalidParameterValue", /identifier/);
    });

    it("with what is not there, or in another network", async () => {
      const VpcSecurityGroupIds = ["sg-00000000"];
      await assertRefused(make({ VpcSecurityGroupIds }), "InvalidParameterValue", /sg-00000000/);
      const other = await elsewhere("database-elsewhere");
      await assertRefused(make({ VpcSecurityGroupIds: [other] }), "InvalidVPCNetworkState", /different VPCs/);
      await assertRefused(make({ DBSubnetGroupName: "nowhere" }), "DBSubnetGroupNotFound", /nowhere/);
      const KmsKeyId = await key();
      const KeyId = KmsKeyId.split("/").at(-1);
      await clients.kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
      await assertRefused(make({ StorageEncrypted: true, KmsKeyId }), "KMSKeyNotAccessible", /key/);
    });

    it("with parameters of another version, or Performance Insights half on", async () => {
      const says = /postgres15 can't be used.*postgres14/s;
      await assertRefused(make({ DBParameterGroupName: "of-15" }), "InvalidParameterCombination", says);
      await assertRefused(change({ DBParameterGroupName: "of-15" }), "InvalidParameterCombination", says);
      const PerformanceInsightsRetentionPeriod = 7;
      await assertRefused(
        make({ PerformanceInsightsRetentionPeriod }),
        "InvalidParameterCombination",
        /enable/,
      );
      const PerformanceInsightsKMSKeyId = await key();
      await assertRefused(change({ PerformanceInsightsKMSKeyId }), "InvalidParameterCombination", /KMS key/);
    });

    it("another major version without saying so, or with parameters of the one before; and a lower one", async () => {
      const upgrade = { EngineVersion: "15", ApplyImmediately: true };
      await assertRefused(change(upgrade), "InvalidParameterCombination", /AllowMajorVersionUpgrade/);
      const meant = { ...upgrade, AllowMajorVersionUpgrade: true };
      await assertRefused(change(meant), "InvalidParameterCombination", /postgres14 can't be used/);
      await change({ ...meant, DBParameterGroupName: "of-15" });
      const back = { ...meant, EngineVersion: "14", DBParameterGroupName: "of-14" };
      await assertRefused(change(back), "InvalidParameterCombination", /from 15.* to 14/);
    });

    it("a smaller disk", async () => {
      await change({ AllocatedStorage: 30, ApplyImmediately: true });
      await assertRefused(change({ AllocatedStorage: 20 }), "InvalidParameterCombination", /smaller/);
    });

    it("a subnet group of one zone, or of a name that is taken", async () => {
      const [one = ""] = aws.subnetIds;
      await assertRefused(subnets("one", [one]), "DBSubnetGroupDoesNotCoverEnoughAZs", /2 AZs/);
      await assertRefused(subnets("subnets", [...aws.subnetIds]), "DBSubnetGroupAlreadyExists", /subnets/);
      await assertRefused(subnets("none", ["subnet-00000000"]), "InvalidSubnet", /00000000/);
    });

    it("parameters that there are none of, or that wait for a restart", async () => {
      const set = (ParameterName: string, ApplyMethod: ApplyMethod) =>
        clients.rds.send(
          new ModifyDBParameterGroupCommand({
            DBParameterGroupName: "of-14",
            Parameters: [{ ParameterName, ParameterValue: "100", ApplyMethod }],
          }),
        );
      await assertRefused(set("max_connectoins", "immediate"), "InvalidParameterValue", /max_connectoins/);
      await assertRefused(set("max_connections", "immediate"), "InvalidParameterCombination", /static/);
      await set("max_connections", "pending-reboot");
      await assertRefused(parameters("of-9", "postgres9"), "InvalidParameterValue", /postgres9/);
    });

    it("to be deleted while it is protected, or without a word about its last snapshot", async () => {
      const skip = { SkipFinalSnapshot: true };
      await assertRefused(remove(skip), "InvalidParameterCombination", /protected/);
      await change({ DeletionProtection: false, ApplyImmediately: true });
      await assertRefused(remove({}), "InvalidParameterCombination", /FinalDBSnapshotIdentifier/);
      await clients.rds.send(
        new CreateDBSnapshotCommand({ DBInstanceIdentifier: "kept", DBSnapshotIdentifier: "taken" }),
      );
      await assertRefused(remove({ FinalDBSnapshotIdentifier: "taken" }), "DBSnapshotAlreadyExists", /taken/);
    });

    it("and what it stands in is kept while it is there", async () => {
      const { rds } = clients;
      const inUse: [Promise<unknown>, string][] = [
        [
          rds.send(new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: "subnets" })),
          "InvalidDBSubnetGroupState",
        ],
        [
          rds.send(new DeleteDBParameterGroupCommand({ DBParameterGroupName: "of-15" })),
          "InvalidDBParameterGroupState",
        ],
        [aws.ec2.send(new DeleteSecurityGroupCommand({ GroupId: own })), "DependencyViolation"],
      ];
      for (const [asked, code] of inUse) await assertRefused(asked, code, /kept|of-15/);
      await remove({ FinalDBSnapshotIdentifier: "last" });
      await rds.send(new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: "subnets" }));
      await aws.ec2.send(new DeleteSecurityGroupCommand({ GroupId: own }));
    });
  });

  describe("and refuses a cache", () => {
    let own: string;
    const make = (more: Partial<CreateReplicationGroupCommandInput> = {}) =>
      clients.caches.send(
        new CreateReplicationGroupCommand({
          ReplicationGroupId: "refused",
          ReplicationGroupDescription: "for tests",
          CacheNodeType: "cache.t4g.small",
          CacheSubnetGroupName: "subnets",
          Engine: "redis",
          EngineVersion: "7.1",
          SecurityGroupIds: [own],
          ...more,
        }),
      );
    const change = (more: object) =>
      clients.caches.send(
        new ModifyReplicationGroupCommand({ ReplicationGroupId: "kept", ApplyImmediately: true, ...more }),
      );
    before(async () => {
      own = await securityGroup(aws.vpcId, "cache");
      await clients.caches.send(
        new CreateCacheSubnetGroupCommand({
          CacheSubnetGroupName: "subnets",
          CacheSubnetGroupDescription: "for tests",
          SubnetIds: [...aws.subnetIds],
        }),
      );
      await make({ ReplicationGroupId: "kept" });
    });

    it("with a password in the clear, or one that Redis does not take", async () => {
      const AuthToken = "x".repeat(16);
      await assertRefused(make({ AuthToken }), "InvalidParameterCombination", /in-transit/);
      const TransitEncryptionEnabled = true;
      for (const wrong of ["short", "with a space in it", "x".repeat(129)]) {
        const asked = { AuthToken: wrong, TransitEncryptionEnabled };
        await assertRefused(make(asked), "InvalidParameterValue", /AuthToken/);
      }
    });

    it("with a version, parameters, a group or a key that there is none of, or of another kind", async () => {
      await assertRefused(make({ EngineVersion: "7.9" }), "InvalidParameterValue", /7\.9/);
      const named = (CacheParameterGroupName: string) => make({ CacheParameterGroupName });
      await assertRefused(named("own"), "CacheParameterGroupNotFound", /own/);
      await assertRefused(named("default.redis6.x"), "InvalidParameterCombination", /redis7/);
      await assertRefused(named("default.redis7.cluster.on"), "InvalidParameterCombination", /cluster/);
      await assertRefused(make({ CacheSubnetGroupName: "none" }), "CacheSubnetGroupNotFound", /none/);
      const SecurityGroupIds = [await elsewhere("cache-elsewhere")];
      await assertRefused(make({ SecurityGroupIds }), "InvalidParameterValue", /security groups/);
      const KmsKeyId = await key();
      await assertRefused(make({ KmsKeyId }), "InvalidParameterCombination", /at rest/);
    });

    it("failover with one node", async () => {
      const AutomaticFailoverEnabled = true;
      await assertRefused(make({ AutomaticFailoverEnabled }), "InvalidParameterCombination", /replica/);
      await assertRefused(change({ AutomaticFailoverEnabled }), "InvalidParameterCombination", /replica/);
      const asked = { MultiAZEnabled: true, NumCacheClusters: 2 };
      await assertRefused(make(asked), "InvalidParameterCombination", /Multi-AZ/);
    });

    it("encryption turned on or off in one step", async () => {
      const on = { TransitEncryptionEnabled: true };
      await assertRefused(change(on), "InvalidParameterCombination", /preferred/);
      await change({ ...on, TransitEncryptionMode: "preferred" });
      await change({ TransitEncryptionMode: "required" });
      const off = { TransitEncryptionEnabled: false };
      await assertRefused(change(off), "InvalidParameterCombination", /preferred/);
    });

    it("and what it stands in is kept while it is there", async () => {
      const remove = new DeleteCacheSubnetGroupCommand({ CacheSubnetGroupName: "subnets" });
      await assertRefused(clients.caches.send(remove), "CacheSubnetGroupInUse", /in use/);
      const group = new DeleteSecurityGroupCommand({ GroupId: own });
      await assertRefused(aws.ec2.send(group), "DependencyViolation", /kept-001/);
    });
  });

  it("and no repository is deleted that has images in it", async () => {
    const repositoryName = "refused";
    await clients.ecr.send(new CreateRepositoryCommand({ repositoryName }));
    const config = {
      mediaType: "application/vnd.oci.image.config.v1+json",
      size: 1,
      digest: `sha256:${"0".repeat(64)}`,
    };
    const image = {
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config,
      layers: [],
    };
    await clients.ecr.send(
      new PutImageCommand({ repositoryName, imageTag: "1.0.0", imageManifest: JSON.stringify(image) }),
    );
    const remove = (force: boolean) =>
      clients.ecr.send(new DeleteRepositoryCommand({ repositoryName, force }));
    await assertRefused(remove(false), "RepositoryNotEmpty", /refused/);
    await remove(true);
  });
});
