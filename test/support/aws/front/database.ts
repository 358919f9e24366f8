/** Where a simulated RDS instance really answers: a server in the cluster, made ready by those who test. */
import { makeMaster, type RealDatabase } from "../../kubernetes/managed-database";
import type { Question } from "./query";

/** The names that AWS gives to instances, by their own. */
const anyAddress = /[a-z0-9-]+\.[a-z0-9]+\.[a-z0-9-]+\.rds\.amazonaws\.com/g;

/** Its name leads to where it serves. */
export function ledTo(database: RealDatabase | undefined, body: string): string {
  return database ? body.replaceAll(anyAddress, database.host) : body;
}

/** After an instance was made: its master can sign in there. */
export async function serve(database: RealDatabase | undefined, question: Question): Promise<void> {
  if (!database || question.action !== "CreateDBInstance") return;
  const { MasterUsername = "", MasterUserPassword = "" } = question.parameters as Record<string, string>;
  await makeMaster(database.namespace, MasterUsername, MasterUserPassword);
}
