/** One backup, made by the tools of the image that the server runs, in a container beside it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type Docker from "dockerode";
import { runScript } from "../docker/engine";
import { helperOptions, removeHelpers } from "../docker/helper";
import { assertStillAsked } from "../provider/asked";
import { failPoint } from "../provider/fail-point";
import { dropDatabase, findPostgres, notRunning } from "../postgres/server";
import {
  type Backup,
  backupFile,
  differences,
  type Facts,
  readableBytes,
  tooLittleRoom,
  isBackup,
  tooMany,
} from "./backup";
import type { BackupInputs } from "./docker";
import { Defect } from "../defect";

/** Where the volume is mounted: the folder is the user's in the image, so an empty volume there becomes so too. */
const folder = "/var/lib/postgresql/data";
const progressMs = 5_000;
const script = (name: string) => readFileSync(join(__dirname, "scripts", name), "utf8");

export class BackupRun {
  private container = "";
  private readonly part: string;
  private readonly scratch: string;
  private readonly started = Date.now();

  constructor(
    private readonly engine: Docker,
    private readonly inputs: BackupInputs,
    private readonly say: (text: string) => void,
  ) {
    this.part = `${inputs.colour}.part`;
    this.scratch = `backup_check_${inputs.colour}`;
  }

  /** @param revision that the database is on. @throws when the backup does not restore to what it was made from. */
  async make(revision: string | undefined): Promise<Backup> {
    await removeHelpers(this.engine, this.inputs, "backup", this.inputs.colour);
    await assertStillAsked();
    const container = await this.engine.createContainer(await this.options());
    this.container = container.id;
    try {
      await container.start();
      return await this.steps(revision);
    } catch (error) {
      await this.takeBack();
      throw error;
    } finally {
      await container.remove({ force: true, v: true });
    }
  }

  /** What cannot be removed now, the next backup removes. */
  private async takeBack(): Promise<void> {
    await this.run("remove.sh", this.part).catch(() => undefined);
    await dropDatabase(this.engine, this.inputs, this.inputs, this.scratch).catch(() => undefined);
  }

  private async steps(revision: string | undefined): Promise<Backup> {
    const { colour, version, keep } = this.inputs;
    const [part, scratch, takenAt, facts] = [this.part, this.scratch, new Date(), script("facts.sql")];
    await this.run("remove.sh", part);
    const size = await this.roomFor();
    const dumped = await this.step(`dumping the database (${size})`, "dump.sh", part, facts);
    await failPoint("backup:dumped");
    const restored = await this.step("restoring it for comparison", "restore.sh", part, scratch, facts);
    const { rows, schema } = factsIn(dumped);
    const different = differences({ rows, schema }, factsIn(restored));
    if (different.length > 0) {
      const shown = different.slice(0, 20);
      const more = different.length - shown.length;
      throw new Error(
        `it does not restore to what it was made from:\n  ${shown.join("\n  ")}${more > 0 ? `\n  and ${more} more` : ""}`,
      );
    }
    await failPoint("backup:compared");
    const file = backupFile(takenAt, colour, version, revision);
    const sha256 = one(dumped, "sha256");
    const kept = await this.run("keep.sh", part, file, sha256);
    await this.run("remove.sh", ...tooMany(kept.flat().filter(isBackup), keep));
    return {
      takenAt: takenAt.toISOString(),
      file,
      bytes: Number(one(dumped, "bytes")),
      sha256,
      rows,
      objects: schema.length,
      seconds: Math.round((Date.now() - this.started) / 100) / 10,
    };
  }

  private async options(): Promise<Docker.ContainerCreateOptions> {
    const { inputs } = this;
    const server = await findPostgres(this.engine, inputs);
    if (!server) throw new Error(notRunning);
    return helperOptions({
      ...inputs,
      image: server.image,
      // The steps are executed in it. It ends by itself, and they with it, also when nobody is left to remove it.
      entrypoint: ["sleep"],
      command: [String(Math.ceil(inputs.timeoutMs / 1000))],
      user: "999:999",
      environment: {
        PGHOST: inputs.server,
        PGPORT: String(inputs.port),
        PGUSER: inputs.user,
        PGDATABASE: inputs.database,
        POSTGRES_PASSWORD_FILE: inputs.passwordFile,
        BACKUPS: folder,
      },
      files: { [inputs.passwordFolder]: inputs.passwordVolume },
      volumes: { [folder]: inputs.volume },
    });
  }

  /** @returns the size of the database, to be told. @throws when the disk has no room for the dump and its restore. */
  private async roomFor(): Promise<string> {
    const measured = await this.run("measure.sh");
    const bytes = Number(one(measured, "database"));
    const fault = tooLittleRoom(bytes, Number(one(measured, "free")));
    if (fault !== undefined) throw new Error(fault);
    return readableBytes(bytes);
  }

  /** A script that may take long: says what it does, and how far it is. */
  private async step(what: string, name: string, ...args: string[]): Promise<string[][]> {
    const begun = Date.now();
    const progress = async () => {
      const sizes = await this.run("progress.sh", this.part, this.scratch).catch(() => []);
      const far = sizes.map(([kind, bytes]) => `, ${kind} ${readableBytes(Number(bytes))}`).join("");
      this.say(`${what}, ${Math.round((Date.now() - begun) / 1000)} s${far}`);
    };
    const timer = setInterval(() => void progress(), progressMs);
    try {
      return await this.run(name, ...args);
    } catch (error) {
      throw new Error(`${what} failed: ${(error as Error).message}`);
    } finally {
      clearInterval(timer);
    }
  }

  /** @returns lines, each with its words between tabs. */
  private async run(name: string, ...args: string[]): Promise<string[][]> {
    const text = `${script("prelude.sh")}\n${script(name)}`;
    const { exitCode, stdout, stderr } = await runScript(this.engine, this.container, text, args);
    if (exitCode !== 0) throw new Error(this.reason(`${name} ended with exit code ${exitCode}`, stderr));
    return stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split("\t"));
  }

  private reason(how: string, stderr: string): string {
    const { timeoutMs } = this.inputs;
    if (Date.now() - this.started >= timeoutMs) {
      return `it did not end within ${timeoutMs / 1000} s; raise backup/timeout if it needs longer`;
    }
    return [how, ...stderr.trim().split("\n").slice(-20)].join("\n").trim();
  }
}

function one(lines: readonly string[][], kind: string): string {
  const value = lines.find(([first]) => first === kind)?.[1];
  if (value === undefined) throw new Defect(`${kind} is missing in what was answered`);
  return value;
}

function factsIn(lines: readonly string[][]): Facts {
  const of = (wanted: string) => lines.filter(([kind]) => kind === wanted);
  return {
    rows: Object.fromEntries(of("rows").map(([, table = "", count]) => [table, Number(count)])),
    schema: of("schema").map(([, object = ""]) => object),
  };
}
