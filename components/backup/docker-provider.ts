import type Docker from "dockerode";
import { connect } from "../docker/engine";
import { notice, resourceProvider } from "../provider/provider";
import { schemaFacts } from "../guard/docker-facts";
import { type DatabaseFacts, databaseFacts } from "../postgres/server";
import { until } from "../until";
import { type Backup, readableBytes, whyNoBackup } from "./backup";
import type { BackupInputs } from "./docker";
import { BackupRun } from "./docker-run";

/** What was done, to be read in the outputs of the resource: a backup, or why there is none. */
type Evidence = Partial<Backup> & { readonly skipped?: string };

export const provider = resourceProvider<BackupInputs, Evidence>({
  // A backup is of the moment before its migration: while that has not come to its end, the next run makes a new one.
  differs: async (olds, news) => olds.file !== undefined && (await stillMigrates(news)),
  create: backUp,
  update: (_olds, news) => backUp(news),
});

async function stillMigrates(inputs: BackupInputs): Promise<boolean> {
  try {
    const engine = await connect(inputs.host);
    return (await whyNone(engine, inputs, await databaseFacts(engine, inputs, inputs))) === undefined;
  } catch {
    return true;
  }
}

/** @throws when there is no verified backup; then nothing is migrated. */
async function backUp(inputs: BackupInputs): Promise<Evidence> {
  if (!inputs.migrates) return { skipped: "nothing to migrate: backend/migrate is empty" };
  const subject = `backup before the migration of ${inputs.colour} ${inputs.version}`;
  const say = (text: string) => notice(`${subject}: ${text}`);
  try {
    const engine = await connect(inputs.host);
    const facts = await factsOnceItAnswers(engine, inputs);
    const skipped = await whyNone(engine, inputs, facts);
    if (skipped !== undefined) return { skipped };
    const backup = await new BackupRun(engine, inputs, say).make(facts.revision);
    const tables = Object.values(backup.rows);
    const rows = tables.reduce((sum, each) => sum + each, 0);
    say(
      `${backup.file} (${readableBytes(backup.bytes)}), restored and compared: ${tables.length} tables with ${rows} rows, ${backup.objects} columns, indexes and the like; ${backup.seconds} s`,
    );
    return backup;
  } catch (error) {
    throw new Error(
      `${subject}: ${(error as Error).message}\nNothing was migrated; users stay where they are.`,
    );
  }
}

async function whyNone(
  engine: Docker,
  inputs: BackupInputs,
  facts: DatabaseFacts,
): Promise<string | undefined> {
  return whyNoBackup((await schemaFacts(engine, inputs.image)).head, facts);
}

/** At the first run Postgres has just been started. */
async function factsOnceItAnswers(engine: Docker, inputs: BackupInputs): Promise<DatabaseFacts> {
  let said = "";
  const answer = () =>
    databaseFacts(engine, inputs, inputs).catch((error: Error) => {
      said = error.message;
      return undefined;
    });
  return until(answer, "the database").catch((error: Error) => {
    throw new Error(`${error.message}: ${said}`);
  });
}
