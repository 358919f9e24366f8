import assert from "node:assert/strict";
import fc from "fast-check";
import {
  backupFile,
  differences,
  readableBytes,
  tooLittleRoom,
  isBackup,
  tooMany,
  whyNoBackup,
} from "../../../components/backup/backup";

describe("before a migration a backup", () => {
  it("is made when the image's head is later than what the database is on", () => {
    assert.equal(whyNoBackup("0004", { tables: 2, revision: "0003" }), undefined);
  });

  it("is not made when the database is on that head, or on a later one: nothing migrates", () => {
    for (const revision of ["0003", "0004"]) {
      const why = whyNoBackup("0003", { tables: 2, revision });
      assert.equal(why, `nothing migrates: the database is on ${revision}, the image migrates to 0003`);
    }
  });

  it("is not made of an empty database", () => {
    assert.equal(whyNoBackup("0003", { tables: 0 }), "the database is empty");
    assert.equal(whyNoBackup(undefined, { tables: 0 }), "the database is empty");
  });

  it("is made when anything is not known", () => {
    assert.equal(whyNoBackup(undefined, { tables: 1, revision: "0003" }), undefined);
    assert.equal(whyNoBackup("0003", { tables: 1 }), undefined);
    assert.equal(whyNoBackup(undefined, { tables: 1 }), undefined);
  });
});

describe("a restored backup", () => {
  const facts = fc.record({
    rows: fc.dictionary(fc.string(), fc.nat()),
    schema: fc.uniqueArray(fc.string()),
  });
  const none = { rows: {}, schema: [] };

  it("has no differences from itself, in whatever order", () => {
    fc.assert(
      fc.property(facts, ({ rows, schema }) => {
        const mirrored = {
          rows: Object.fromEntries(Object.entries(rows).reverse()),
          schema: [...schema].reverse(),
        };
        assert.deepEqual(differences({ rows, schema }, mirrored), []);
      }),
    );
  });

  it("has one for everything that an empty one lacks", () => {
    fc.assert(
      fc.property(facts, (each) => {
        const count = Object.keys(each.rows).length + each.schema.length;
        assert.equal(differences(each, none).length, count);
        assert.equal(differences(none, each).length, count);
      }),
    );
  });

  it("differs in every table that has another count, or is missing on one side, and in no other", () => {
    assert.deepEqual(
      differences(
        { rows: { "public.same": 2, "public.fewer": 3, "public.lost": 0 }, schema: [] },
        { rows: { "public.same": 2, "public.fewer": 1, "public.new": 4 }, schema: [] },
      ),
      [
        "public.fewer: 3 rows in the database, 1 rows restored",
        "public.lost: 0 rows in the database, no such table restored",
        "public.new: no such table in the database, 4 rows restored",
      ],
    );
  });

  it("differs in what only one side has of the schema", () => {
    assert.deepEqual(
      differences(
        { rows: {}, schema: ["column public.a.b text", "sequence public.c"] },
        { rows: {}, schema: ["column public.a.b integer", "sequence public.c"] },
      ),
      ["only in the database: column public.a.b text", "only restored: column public.a.b integer"],
    );
  });
});

describe("the files of backups", () => {
  const moment = fc.date({
    min: new Date("2000-01-01"),
    max: new Date("2099-12-31"),
    noInvalidDate: true,
  });

  it("say when, before what, and of which schema revision", () => {
    const at = new Date("2024-05-06T07:08:09.123Z");
    assert.equal(
      backupFile(at, "green", "1.5.0+2", "0003"),
      "20240506T070809Z-before-green-1-5-0-r2-of-0003.dump",
    );
    assert.equal(
      backupFile(at, "blue", "1.5.0", "a/../b c"),
      "20240506T070809Z-before-blue-1-5-0-of-a-..-b-c.dump",
    );
    assert.match(backupFile(at, "blue", "1.5.0", undefined), /-of-unknown\.dump$/);
  });

  it("sort by time", () => {
    fc.assert(
      fc.property(moment, moment, (one, other) => {
        const [first, second] = [one, other].map((at) => backupFile(at, "blue", "1.0.0", "0001"));
        if (Math.floor(one.getTime() / 1000) < Math.floor(other.getTime() / 1000))
          assert.ok(first! < second!);
      }),
    );
  });

  it("are kept by count, the newest, and nothing else in the folder is touched", () => {
    const at = (day: number) =>
      backupFile(new Date(`2024-05-0${day}T00:00:00Z`), day % 2 ? "blue" : "green", "1.0.0", "0001");
    const files = [at(3), "green.part", at(1), `${at(1)}.sha256`, at(2), at(4), "notes.txt"];
    assert.deepEqual(tooMany(files.filter(isBackup), 2), [at(1), at(2)]);
    assert.deepEqual(tooMany(files.filter(isBackup), 7), []);
  });

  it("never leave fewer than asked for, nor more", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.integer({ min: 1, max: 20 }), (files, keep) => {
        assert.equal(files.length - tooMany(files, keep).length, Math.min(files.length, keep));
      }),
    );
  });
});

describe("room for a backup", () => {
  it("is twice the database: the dump, and what it is restored into", () => {
    assert.equal(tooLittleRoom(100, 200), undefined);
    assert.match(
      tooLittleRoom(3 * 2 ** 30, 5 * 2 ** 30) ?? "",
      /has 5\.0 GiB free; .* may need 6\.0 GiB: make room/,
    );
  });

  it("is told in units that people read", () => {
    const told = [0, 1, 1023, 1024, 1536, 20_480, 2 ** 30, 2 ** 50].map(readableBytes);
    assert.deepEqual(told, [
      "0 bytes",
      "1 bytes",
      "1023 bytes",
      "1.0 KiB",
      "1.5 KiB",
      "20 KiB",
      "1.0 GiB",
      "1024 TiB",
    ]);
  });
});
