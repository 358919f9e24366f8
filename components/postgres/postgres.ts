import type * as pulumi from "@pulumi/pulumi";

/** PostgreSQL, outside the colours: both use it, and no release or destroy of an application touches its data (R8). */
export interface Postgres {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** For the makers of the same platform, where the password is: a volume, or the key in a Secret. Never itself. */
  readonly password: pulumi.Output<string>;
  /** For the same makers, where its backups go: on Docker a volume. */
  readonly backups: pulumi.Output<string>;
  /** What has to exist before anything may connect. */
  readonly ready: readonly pulumi.Resource[];
}
