import type * as pulumi from "@pulumi/pulumi";

/** Redis 7 with a password, outside the colours: both use it. */
export interface Redis {
  readonly host: string;
  readonly port: number;
  /** For the makers of the same platform, where the password is: a volume, or the key in a Secret. Never itself. */
  readonly password: pulumi.Output<string>;
  /** What has to exist before anything may connect. */
  readonly ready: readonly pulumi.Resource[];
}
