import type * as pulumi from "@pulumi/pulumi";
import { type AwsContext, type AwsScope, scopeOf } from "../aws/context";
import type { Colour } from "../colour";
import { nameIn } from "../colour-names";
import { milliseconds } from "../duration";
import type { ColourArgs, Foundations } from "../platform";
import { OwnResource } from "../provider/resource";

export interface SnapshotInputs extends AwsScope {
  readonly colour: Colour;
  readonly version: string;
  /** Name of the Job whose migration comes next. */
  readonly job: string;
  /** Name of the RDS instance. */
  readonly instance: string;
  readonly keep: number;
  readonly timeoutMs: number;
}

/** A snapshot right before the migration of a version; of a database that is not ours none is made. */
export function createBackup(
  context: AwsContext,
  args: ColourArgs & Foundations,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { settings, aws } = context;
  if (aws.postgres.existing || settings.backend.migrate.length === 0) return [];
  return [new Snapshot(context, args, opts)];
}

/** What it did is in its outputs. Snapshots outlive the stack: the newest are kept. */
class Snapshot extends OwnResource {
  constructor(context: AwsContext, args: ColourArgs & Foundations, opts: pulumi.CustomResourceOptions) {
    const { backup } = context.settings;
    super(
      "aws:Snapshot",
      nameIn(args.colour, args.version, "backup"),
      {
        ...scopeOf(context),
        colour: args.colour,
        version: args.version,
        job: nameIn(args.colour, args.version, "migration"),
        instance: args.postgres.backups,
        keep: backup.keep,
        timeoutMs: milliseconds(backup.timeout),
      },
      opts,
    );
  }
}
