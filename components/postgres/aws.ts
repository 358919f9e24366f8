/** PostgreSQL on AWS: a server that is there, or an RDS instance with a role of its own for the application. */
import * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../aws/context";
import { Database, masterOf, postgresPort } from "./aws-database";
import { DatabaseRole } from "./aws-role";
import type { Postgres } from "./postgres";

/** Of the application's role and of its database. */
const name = "maintenance";

/** @param reached what lets the step that makes the application's role reach the database */
export function createPostgres(
  context: AwsContext,
  reached: readonly pulumi.Resource[],
  opts: pulumi.CustomResourceOptions,
): Postgres {
  const { existing } = context.aws.postgres;
  if (existing) {
    const { password, ...its } = existing;
    return { ...its, password: pulumi.secret(password), backups: pulumi.output(""), ready: [] };
  }
  const database = new Database(context, opts);
  const { host, password, masterPassword } = database;
  const role = new DatabaseRole(
    context,
    { host, port: postgresPort, master: masterOf, masterPassword, role: name, password },
    pulumi.mergeOptions(opts, { dependsOn: [database, ...reached] }),
  );
  return {
    host,
    port: postgresPort,
    database: name,
    user: name,
    tls: true,
    password,
    backups: database.identifier,
    ready: [role],
  };
}
