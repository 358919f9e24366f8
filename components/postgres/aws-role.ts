/** The application's own role and database in a PostgreSQL that is made: it never signs in as the master. */
import * as pulumi from "@pulumi/pulumi";
import { type AwsContext, type AwsScope, scopeOf } from "../aws/context";
import { OwnResource } from "../provider/resource";

export interface DatabaseRoleArgs {
  readonly host: pulumi.Input<string>;
  readonly port: number;
  readonly master: string;
  readonly masterPassword: pulumi.Input<string>;
  /** Also the name of its database. */
  readonly role: string;
  readonly password: pulumi.Input<string>;
}

export interface DatabaseRoleInputs extends AwsScope {
  readonly image: string;
  readonly host: string;
  readonly port: number;
  readonly master: string;
  readonly masterPassword: string;
  readonly role: string;
  readonly password: string;
}

/** Made from inside the cluster, as nothing else reaches the database. */
export class DatabaseRole extends OwnResource {
  constructor(context: AwsContext, args: DatabaseRoleArgs, opts: pulumi.CustomResourceOptions) {
    const { settings, aws, kubernetes } = context;
    const official = `public.ecr.aws/docker/library/postgres:${settings.postgres.version}-alpine`;
    const image = aws.postgres.clientImage ?? official;
    super(
      "aws:DatabaseRole",
      "postgres-role",
      { ...scopeOf(context), image, ...args },
      pulumi.mergeOptions(opts, { dependsOn: kubernetes.namespace }),
    );
  }
}
