/** Data while versions change: backup before migration, and migrations that fail, are killed, or meet each other. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../components/until";
import { Session, sql } from "../support/database";
import { docker, networkOf } from "../support/docker";
import type { PulumiRun, TestEnvironment } from "../support/environment";
import { holdFailPoint } from "../support/killed-run";
import { assertOnlyWhatTheStateKnows } from "../support/leftovers";
import { assertServed, Users } from "../support/load";
import { projectRoot } from "../support/project-copy";
import { run } from "../support/run";
import {
  assertRuns,
  failingUp,
  given,
  preview,
  refusedPreview,
  servingNow,
  useEnvironment,
} from "../support/stories";

/** On a busy machine; what can never come is found earlier. */
const patient = { timeoutMs: 180_000 };

const next = { live: "green", blue: "1.0.0", green: "2.0.0" } as const;

describe("data", () => {
  const environment = useEnvironment("data");
  let users: Users;

  before(async () => {
    const dev = environment();
    await Promise.all([dev.makeVersion("1.0.0"), dev.makeVersion("2.0.0", { newSchema: true })]);
    dev.set({ backup: { keep: 2 }, backend: { replicas: 1 } });
  });

  it("first up: no backup of an empty database, and none where nothing migrates", async () => {
    const dev = environment();
    await given(dev, { live: "blue", blue: "1.0.0", green: "1.0.0+2" });
    assert.equal((await evidenceOf(dev, "blue-1-0-0-backup")).skipped, "the database is empty");
    assert.equal(
      (await evidenceOf(dev, "green-1-0-0-r2-backup")).skipped,
      "nothing migrates: the database is on 0003, the image migrates to 0003",
    );
    assert.deepEqual(await backups(dev), []);
    await sql(dev, "INSERT INTO work_orders (title) SELECT 'order ' || n FROM generate_series(1, 100) n");
    users = await Users.start({ url: dev.url, perSecond: 20 }, { blue: "1.0.0" });
  });

  it("a backup that restores to something else: nothing is migrated, and the table is named", async () => {
    const dev = environment();
    // A restore copies the rows of watched and of notes, and each row of watched writes a note once more.
    await sql(
      dev,
      `CREATE TABLE notes (id bigint);
       CREATE FUNCTION note(bigint) RETURNS boolean LANGUAGE plpgsql
         AS 'BEGIN INSERT INTO public.notes VALUES ($1); RETURN true; END';
       CREATE TABLE watched (id bigint CHECK (public.note(id)));
       INSERT INTO watched VALUES (1), (2);`,
    );
    dev.setRelease(next);
    await failingUp(dev, [
      /backup before the migration of green 2\.0\.0: it does not restore to what it was made from/,
      /public\.notes: 2 rows in the database, 4 rows restored/,
      /Nothing was migrated; users stay where they are/,
    ]);
    await assertOldColourOnOldSchema(dev);
    assert.deepEqual(await backups(dev), []);
    await sql(dev, "DROP TABLE watched");
  });

  it("a backup that is killed: nothing is migrated", async () => {
    const dev = environment();
    const held = holdFailPoint(dev);
    const ended = dev.up({ env: { FAIL_POINT: "backup:dumped!hold" } });
    await Promise.race([held.reached, tooEarly(ended)]);
    await docker(["kill", await containerOf(dev, "backup")]);
    await held.release();
    const { code, output } = await ended;
    assert.notEqual(code, 0, output);
    assert.match(output, /green 2\.0\.0: restoring it for comparison failed: .*not running/);
    await assertOldColourOnOldSchema(dev);
  });

  it("a migration that fails in the middle: the old colour works on the old schema, and the backup is kept", async () => {
    const dev = environment();
    await sql(dev, "DROP TABLE notes; CREATE TABLE next_notes (in_the_way text)");
    await failingUp(dev, [
      /migration of green 2\.0\.0 .* ended with exit code 1/,
      /next_notes\\" already exists/,
    ]);
    await assertOldColourOnOldSchema(dev);
    assert.equal((await backups(dev)).length, 1);
    await sql(dev, "DROP TABLE next_notes");
  });

  it("a migration that is killed in the middle: the old colour works on the old schema", async () => {
    const dev = environment();
    const { ended } = await upToTheMiddleOfItsMigration(dev);
    await docker(["kill", await containerOf(dev, "migration")]);
    const { code, output } = await ended;
    assert.notEqual(code, 0, output);
    assert.match(output, /migration of green 2\.0\.0 .* ended with exit code 137/);
    await assertOldColourOnOldSchema(dev);
  });

  it("two migrators at once: one waits for the other, the run finishes, and users get the new colour", async () => {
    const dev = environment();
    const { ended, goOn } = await upToTheMiddleOfItsMigration(dev);
    const other = await startMigration(dev);
    await until(
      async () => /another migration runs/.test(await docker(["logs", other])),
      "the second to wait",
      patient,
    );
    assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
    await users.phase("release", { blue: "1.0.0", green: "2.0.0" });
    await goOn();
    const { code, output } = await ended;
    assert.equal(code, 0, output);
    assert.equal(await docker(["wait", other]), "0");
    assert.match(await docker(["logs", other]), /nothing to do: the database is on 0004/);
    await docker(["rm", other]);
    assert.equal(await revision(dev), "0004");
    assert.deepEqual(await servingNow(dev), { version: "2.0.0", colour: "green" });
    await assertServed(users);
  });

  it("the backup is there with its checksum, says what was compared, and holds the data", async () => {
    const dev = environment();
    const { file, sha256, bytes, rows, seconds } = await evidenceOf(dev, "green-2-0-0-backup");
    process.stdout.write(`      ${file}: ${bytes} bytes in ${seconds} s\n`);
    assert.deepEqual(Object.keys(rows), ["public.alembic_version", "public.work_orders"]);
    const kept = await backups(dev);
    assert.equal(kept.length, 2);
    assert.equal(kept.at(-1), file);
    assert.match(file, /-before-green-2-0-0-of-0003\.dump$/);
    assert.equal(await inBackups(dev, `sha256sum --check ${file}.sha256`), `${file}: OK`);
    assert.equal(await inBackups(dev, `sha256sum <${file} | cut -d ' ' -f 1`), sha256);
    const table = await inBackups(dev, `pg_restore --data-only --table=work_orders --file=- ${file}`);
    const copied = /^COPY .*\n([^]*?)\n\\\.$/m.exec(table)?.[1]?.split("\n") ?? [];
    assert.equal(copied.length, rows["public.work_orders"]);
    assert.equal(copied.filter((line) => line.includes("\torder ")).length, 100);
  });

  it("a colour whose code the database has left behind does not get users: refused in the preview", async () => {
    const dev = environment();
    await dev.makeVersion("3.0.0", { schemaLabels: { head: "0005", servesFrom: "0004" } });
    await sql(dev, "UPDATE alembic_version SET version_num = '0005'");
    dev.setRelease({ ...next, live: "blue" });
    await refusedPreview(dev, [
      /release\/blue: the database is on schema 0005, where only code from 0004 on works; 1\.0\.0 is of 0003/,
    ]);
    await sql(dev, "UPDATE alembic_version SET version_num = '0004'");
    dev.setRelease(next);
  });

  it("afterwards nothing is left to do, and nothing is left over", async () => {
    const dev = environment();
    await preview(dev, "--expect-no-changes");
    await assertRuns(dev, { blue: "1.0.0", green: "2.0.0" });
    assert.equal(await inBackups(dev, "ls | grep -vE '\\.dump(\\.sha256)?$' || true"), "");
    await assertOnlyWhatTheStateKnows(dev);
  });

  it("a backup is restored by the commands of docs/backups.md, and the application goes on with it", async () => {
    const dev = environment();
    await sql(dev, "DELETE FROM work_orders WHERE title LIKE 'order %'");
    const { file } = await evidenceOf(dev, "green-2-0-0-backup");
    const said = await run("bash", ["-euo", "pipefail", "-c", commandsOfTheDocs(dev, file)]);
    assert.match(said.output, new RegExp(`${file}$`, "m"));
    assert.equal(await sql(dev, "SELECT count(*) FROM work_orders WHERE title LIKE 'order %'"), "100");
    assert.equal(await revision(dev), "0003");
    const reads = async () => (await fetch(`${dev.url}/api/work-orders?limit=1`)).ok;
    await until(reads, "the application to read the restored database");
  });
});

interface BackupEvidence {
  readonly skipped?: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** The indented lines, for this environment and this file. */
function commandsOfTheDocs({ stack }: TestEnvironment, file: string): string {
  const lines = readFileSync(join(projectRoot, "docs/backups.md"), "utf8").split("\n");
  const commands = lines.filter((line) => line.startsWith("    ") && !line.startsWith("    backup before"));
  const text = commands.map((line) => line.slice(4)).join("\n");
  return text.replaceAll("stack=dev", `stack=${stack}`).replaceAll("FILE", file);
}

/** What the state says of a backup. */
async function evidenceOf(dev: TestEnvironment, name: string): Promise<BackupEvidence> {
  const { deployment } = JSON.parse((await dev.command("stack", "export")).stdout) as {
    deployment: { resources: { urn: string; outputs?: unknown }[] };
  };
  const found = deployment.resources.find(({ urn }) => urn.endsWith(`::${name}`));
  assert(found, `${name} is not in the state`);
  return found.outputs as BackupEvidence;
}

/** Users are served by the old version, no migration has left a trace, and no backup a scratch database. */
async function assertOldColourOnOldSchema(dev: TestEnvironment): Promise<void> {
  assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
  assert.equal(await revision(dev), "0003");
  const databases = "SELECT count(*) FROM pg_database WHERE datname LIKE 'backup%'";
  assert.equal(await sql(dev, databases), "0");
}

async function revision(dev: TestEnvironment): Promise<string> {
  return sql(dev, "SELECT version_num FROM alembic_version");
}

/** Begins an `up`; its migration stays in the middle of its revision until `goOn`. */
async function upToTheMiddleOfItsMigration(
  dev: TestEnvironment,
): Promise<{ ended: Promise<PulumiRun>; goOn: () => Promise<void> }> {
  const session = await Session.open(dev);
  await session.run("SELECT pg_advisory_lock(4)");
  const ended = dev.up().finally(() => session.close());
  const waits =
    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_try_advisory_xact_lock(4)%' AND pid <> pg_backend_pid()";
  const middle = until(async () => (await sql(dev, waits)) === "1", "the middle of the migration", patient);
  await Promise.race([middle, tooEarly(ended)]);
  return { ended, goOn: () => session.run("SELECT pg_advisory_unlock(4)") };
}

/** Rejects when the run ends before what is waited for. */
async function tooEarly(ended: Promise<PulumiRun>): Promise<never> {
  throw new Error(`the run ended too early:\n${(await ended).output}`);
}

async function containerOf(dev: TestEnvironment, role: string): Promise<string> {
  const found = (await dev.containers()).filter((each) => each.role === role);
  assert.equal(found.length, 1, `${found.length} containers of ${role}`);
  return found[0]?.id ?? "";
}

/** The migration of 2.0.0 once more, as nobody of the program would start it. */
async function startMigration(dev: TestEnvironment): Promise<string> {
  const backend = (await dev.containers()).find(
    ({ role, colour }) => role === "backend" && colour === "blue",
  );
  assert(backend);
  const environment = await docker([
    "inspect",
    "--format",
    "{{range .Config.Env}}{{println .}}{{end}}",
    backend.id,
  ]);
  const variables = environment.split("\n").filter((line) => /^(POSTGRES|REDIS|COLOUR)/.test(line));
  return docker([
    "run",
    "--detach",
    `--network=${await networkOf(dev)}`,
    `--volumes-from=${backend.id}`,
    `--label=maintenance.stack=${dev.stack}`,
    ...variables.map((each) => `--env=${each}`),
    `${dev.imagePrefix}-api:2.0.0`,
    "migrate",
  ]);
}

/** The files of the backups, oldest first. */
async function backups(dev: TestEnvironment): Promise<string[]> {
  return (await inBackups(dev, "ls")).split("\n").filter((name) => name.endsWith(".dump"));
}

/** Runs a script of the shell in the volume of the backups. */
async function inBackups(dev: TestEnvironment, script: string): Promise<string> {
  const label = `label=maintenance.stack=${dev.stack}`;
  const volumes = await docker(["volume", "ls", "--quiet", "--filter", label]);
  const volume = volumes.split("\n").find((name) => name.includes("backups"));
  const mount = `--volume=${volume}:/backups:ro`;
  return docker([
    "run",
    "--rm",
    mount,
    "--workdir=/backups",
    "--entrypoint=bash",
    "postgres:14",
    "-c",
    script,
  ]);
}
