/** The running Postgres of the environment, as our own resources ask it. */
import type Docker from "dockerode";
import { type EngineScope, findContainers, labels, runScript } from "../docker/engine";

/** How it is asked; all of it plain. */
export interface DatabaseAccess {
  readonly user: string;
  readonly database: string;
  /** File in its container that holds the password. */
  readonly passwordFile: string;
  /** SQL that answers the schema revision (`backend.revisionQuery`). */
  readonly revisionQuery: string;
}

/** What the database says of itself. */
export interface DatabaseFacts {
  /** How many tables it has, whoever made them. */
  readonly tables: number;
  /** The schema revision it is on; absent when it does not say one. */
  readonly revision?: string;
}

/** By TCP: during its first start, Postgres answers on its socket before the database is there. */
const connected = `
export PGHOST=127.0.0.1 PGUSER=$1 PGDATABASE=$2 PGPASSWORD PGCONNECT_TIMEOUT=3
PGPASSWORD=$(<"$3") || exit 1
`;
/** That the revision cannot be asked is an answer too: before the first migration there is no such table. */
const ask = `${connected}
psql --no-psqlrc --quiet --tuples-only --no-align <<SQL
SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p') AND nspname <> 'information_schema' AND nspname !~ '^pg_';
$4;
SQL
`;

/** The container that runs; none before the first run, or when it is stopped. */
export async function findPostgres(
  engine: Docker,
  scope: EngineScope,
): Promise<{ id: string; image: string } | undefined> {
  const found = await findContainers(engine, scope, { [labels.role]: "postgres" });
  return found.find(({ state }) => state === "running");
}

/** @throws when it does not answer. */
export async function databaseFacts(
  engine: Docker,
  scope: EngineScope,
  access: DatabaseAccess,
): Promise<DatabaseFacts> {
  return parseFacts(await execute(engine, scope, access, ask, access.revisionQuery));
}

/** @throws when it does not answer. */
export async function dropDatabase(
  engine: Docker,
  scope: EngineScope,
  access: DatabaseAccess,
  name: string,
): Promise<void> {
  await execute(engine, scope, access, `${connected}\ndropdb --if-exists --force "$4"`, name);
}

async function execute(
  engine: Docker,
  scope: EngineScope,
  { user, database, passwordFile }: DatabaseAccess,
  script: string,
  argument: string,
): Promise<string> {
  const server = await findPostgres(engine, scope);
  if (!server) throw new Error(notRunning);
  const answer = await runScript(engine, server.id, script, [user, database, passwordFile, argument]);
  if (answer.exitCode !== 0) throw new Error(`Postgres does not answer: ${answer.stderr.trim()}`);
  return answer.stdout;
}

/** A container that was stopped, or one that is gone. */
export const notRunning =
  "Postgres does not run: docker start its container (docker ps --all), or make a new one with pulumi up --refresh";

/** The count of tables, then the revision, if it is one line. */
export function parseFacts(stdout: string): DatabaseFacts {
  const [tables = "", ...revisions] = stdout.trim().split("\n");
  const [revision = ""] = revisions;
  return { tables: Number(tables), ...(revisions.length === 1 && revision !== "" ? { revision } : {}) };
}
