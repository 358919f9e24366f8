/** Where simulated databases and caches really answer: servers in the cluster, made ready by those who test. */
import { type RealCache, setCachePassword } from "../../kubernetes/managed-cache";
import { makeMaster, type RealDatabase } from "../../kubernetes/managed-database";
import type { Question } from "./query";

export interface DataServers {
  readonly database?: RealDatabase;
  readonly cache?: RealCache;
}

/** The names that AWS gives to them, by their own. */
const addresses = {
  database: /[a-z0-9-]+\.[a-z0-9]+\.[a-z0-9-]+\.rds\.amazonaws\.com/g,
  cache: /[a-z0-9.-]+\.cache\.amazonaws\.com/g,
};

/** Their names lead to where they serve. */
export function ledTo({ database, cache }: DataServers, body: string): string {
  const led = database ? body.replaceAll(addresses.database, database.host) : body;
  return cache ? led.replaceAll(addresses.cache, cache.host) : led;
}

/** After one was made: whoever has its password can sign in there. */
export async function serve(
  { database, cache }: DataServers,
  { action, parameters }: Question,
): Promise<void> {
  const asked = parameters as Readonly<Record<string, string>>;
  if (database && action === "CreateDBInstance")
    await makeMaster(database.namespace, asked.MasterUsername ?? "", asked.MasterUserPassword ?? "");
  if (cache && action === "CreateReplicationGroup")
    await setCachePassword(cache.namespace, asked.AuthToken ?? "");
}
