import type * as pulumi from "@pulumi/pulumi";
import { hosts } from "../backend/docker";
import { backendEnvironment, secretFolders } from "../backend/told";
import type { Colour } from "../colour";
import { nameIn } from "../colour-names";
import { type DockerContext, scopeOf } from "../docker/context";
import { helperLabels } from "../docker/helper";
import { milliseconds } from "../duration";
import { OwnResource } from "../provider/resource";
import { imageReference } from "../image/reference";
import type { ColourArgs, Foundations } from "../platform";

/** Plain inputs: passwords are in volumes. */
export interface MigrationInputs {
  readonly host?: string;
  readonly network: string;
  readonly colour: Colour;
  readonly version: string;
  readonly image: string;
  readonly user: string;
  /** Empty: the application has nothing to migrate. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Volumes with the passwords by the folder they are mounted on. */
  readonly volumes: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** MiB. */
  readonly memory: number;
  readonly timeoutMs: number;
}

/**
 * The image's own migration, run once when the version moves. It is not a docker.Container: the Docker provider
 * ignores the exit status of an attached container, and a stored one would fail every later run.
 */
export class DockerMigration extends OwnResource {
  constructor(context: DockerContext, args: ColourArgs & Foundations, opts: pulumi.CustomResourceOptions) {
    const { settings } = context;
    const role = "migration";
    super(
      "docker:Migration",
      nameIn(args.colour, args.version, role),
      {
        ...scopeOf(context),
        colour: args.colour,
        version: args.version,
        image: imageReference(settings.backend, args.version),
        user: `${settings.backend.user}:${settings.backend.user}`,
        command: settings.backend.migrate,
        environment: backendEnvironment(settings.backend, args, {
          instance: nameIn(args.colour, args.version, role),
          ...hosts,
        }),
        volumes: {
          [secretFolders.postgres]: args.postgres.password,
          [secretFolders.redis]: args.redis.password,
        },
        labels: helperLabels(context, role, args),
        memory: settings.backend.memory,
        timeoutMs: milliseconds(settings.backend.migrationTimeout),
      },
      opts,
    );
  }
}
