import type * as pulumi from "@pulumi/pulumi";

/** PostgreSQL, outside the colours: both use it, and no release or destroy of an application touches its data (R8). */
export interface Postgres {
  /** On AWS known once it is made. */
  readonly host: pulumi.Input<string>;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Connections have to be encrypted. */
  readonly tls: boolean;
  /** For the makers of the same platform: on Docker the volume that holds it, on AWS itself, a secret. */
  readonly password: pulumi.Output<string>;
  /** For the same makers, where its backups go: on Docker a volume, on AWS the instance of which snapshots are made. */
  readonly backups: pulumi.Output<string>;
  /** What has to exist before anything may connect. */
  readonly ready: readonly pulumi.Resource[];
}
