/** About database instances. */
import type { Data } from "../data";
import { listed, type Parameters, text, texts } from "../query";
import { isWhole, type Row } from "./row";

const api = "AmazonRDS/latest/APIReference/API_";
const guide = "AmazonRDS/latest/UserGuide/";
const making = ["CreateDBInstance", "ModifyDBInstance"];

const before = ({ DBInstanceIdentifier: id }: Parameters, { databases }: Data) =>
  databases.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === id);
const major = (version: unknown) => Number(String(version).split(".")[0]);
const groupsIn = ({ VpcSecurityGroupIds }: Parameters) => texts(listed(VpcSecurityGroupIds));

/** What the instance will be, as far as it is asked or known. */
function wanted(asked: Parameters, data: Data) {
  const now = before(asked, data);
  return {
    version: text(asked.EngineVersion) ?? now?.EngineVersion,
    parameterGroup: text(asked.DBParameterGroupName) ?? now?.DBParameterGroups?.[0]?.DBParameterGroupName,
    insights: asked.EnablePerformanceInsights ?? String(now?.PerformanceInsightsEnabled ?? false),
    subnetGroup: text(asked.DBSubnetGroupName) ?? now?.DBSubnetGroup?.DBSubnetGroupName,
  };
}

const invalid = (
  name: string,
  isRight: (value: string) => boolean,
  says: string,
  source = "CreateDBInstance.html",
): Row<Data> => ({
  actions: making,
  code: "InvalidParameterValue",
  source: `${api}${source}`,
  fault: (asked) => {
    const value = text(asked[name]);
    return value === undefined || isRight(value) ? undefined : `The parameter ${name} is not valid: ${says}`;
  },
});

const certificates = ["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"];
const logs = ["iam-db-auth-error", "postgresql", "upgrade"];

export const ofDatabases: readonly Row<Data>[] = [
  invalid(
    "MasterUserPassword",
    (value) => /^[\x21-\x7e]{8,128}$/.test(value) && !/[/@"]/.test(value),
    "8 to 128 printable ASCII characters besides '/', '@', '\"', ' '",
  ),
  invalid(
    "MasterUsername",
    (value) => /^[a-z]\w{0,62}$/i.test(value) && !["admin", "rdsadmin", "postgresql"].includes(value),
    "up to 63 letters, digits or _, a letter first, and not a reserved word",
  ),
  invalid("DBName", (value) => /^[a-z_]\w{0,62}$/i.test(value), "up to 63 letters, digits or _"),
  invalid("DBInstanceClass", (value) => /^db\.[a-z0-9]+\.[a-z0-9]+$/.test(value), "such as db.t4g.medium"),
  invalid("AllocatedStorage", (value) => isWhole(value, 20, 65_536), "20 to 65536"),
  invalid(
    "PerformanceInsightsRetentionPeriod",
    (value) => value === "7" || value === "731" || (isWhole(value, 31, 713) && Number(value) % 31 === 0),
    "7, 731, or 31 times 1 to 23",
  ),
  {
    actions: making,
    code: "CertificateNotFound",
    source: `${guide}UsingWithRDS.SSL.html`,
    fault: ({ CACertificateIdentifier: name }) =>
      name === undefined || certificates.includes(text(name) ?? "")
        ? undefined
        : `Certificate not found: ${text(name)}`,
  },
  {
    actions: making,
    code: "InvalidParameterCombination",
    source: `${guide}USER_LogAccess.Procedural.UploadtoCloudWatch.html`,
    fault: ({ EnableCloudwatchLogsExports, CloudwatchLogsExportConfiguration }) => {
      const { EnableLogTypes } = (CloudwatchLogsExportConfiguration ?? {}) as Parameters;
      const asked = [...texts(listed(EnableCloudwatchLogsExports)), ...texts(listed(EnableLogTypes))];
      const unknown = asked.filter((type) => !logs.includes(type));
      return unknown.length > 0
        ? `You cannot use the log types '${unknown.join()}' with postgres`
        : undefined;
    },
  },
  {
    actions: making,
    code: "InvalidParameterValue",
    source: `${api}CreateDBInstance.html`,
    fault: (asked, { vpcOfSecurityGroup }) => {
      const missing = groupsIn(asked).filter((id) => vpcOfSecurityGroup(id) === undefined);
      return missing.length > 0 ? `Unable to find security group: ${missing.join()}` : undefined;
    },
  },
  {
    actions: making,
    code: "InvalidVPCNetworkStateFault",
    source: `${api}CreateDBInstance.html`,
    fault: (asked, data) => {
      const { subnetGroup } = wanted(asked, data);
      const vpc = data.databaseSubnets.find((one) => one.DBSubnetGroupName === subnetGroup)?.VpcId;
      return vpc !== undefined && groupsIn(asked).some((id) => data.vpcOfSecurityGroup(id) !== vpc)
        ? "The DB instance and EC2 security group are in different VPCs"
        : undefined;
    },
  },
  {
    actions: making,
    code: "KMSKeyNotAccessibleFault",
    source: `${api}CreateDBInstance.html`,
    fault: ({ KmsKeyId, PerformanceInsightsKMSKeyId }, { keys }) => {
      const missing = [KmsKeyId, PerformanceInsightsKMSKeyId].filter(
        (key) => key !== undefined && !keys.includes(text(key) ?? ""),
      );
      return missing.length > 0 ? `The specified KMS key [${missing.join()}] does not exist` : undefined;
    },
  },
  {
    actions: making,
    code: "InvalidParameterCombination",
    source: `${api}ModifyDBInstance.html`,
    fault: (asked, data) => {
      const now = before(asked, data);
      const { insights } = wanted(asked, data);
      const { PerformanceInsightsKMSKeyId: key, PerformanceInsightsRetentionPeriod: days } = asked;
      if (insights !== "true" && (key ?? days) !== undefined)
        return "To set the key or the retention of Performance Insights you must enable it";
      const kept = now?.PerformanceInsightsKMSKeyId;
      return key !== undefined && kept !== undefined && key !== kept
        ? "You cannot change your Performance Insights KMS key"
        : undefined;
    },
  },
  {
    actions: making,
    code: "InvalidParameterCombination",
    source: `${guide}PostgreSQL.Concepts.General.DBVersions.html`,
    fault: ({ EngineVersion: version }) =>
      version === undefined || /^1[3-7](\.\d+)?$/.test(text(version) ?? "")
        ? undefined
        : `Cannot find version ${text(version)} for postgres`,
  },
  {
    actions: ["ModifyDBInstance"],
    code: "InvalidParameterCombination",
    source: `${guide}USER_UpgradeDBInstance.PostgreSQL.MajorVersion.html`,
    fault: (asked, data) => {
      const now = before(asked, data)?.EngineVersion;
      const version = text(asked.EngineVersion);
      if (now === undefined || version === undefined || major(version) === major(now)) return undefined;
      if (major(version) < major(now)) return `Cannot upgrade postgres from ${now} to ${version}`;
      return asked.AllowMajorVersionUpgrade === "true"
        ? undefined
        : "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.";
    },
  },
  {
    actions: making,
    code: "InvalidParameterCombination",
    source: `${guide}USER_WorkingWithParamGroups.html`,
    fault: (asked, data) => {
      const { version, parameterGroup = "" } = wanted(asked, data);
      const family = data.parameterGroups.get(parameterGroup);
      const fitting = `postgres${major(version)}`;
      return family === undefined || family === fitting || parameterGroup.startsWith("default.")
        ? undefined
        : `The Parameter Group ${parameterGroup} with DBParameterGroupFamily ${family} can't be used for this instance. ` +
            `Please use a Parameter Group with DBParameterGroupFamily ${fitting}`;
    },
  },
  {
    actions: ["ModifyDBInstance"],
    code: "InvalidParameterCombination",
    source: `${guide}USER_PIOPS.ModifyingExisting.html`,
    fault: (asked, data) =>
      Number(asked.AllocatedStorage) < (before(asked, data)?.AllocatedStorage ?? 0)
        ? "Invalid storage size for engine name postgres: storage cannot be made smaller"
        : undefined,
  },
  {
    actions: ["DeleteDBInstance"],
    code: "InvalidParameterCombination",
    source: `${api}DeleteDBInstance.html`,
    fault: ({ SkipFinalSnapshot, FinalDBSnapshotIdentifier: name }) =>
      (SkipFinalSnapshot === "true") === (name === undefined)
        ? undefined
        : "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified, and not allowed with it",
  },
];
