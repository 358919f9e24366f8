import type * as pulumi from "@pulumi/pulumi";
import type { Colour } from "../colour";
import { nameIn } from "../colour-names";
import { type DockerContext, scopeOf } from "../docker/context";
import { helperLabels } from "../docker/helper";
import { milliseconds } from "../duration";
import { OwnResource } from "../provider/resource";
import { imageReference } from "../image/reference";
import type { ColourArgs, Foundations } from "../platform";
import { databaseAccess, passwordFolder } from "../postgres/docker";
import type { DatabaseAccess } from "../postgres/server";

/** Plain inputs: the password is in a volume. */
export interface BackupInputs extends DatabaseAccess {
  readonly host?: string;
  readonly network: string;
  readonly colour: Colour;
  readonly version: string;
  /** Whether the application has a migration at all. */
  readonly migrates: boolean;
  /** Image whose migration comes next. */
  readonly image: string;
  /** Where Postgres answers in the network. */
  readonly server: string;
  readonly port: number;
  /** Volume with the password, and the folder on which it is mounted. */
  readonly passwordVolume: string;
  readonly passwordFolder: string;
  /** Volume that keeps the backups. */
  readonly volume: string;
  readonly keep: number;
  readonly labels: Readonly<Record<string, string>>;
  /** MiB. */
  readonly memory: number;
  readonly timeoutMs: number;
}

/**
 * A verified backup of the database right before the migration of a version, unless nothing migrates. The migration
 * depends on it. What it did is in its outputs.
 */
export class DockerBackup extends OwnResource {
  constructor(context: DockerContext, args: ColourArgs & Foundations, opts: pulumi.CustomResourceOptions) {
    const { settings } = context;
    const role = "backup";
    super(
      "docker:Backup",
      nameIn(args.colour, args.version, role),
      {
        ...scopeOf(context),
        ...databaseAccess(settings),
        colour: args.colour,
        version: args.version,
        migrates: settings.backend.migrate.length > 0,
        image: imageReference(settings.backend, args.version),
        server: args.postgres.host,
        port: args.postgres.port,
        passwordVolume: args.postgres.password,
        passwordFolder,
        volume: args.postgres.backups,
        keep: settings.backup.keep,
        labels: helperLabels(context, role, args),
        memory: settings.postgres.memory,
        timeoutMs: milliseconds(settings.backup.timeout),
      },
      opts,
    );
  }
}
