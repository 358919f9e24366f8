/** aws.rds.Instance of PostgreSQL; of its own, and neither a replica nor restored from anything. */
import {
  CreateDBInstanceCommand,
  type DBInstance,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  type ModifyDBInstanceCommandInput,
} from "@aws-sdk/client-rds";
import type { Fault } from "../provider";
import { type Values } from "../values";
import type { Aws } from "./clients";
import { rdsTags, updateRdsTags } from "./database-groups";
import { databaseFields } from "./database-fields";
import { type Kind, made, number, text, texts, truth } from "./kind";
import { listed } from "./tags";

function faults(inputs: Values): Fault[] {
  const found: Fault[] = [];
  const { finalSnapshotIdentifier: last, identifier, monitoringInterval: interval } = inputs;
  const isName = (name: unknown) => typeof name !== "string" || /^[a-z](?!.*--)[a-z0-9-]*(?<!-)$/i.test(name);
  const reason = "begins with a letter and has letters, digits and single hyphens, none at its end";
  if (!isName(identifier)) found.push({ property: "identifier", reason });
  if (!isName(last)) found.push({ property: "finalSnapshotIdentifier", reason });
  if (typeof interval === "number" && ![0, 1, 5, 10, 15, 30, 60].includes(interval)) {
    found.push({
      property: "monitoringInterval",
      reason: `is ${interval}; allowed are 0, 1, 5, 10, 15, 30, 60`,
    });
  }
  return found;
}

/** What is asked in the same words when it is made and when it is changed. */
function asked(inputs: Values) {
  return {
    AllocatedStorage: number(inputs, "allocatedStorage"),
    AutoMinorVersionUpgrade: truth(inputs, "autoMinorVersionUpgrade"),
    BackupRetentionPeriod: number(inputs, "backupRetentionPeriod"),
    CACertificateIdentifier: text(inputs, "caCertIdentifier"),
    CopyTagsToSnapshot: truth(inputs, "copyTagsToSnapshot"),
    DBInstanceClass: text(inputs, "instanceClass"),
    DBParameterGroupName: text(inputs, "parameterGroupName"),
    DBSubnetGroupName: text(inputs, "dbSubnetGroupName"),
    DeletionProtection: truth(inputs, "deletionProtection"),
    EnableIAMDatabaseAuthentication: truth(inputs, "iamDatabaseAuthenticationEnabled"),
    EnablePerformanceInsights: truth(inputs, "performanceInsightsEnabled"),
    EngineLifecycleSupport: text(inputs, "engineLifecycleSupport"),
    EngineVersion: text(inputs, "engineVersion"),
    MasterUserPassword: text(inputs, "password"),
    MaxAllocatedStorage: number(inputs, "maxAllocatedStorage"),
    MonitoringInterval: number(inputs, "monitoringInterval"),
    MonitoringRoleArn: text(inputs, "monitoringRoleArn"),
    MultiAZ: truth(inputs, "multiAz"),
    PerformanceInsightsKMSKeyId: text(inputs, "performanceInsightsKmsKeyId"),
    PerformanceInsightsRetentionPeriod: number(inputs, "performanceInsightsRetentionPeriod"),
    PubliclyAccessible: truth(inputs, "publiclyAccessible"),
    StorageType: text(inputs, "storageType"),
    VpcSecurityGroupIds: texts(inputs, "vpcSecurityGroupIds"),
  } satisfies Partial<ModifyDBInstanceCommandInput>;
}

/** Of `asked`, what is not as it was; undefined when all is. */
function changed(inputs: Values, before: Values) {
  const [now, then] = [asked(inputs), asked(before)];
  const isOther = ([name, value]: [string, unknown]) =>
    value !== undefined && JSON.stringify(value) !== JSON.stringify(then[name as keyof typeof then]);
  const others = Object.fromEntries(Object.entries(now).filter(isOther)) as Partial<typeof now>;
  const [logs = [], logsThen = []] = [inputs, before].map((of) => texts(of, "enabledCloudwatchLogsExports"));
  const CloudwatchLogsExportConfiguration = {
    EnableLogTypes: logs.filter((type) => !logsThen.includes(type)),
    DisableLogTypes: logsThen.filter((type) => !logs.includes(type)),
  };
  const isLogged = Object.values(CloudwatchLogsExportConfiguration).every((types) => types.length === 0);
  const [id, port] = [text(inputs, "identifier"), number(inputs, "port")];
  const all = {
    ...others,
    ...(!isLogged && { CloudwatchLogsExportConfiguration }),
    ...(id !== before.identifier && { NewDBInstanceIdentifier: id }),
    ...(port !== undefined && port !== before.port && { DBPortNumber: port }),
  };
  return Object.keys(all).length === 0 ? undefined : all;
}

/** AmazonRDS/latest/UserGuide/USER_ModifyInstance.Settings.html: those that wait for the maintenance window. */
const waiting = [
  "AllocatedStorage",
  "DBInstanceClass",
  "EngineVersion",
  "MultiAZ",
  "StorageType",
  "CACertificateIdentifier",
];

async function found({ rds }: Aws, id: string): Promise<DBInstance | undefined> {
  const Filters = [{ Name: "dbi-resource-id", Values: [id] }];
  return (await rds.send(new DescribeDBInstancesCommand({ Filters }))).DBInstances?.[0];
}

/** `14` while what runs is a 14.x. */
const fits = (given: unknown, actual: unknown) => String(actual).startsWith(`${String(given)}.`);

export const database: Kind = {
  source: "terraform-provider-aws internal/service/rds/instance.go; AmazonRDS API_CreateDBInstance.html",
  longestName: 63,
  nameInput: "identifier",
  fields: databaseFields,
  remembered: [
    "allowMajorVersionUpgrade",
    "applyImmediately",
    "deleteAutomatedBackups",
    "finalSnapshotIdentifier",
    "password",
    "skipFinalSnapshot",
  ],
  computed: [
    "address",
    "arn",
    "endpoint",
    "engineVersionActual",
    "hostedZoneId",
    "resourceId",
    "status",
    "tagsAll",
  ],
  faults,
  likened: (live, { engineVersion: given }) =>
    fits(given, live.engineVersionActual) ? { ...live, engineVersion: given } : live,

  async create({ rds }, inputs) {
    const { DBInstance: instance } = await rds.send(
      new CreateDBInstanceCommand({
        ...asked(inputs),
        // The published provider says 0 for what is not given; AWS itself would take 1.
        BackupRetentionPeriod: number(inputs, "backupRetentionPeriod") ?? 0,
        DBInstanceClass: text(inputs, "instanceClass"),
        DBInstanceIdentifier: text(inputs, "identifier"),
        DBName: text(inputs, "dbName"),
        EnableCloudwatchLogsExports: texts(inputs, "enabledCloudwatchLogsExports"),
        Engine: text(inputs, "engine"),
        KmsKeyId: text(inputs, "kmsKeyId"),
        MasterUsername: text(inputs, "username"),
        Port: number(inputs, "port"),
        StorageEncrypted: truth(inputs, "storageEncrypted"),
        Tags: listed(inputs),
      }),
    );
    return made(instance?.DbiResourceId);
  },

  async read(aws, id) {
    const instance = await found(aws, id);
    if (!instance) return undefined;
    const { Address, HostedZoneId, Port } = instance.Endpoint ?? {};
    return {
      address: Address,
      allocatedStorage: instance.AllocatedStorage,
      arn: instance.DBInstanceArn,
      autoMinorVersionUpgrade: instance.AutoMinorVersionUpgrade,
      backupRetentionPeriod: instance.BackupRetentionPeriod,
      caCertIdentifier: instance.CACertificateIdentifier,
      copyTagsToSnapshot: instance.CopyTagsToSnapshot,
      dbName: instance.DBName,
      dbSubnetGroupName: instance.DBSubnetGroup?.DBSubnetGroupName,
      deletionProtection: instance.DeletionProtection,
      enabledCloudwatchLogsExports: [...(instance.EnabledCloudwatchLogsExports ?? [])].sort(),
      endpoint: `${Address}:${Port}`,
      engine: instance.Engine,
      engineLifecycleSupport: instance.EngineLifecycleSupport,
      engineVersion: instance.EngineVersion,
      engineVersionActual: instance.EngineVersion,
      hostedZoneId: HostedZoneId,
      iamDatabaseAuthenticationEnabled: instance.IAMDatabaseAuthenticationEnabled,
      identifier: instance.DBInstanceIdentifier,
      instanceClass: instance.DBInstanceClass,
      kmsKeyId: instance.KmsKeyId,
      maxAllocatedStorage: instance.MaxAllocatedStorage,
      monitoringInterval: instance.MonitoringInterval,
      monitoringRoleArn: instance.MonitoringRoleArn,
      multiAz: instance.MultiAZ,
      parameterGroupName: instance.DBParameterGroups?.[0]?.DBParameterGroupName,
      performanceInsightsEnabled: instance.PerformanceInsightsEnabled,
      performanceInsightsKmsKeyId: instance.PerformanceInsightsKMSKeyId,
      performanceInsightsRetentionPeriod: instance.PerformanceInsightsRetentionPeriod,
      port: Port,
      publiclyAccessible: instance.PubliclyAccessible,
      resourceId: instance.DbiResourceId,
      status: instance.DBInstanceStatus,
      storageEncrypted: instance.StorageEncrypted,
      storageType: instance.StorageType,
      tags: await rdsTags(aws, instance.DBInstanceArn),
      username: instance.MasterUsername,
      vpcSecurityGroupIds: instance.VpcSecurityGroups?.map((group) => group.VpcSecurityGroupId).sort(),
    };
  },

  async update(aws, id, inputs, before) {
    const others = changed(inputs, before);
    const ApplyImmediately = truth(inputs, "applyImmediately");
    const late = Object.keys(others ?? {}).filter((name) => waiting.includes(name));
    if (!ApplyImmediately && late.length > 0) {
      throw new Error(
        `${late.join(", ")}: changes that wait for the maintenance window are not modelled; set applyImmediately`,
      );
    }
    if (others) {
      const DBInstanceIdentifier = text(before, "identifier");
      const AllowMajorVersionUpgrade = truth(inputs, "allowMajorVersionUpgrade");
      await aws.rds.send(
        new ModifyDBInstanceCommand({
          ...others,
          AllowMajorVersionUpgrade,
          ApplyImmediately,
          DBInstanceIdentifier,
        }),
      );
    }
    await updateRdsTags(aws, (await found(aws, id))?.DBInstanceArn ?? "", inputs, before);
  },

  async delete(aws, id, inputs) {
    const DBInstanceIdentifier = (await found(aws, id))?.DBInstanceIdentifier;
    if (DBInstanceIdentifier === undefined) return;
    const SkipFinalSnapshot = truth(inputs, "skipFinalSnapshot");
    const last = text(inputs, "finalSnapshotIdentifier");
    await aws.rds.send(
      new DeleteDBInstanceCommand({
        DBInstanceIdentifier,
        DeleteAutomatedBackups: truth(inputs, "deleteAutomatedBackups"),
        FinalDBSnapshotIdentifier: SkipFinalSnapshot ? undefined : last,
        SkipFinalSnapshot,
      }),
    );
  },
};
