/** An RDS instance with a key and passwords of its own. */
import * as aws from "../aws/services";
import * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../aws/context";
import { dataName, environmentName } from "../aws/names";
import { createKey } from "../aws/key";
import { createPassword } from "../aws/password";
import { FrozenDefinition } from "../frozen/definition";
import { createDataGroup } from "../network/aws-data-group";
import type { AwsPostgresSettings } from "../settings/aws/data";
import { warnOfEnd } from "./end-of-life";

export const postgresPort = 5432;
/** Nobody signs in as it but the step that makes the application's role. */
export const masterOf = "postgres";

/** Changes that would restart it wait for `allowInPlace`; none replaces it. */
export class Database extends pulumi.ComponentResource {
  readonly identifier: pulumi.Output<string>;
  readonly host: pulumi.Output<string>;
  readonly masterPassword: pulumi.Output<string>;
  /** For the application's role. */
  readonly password: pulumi.Output<string>;

  constructor(context: AwsContext, { parent, dependsOn, ...opts }: pulumi.ComponentResourceOptions) {
    super("maintenance:index:Database", "postgres", {}, { parent, ...opts });
    const here = { parent: this, dependsOn, protect: context.aws.postgres.deletionProtection };
    // What is left after a destroy, snapshots and backups, can be read with it only.
    const key = createKey(context, "postgres", { ...here, retainOnDelete: true });
    this.masterPassword = createPassword(context, "postgres-master", key, here);
    this.password = createPassword(context, "postgres", key, here);
    const instance = createInstance(context, key, this.masterPassword, here);
    remember(context, instance, { parent: this, dependsOn });
    warnOfEnd(context.settings.postgres.version);
    this.identifier = instance.identifier;
    this.host = instance.address;
    this.registerOutputs({ host: this.host });
  }
}

function createInstance(
  context: AwsContext,
  key: aws.kms.Key,
  password: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): aws.rds.Instance {
  const { allowInPlace } = context.settings.release;
  const { version } = context.settings.postgres;
  const { postgres: settings } = context.aws;
  const subnets = new aws.rds.SubnetGroup(
    "postgres-subnets",
    { description: environmentName(context), subnetIds: context.network.dataSubnetIds },
    opts,
  );
  const parameters = createParameters(context, opts);
  const group = createDataGroup(context, "postgres", postgresPort, opts);
  return new aws.rds.Instance(
    "postgres-instance",
    {
      // Fixed: a run that was killed while it is made meets it again, and makes no second one.
      identifier: dataName(context),
      engine: "postgres",
      engineVersion: String(version),
      // AWS moves it to the newest minor version, in the maintenance window.
      autoMinorVersionUpgrade: true,
      allowMajorVersionUpgrade: allowInPlace,
      engineLifecycleSupport: lifecycle(settings),
      instanceClass: settings.size,
      multiAz: settings.standby,
      storageType: "gp3",
      allocatedStorage: settings.storage,
      maxAllocatedStorage: settings.maxStorage,
      storageEncrypted: true,
      kmsKeyId: key.arn,
      username: masterOf,
      password,
      iamDatabaseAuthenticationEnabled: true,
      port: postgresPort,
      dbSubnetGroupName: subnets.name,
      vpcSecurityGroupIds: [group.id],
      publiclyAccessible: false,
      parameterGroupName: parameters.name,
      backupRetentionPeriod: settings.backupDays,
      deleteAutomatedBackups: false,
      copyTagsToSnapshot: true,
      deletionProtection: settings.deletionProtection,
      skipFinalSnapshot: false,
      // A name can be taken once; each life of the environment has a key of its own.
      finalSnapshotIdentifier: key.id.apply((id) => `${dataName(context)}-final-${id.slice(0, 8)}`),
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: key.arn,
      enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
      applyImmediately: true,
    },
    {
      ...opts,
      // The class of support is chosen when it is made, and cannot be changed.
      ignoreChanges: ["password", "engineLifecycleSupport", ...(allowInPlace ? [] : restarting)],
      customTimeouts: { create: "60m", update: "80m", delete: "60m" },
    },
  );
}

/** Another major version has a group of its own, so this alone is not protected: it holds nothing. */
function createParameters(
  { settings: { postgres, release }, ...place }: AwsContext,
  opts: pulumi.CustomResourceOptions,
): aws.rds.ParameterGroup {
  return new aws.rds.ParameterGroup(
    "postgres-parameters",
    {
      family: `postgres${postgres.version}`,
      description: environmentName(place),
      parameters: [
        { name: "rds.force_ssl", value: "1" },
        { name: "max_connections", value: String(postgres.maxConnections), applyMethod: "pending-reboot" },
      ],
    },
    { ...opts, protect: false, ignoreChanges: release.allowInPlace ? [] : ["family", "parameters"] },
  );
}

/** What takes effect by a restart, or by the standby taking over. */
const restarting = ["engineVersion", "instanceClass", "parameterGroupName"];

function lifecycle({ extendedSupport }: AwsPostgresSettings): string {
  return `open-source-rds-extended-support${extendedSupport ? "" : "-disabled"}`;
}

/** Made last, and changed last: it remembers what runs. */
function remember(
  { settings, aws: { postgres } }: AwsContext,
  instance: aws.rds.Instance,
  opts: pulumi.CustomResourceOptions,
): void {
  const { version, maxConnections } = settings.postgres;
  new FrozenDefinition(
    "postgres-definition",
    {
      subject: "postgres",
      runs: "it",
      definition: { version, maxConnections, size: postgres.size },
      wayOut: "set allowInPlace: true in the release block to restart it with them",
      cost: costOf(postgres),
      allowInPlace: settings.release.allowInPlace,
    },
    { ...opts, dependsOn: [instance] },
  );
}

function costOf({ standby }: AwsPostgresSettings): string {
  const gap = standby
    ? "the standby takes over, expected gap: 1 to 2 minutes"
    : "the database restarts, expected gap: 5 to 10 minutes";
  return `${gap} in which /ready fails and requests that need it wait or fail; another major version takes longer, and maxConnections waits for the next restart`;
}
