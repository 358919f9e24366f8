import type * as pulumi from "@pulumi/pulumi";

/** Redis 7 with a password, outside the colours: both use it. */
export interface Redis {
  /** On AWS known once it is made. */
  readonly host: pulumi.Input<string>;
  readonly port: number;
  /** Connections have to be encrypted. */
  readonly tls: boolean;
  /** For the makers of the same platform: on Docker the volume that holds it, on AWS itself, a secret. */
  readonly password: pulumi.Output<string>;
  /** What has to exist before anything may connect. */
  readonly ready: readonly pulumi.Resource[];
}
