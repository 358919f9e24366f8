/** When a backup is made, whether it is good, and how long it is kept. Pure. */
import type { Colour } from "../colour";
import { nameIn } from "../colour-names";
import type { DatabaseFacts } from "../postgres/server";

/**
 * Why no backup is needed before the migration of an image with this schema head; nothing when one is. Whatever is not
 * known needs one. Revisions are compared as text (docs/your-app.md).
 */
export function whyNoBackup(
  head: string | undefined,
  { tables, revision }: DatabaseFacts,
): string | undefined {
  if (tables === 0) return "the database is empty";
  if (head === undefined || revision === undefined || head > revision) return undefined;
  return `nothing migrates: the database is on ${revision}, the image migrates to ${head}`;
}

/** Sorts by time. `from` is the schema revision inside. */
export function backupFile(at: Date, colour: Colour, version: string, from: string | undefined): string {
  const moment = at.toISOString().replace(/[-:]|\.\d+/g, "");
  const inside = (from ?? "unknown").replace(/[^A-Za-z0-9._-]+/g, "-");
  return `${moment}-before-${nameIn(colour, version, "of")}-${inside}.dump`;
}

/** Whether a file in the folder of the backups is one, and whole. */
export function isBackup(file: string): boolean {
  return file.endsWith(".dump");
}

/** The oldest that are too many, of names that sort by time. */
export function tooMany(names: readonly string[], keep: number): string[] {
  return [...names].sort().slice(0, Math.max(0, names.length - keep));
}

/** What is compared. */
export interface Facts {
  /** By table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Everything else, each in a few words: `column public.work_orders.title text not null`. */
  readonly schema: readonly string[];
}

/** A backup that was restored and compared. */
export interface Backup {
  readonly takenAt: string;
  /** Its name in the volume of the backups. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** What was compared: the rows of each table, and the number of columns, indexes, constraints and the like. */
  readonly rows: Facts["rows"];
  readonly objects: number;
  readonly seconds: number;
}

/** In what the restored backup differs from the database as it was at that moment. */
export function differences(database: Facts, restored: Facts): string[] {
  const tables = [...new Set([...Object.keys(database.rows), ...Object.keys(restored.rows)])].sort();
  const told = (rows: number | undefined) => (rows === undefined ? "no such table" : `${rows} rows`);
  const only = (one: Facts, other: Facts) => one.schema.filter((object) => !other.schema.includes(object));
  return [
    ...tables
      .filter((table) => database.rows[table] !== restored.rows[table])
      .map(
        (table) =>
          `${table}: ${told(database.rows[table])} in the database, ${told(restored.rows[table])} restored`,
      ),
    ...only(database, restored).map((object) => `only in the database: ${object}`),
    ...only(restored, database).map((object) => `only restored: ${object}`),
  ];
}

/** Why there is not enough room for the dump and the scratch database it is restored into. */
export function tooLittleRoom(databaseBytes: number, freeBytes: number): string | undefined {
  const needed = 2 * databaseBytes;
  if (freeBytes >= needed) return undefined;
  return (
    `the engine's disk has ${readableBytes(freeBytes)} free; the dump and the scratch database that it is restored into ` +
    `may need ${readableBytes(needed)}: make room (docker system df)`
  );
}

export function readableBytes(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}
