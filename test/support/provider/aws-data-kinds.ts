/** One resource of each type that data is kept in, or kept secret by. */
import type { AwsSimulation } from "../aws/simulation";
import type { ContractKinds } from "./contract";

const output = (path: string) => ({ output: path });
const tags = { step: "two" };

/** Made up: what a test must not find in a state. */
export const passwords = { first: "first-in-clear-nowhere", second: "second-in-clear-nowhere" };

export function awsDataKinds({ subnetIds, vpcId }: AwsSimulation): ContractKinds {
  const secretOf = (name: string, args: object = {}) => ({
    type: "aws/secretsmanager/Secret",
    name,
    args: { kmsKeyId: output("key.arn"), description: "a password", ...args },
  });

  const keeping = (countNumber: number) =>
    JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber },
          action: { type: "expire" },
        },
      ],
    });
  const parameters = (name: string, more: object[] = []) => ({
    type: "aws/rds/ParameterGroup",
    name,
    args: { family: "postgres14", parameters: [{ name: "rds.force_ssl", value: "1" }, ...more] },
  });
  const cacheSubnets = (name: string) => ({
    type: "aws/elasticache/SubnetGroup",
    name,
    args: { subnetIds },
  });
  const cache = (name: string, args: object) => ({
    type: "aws/elasticache/ReplicationGroup",
    name,
    args: {
      description: "of the contract",
      engine: "redis",
      engineVersion: "7.1",
      nodeType: "cache.t4g.small",
      subnetGroupName: output("cache-subnets.name"),
      applyImmediately: true,
      ...args,
    },
  });
  const database = (name: string, args: object) => ({
    type: "aws/rds/Instance",
    name,
    args: {
      engine: "postgres",
      engineVersion: "14",
      instanceClass: "db.t4g.medium",
      allocatedStorage: 20,
      storageType: "gp3",
      username: "maintenance",
      password: { secret: passwords.first },
      dbSubnetGroupName: output("database-subnets.name"),
      skipFinalSnapshot: true,
      applyImmediately: true,
      ...args,
    },
  });

  return {
    key: {
      declared: {
        type: "aws/kms/Key",
        name: "key",
        args: { description: "data", enableKeyRotation: true, deletionWindowInDays: 7 },
      },
      update: { description: "all data", rotationPeriodInDays: 180, deletionWindowInDays: 30, tags },
      tells: ["arn", "keyId", "policy"],
    },
    alias: {
      declared: {
        type: "aws/kms/Alias",
        name: "alias",
        args: { name: "alias/contract", targetKeyId: output("key.arn") },
      },
      update: { targetKeyId: output("key.keyId") },
      replace: { name: "alias/another" },
      tells: ["arn", "targetKeyArn"],
    },
    secret: {
      declared: secretOf("secret"),
      update: { description: "the password", recoveryWindowInDays: 0, tags },
      tells: ["arn", "name"],
    },
    "secret-two": {
      declared: secretOf("secret-two", { recoveryWindowInDays: 0 }),
      replace: { name: "of-another-name" },
      tells: ["arn"],
    },
    version: {
      declared: {
        type: "aws/secretsmanager/SecretVersion",
        name: "version",
        args: { secretId: output("secret.id"), secretString: { secret: passwords.first } },
      },
      replace: { secretString: { secret: passwords.second } },
      tells: ["arn", "versionId", "versionStages"],
      stays: true,
    },
    "database-group": {
      declared: { type: "aws/ec2/SecurityGroup", name: "database-group", args: { vpcId } },
      tells: ["arn"],
    },
    "database-subnets": {
      declared: {
        type: "aws/rds/SubnetGroup",
        name: "database-subnets",
        args: { subnetIds: [...subnetIds].reverse() },
      },
      update: { description: "of the database", tags },
      tells: ["arn", "name", "vpcId"],
    },
    "database-subnets-two": {
      declared: { type: "aws/rds/SubnetGroup", name: "database-subnets-two", args: { subnetIds } },
      replace: { name: "of-another-name" },
      tells: ["arn"],
    },
    parameters: {
      declared: parameters("parameters", [
        { name: "max_connections", value: "200", applyMethod: "pending-reboot" },
        { name: "log_lock_waits", value: "1" },
      ]),
      update: {
        parameters: [
          { name: "log_lock_waits", value: "0" },
          { name: "rds.force_ssl", value: "1" },
        ],
        tags,
      },
      tells: ["arn", "name"],
    },
    "parameters-two": {
      declared: parameters("parameters-two"),
      replace: { family: "postgres15" },
      tells: ["arn"],
    },
    database: {
      declared: database("database", {
        identifier: "contract",
        maxAllocatedStorage: 100,
        storageEncrypted: true,
        kmsKeyId: output("key.arn"),
        dbName: "maintenance",
        port: 5432,
        vpcSecurityGroupIds: [output("database-group.id")],
        parameterGroupName: output("parameters.name"),
        multiAz: false,
        backupRetentionPeriod: 7,
        deleteAutomatedBackups: false,
        copyTagsToSnapshot: true,
        deletionProtection: false,
        iamDatabaseAuthenticationEnabled: true,
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: output("key.arn"),
        performanceInsightsRetentionPeriod: 7,
        enabledCloudwatchLogsExports: ["upgrade", "postgresql"],
        engineLifecycleSupport: "open-source-rds-extended-support-disabled",
        caCertIdentifier: "rds-ca-rsa2048-g1",
      }),
      update: {
        identifier: "renamed",
        instanceClass: "db.m7g.large",
        maxAllocatedStorage: 200,
        multiAz: true,
        port: 5433,
        password: { secret: passwords.second },
        backupRetentionPeriod: 14,
        deletionProtection: true,
        enabledCloudwatchLogsExports: ["postgresql"],
        performanceInsightsRetentionPeriod: 62,
        caCertIdentifier: "rds-ca-ecc384-g1",
        tags,
      },
      tells: [
        "address",
        "endpoint",
        "port",
        "arn",
        "identifier",
        "resourceId",
        "hostedZoneId",
        "engineVersionActual",
      ],
    },
    // Of a fixed name, on another key, and with what AWS fills in.
    "database-two": {
      declared: database("database-two", { identifier: "contract-two" }),
      replace: { storageEncrypted: true, kmsKeyId: output("key.arn") },
      tells: ["arn"],
    },
    "cache-subnets": {
      declared: cacheSubnets("cache-subnets"),
      update: { description: "of the cache", tags },
      tells: ["arn", "name", "vpcId"],
    },
    "cache-subnets-two": {
      declared: cacheSubnets("cache-subnets-two"),
      replace: { name: "of-another-name" },
      tells: ["arn"],
    },
    cache: {
      declared: cache("cache", {
        replicationGroupId: "contract",
        numCacheClusters: 2,
        automaticFailoverEnabled: true,
        multiAzEnabled: true,
        parameterGroupName: "default.redis7",
        port: 6379,
        securityGroupIds: [output("database-group.id")],
        atRestEncryptionEnabled: true,
        kmsKeyId: output("key.arn"),
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        authToken: { secret: passwords.first },
        snapshotRetentionLimit: 7,
        autoMinorVersionUpgrade: true,
      }),
      update: {
        description: "of all of the contract",
        nodeType: "cache.m7g.large",
        numCacheClusters: 3,
        authToken: { secret: passwords.second },
        authTokenUpdateStrategy: "ROTATE",
        snapshotRetentionLimit: 0,
        autoMinorVersionUpgrade: false,
        tags,
      },
      tells: [
        "primaryEndpointAddress",
        "readerEndpointAddress",
        "arn",
        "engineVersionActual",
        "memberClusters",
      ],
    },
    // Of a fixed name, and with what AWS fills in.
    "cache-two": {
      declared: cache("cache-two", { replicationGroupId: "contract-two" }),
      replace: { atRestEncryptionEnabled: true },
      tells: ["arn"],
    },
    images: {
      declared: {
        type: "aws/ecr/Repository",
        name: "images",
        args: {
          imageTagMutability: "IMMUTABLE",
          imageScanningConfiguration: { scanOnPush: true },
          encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: output("key.arn") }],
        },
      },
      update: {
        imageTagMutability: "MUTABLE",
        imageScanningConfiguration: { scanOnPush: false },
        forceDelete: true,
        tags,
      },
      tells: ["arn", "name", "registryId", "repositoryUrl"],
    },
    "images-two": {
      declared: { type: "aws/ecr/Repository", name: "images-two", args: { name: "contract/images-two" } },
      replace: { encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: output("key.arn") }] },
      tells: ["arn"],
    },
    expiry: {
      declared: {
        type: "aws/ecr/LifecyclePolicy",
        name: "expiry",
        args: { repository: output("images.name"), policy: keeping(20) },
      },
      update: { policy: keeping(30) },
      replace: { repository: output("images-two.name") },
      tells: ["registryId"],
    },
  };
}
