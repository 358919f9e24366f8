/** The update history, as the commands read it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Release } from "../../../components/colour";
import {
  abandoned,
  backTo,
  backToVersion,
  changedSections,
  describeChange,
  entriesIn,
  type Entry,
  lastSucceeded,
  lineOf,
  signed,
} from "../../../release/history";
import { provedIn } from "../../../release/evidence";
import { entryText, historyText } from "../../../release/history-text";
import { deployed, rolledBack, sameRelease } from "../../../release/moves";

interface Told {
  readonly release?: Partial<Release>;
  readonly result?: string;
  readonly kind?: string;
  readonly message?: string;
  readonly settings?: Record<string, unknown>;
}

/** As Pulumi writes it. @param updates oldest first */
function history(...updates: Told[]): Entry[] {
  const written = updates.map(({ release, settings = {}, ...update }, at) => {
    const sections = Object.entries({ ...settings, ...(release && { release }) });
    return {
      kind: "update",
      result: "succeeded",
      startTime: `2026-01-0${at + 1}T10:00:00.000Z`,
      endTime: `2026-01-0${at + 1}T10:00:30.000Z`,
      environment: { "git.author": "A. Committer" },
      resourceChanges: { same: 50, create: 3 },
      config: Object.fromEntries(
        sections.map(([name, value]) => [
          `maintenance:${name}`,
          { value: JSON.stringify(value), objectValue: value, secret: false },
        ]),
      ),
      ...update,
    };
  });
  return entriesIn(JSON.stringify(written.reverse()));
}

const blue1 = { live: "blue", blue: "1.0.0" } as const;
const green2 = { live: "green", blue: "1.0.0", green: "2.0.0" } as const;
const blue3 = { live: "blue", blue: "3.0.0", green: "2.0.0" } as const;
const whole = (release: Partial<Release>): Release => ({
  canary: 0,
  maintenance: false,
  allowInPlace: false,
  live: "blue",
  ...release,
});

describe("the history", () => {
  it("numbers updates from the oldest, with who, why and how long", () => {
    const message = signed("deploy 2.0.0: because", "somebody@there");
    const [first, second] = history({ release: blue1, message: "a commit" }, { release: green2, message });
    assert.deepEqual([first?.number, first?.who, first?.why], [1, "A. Committer", "a commit"]);
    assert.deepEqual(
      [second?.number, second?.who, second?.why],
      [2, "somebody@there", "deploy 2.0.0: because"],
    );
    assert.deepEqual([second?.seconds, second?.changes, second?.release], [30, { create: 3 }, whole(green2)]);
  });

  it("is empty for a stack that was never brought up", () => {
    assert.deepEqual(entriesIn(""), []);
    assert.match(historyText([], []), /no run/);
  });

  it("leaves secrets out", () => {
    const secret = { value: "[secret]", secret: true };
    const update = {
      kind: "update",
      result: "succeeded",
      startTime: "",
      config: { "maintenance:key": secret },
    };
    assert.deepEqual(entriesIn(JSON.stringify([update]))[0]?.settings, {});
  });

  it("says what each run did for users", () => {
    assert.equal(describeChange(undefined, whole(blue1)), "blue 1.0.0");
    assert.equal(describeChange(whole(blue1), whole(green2)), "blue 1.0.0 → green 2.0.0");
    assert.equal(describeChange(whole(green2), whole(green2)), "as before: green 2.0.0");
    assert.equal(describeChange(whole(blue1), whole({ ...blue1, green: "2.0.0" })), "green nothing → 2.0.0");
    const canary = whole({ ...blue1, green: "2.0.0", canary: 10 });
    assert.equal(describeChange(whole(blue1), canary), "blue 1.0.0 → blue 1.0.0 90 %, green 2.0.0 10 %");
  });

  it("reads as a table, newest first, with failed runs", () => {
    const entries = history(
      { release: blue1, message: "first" },
      { release: green2, result: "failed", message: "bad" },
    );
    const lines = historyText([...entries].reverse(), entries).split("\n");
    assert.match(lines[0] ?? "", /^entry +when +result +took +users +who +why$/);
    assert.match(
      lines[1] ?? "",
      /^2 +2026-01-02 10:00 UTC +failed +30 s +blue 1.0.0 → green 2.0.0 +A. Committer +bad$/,
    );
    assert.match(lines[2] ?? "", /^1 .* succeeded .* blue 1.0.0 .* first$/);
  });
});

describe("what a rollback goes back to", () => {
  const back = (entries: Entry[], now: Partial<Release>, number?: number) =>
    backTo(entries, whole(now), number).number;

  it("is the release before", () => {
    assert.equal(back(history({ release: blue1 }, { release: green2 }), green2), 1);
  });

  it("is never the one that was just left: a second rollback goes further back", () => {
    const entries = history({ release: blue1 }, { release: green2 }, { release: blue3 }, { release: green2 });
    assert.equal(back(entries, green2), 1);
    assert.throws(
      () => back(history({ release: blue1 }, { release: green2 }, { release: blue1 }), blue1),
      /nothing earlier/,
    );
  });

  it("passes over runs that failed, that were no updates, and canaries", () => {
    const entries = history(
      { release: blue1 },
      { release: { ...blue1, green: "2.0.0", canary: 10 } },
      { release: green2, result: "failed" },
      { release: green2, kind: "refresh" },
      { release: green2 },
    );
    assert.equal(back(entries, green2), 1);
  });

  it("is no maintenance page: from there, and from what came after it, it is what users had before", () => {
    const page = { live: "blue", maintenance: true } as const;
    const after = { live: "green", green: "2.0.0" } as const;
    const entries = history({ release: blue1 }, { release: page }, { release: after });
    assert.equal(back(entries, after), 1);
    assert.equal(back(entries.slice(0, 2), page), 1);
    assert.throws(() => back(entries, after, 2), /2 \(update, succeeded\) has no release/);
    assert.deepEqual(lastSucceeded(entries.slice(0, 2)), whole({ ...blue1, green: undefined }));
    assert.match(historyText(entries, entries), /blue 1\.0\.0 → the maintenance page/);
  });

  it("is the release that users had, when the one under way is in nobody's history yet", () => {
    assert.equal(back(history({ release: blue1 }), { ...blue1, green: "2.0.0", canary: 10 }), 1);
    assert.equal(back(history({ release: blue1 }), green2), 1);
  });

  it("is the last release of a version, by its name, but no canary and no failed run of it", () => {
    const entries = history(
      { release: green2 },
      { release: blue3 },
      { release: green2 },
      { release: { ...blue3, green: "2.0.0", live: "blue", canary: 10 } },
      { release: { ...blue3, blue: "4.0.0" }, result: "failed" },
    );
    assert.equal(backToVersion(entries, "2.0.0").number, 3);
    assert.equal(backToVersion(entries, "3.0.0").number, 2);
    assert.throws(() => backToVersion(entries, "4.0.0"), /no run in the history brought users on 4\.0\.0/);
  });

  it("is any entry that succeeded, by its number", () => {
    const entries = history(
      { release: blue1 },
      { release: green2 },
      { release: blue3, result: "failed" },
      {},
    );
    assert.equal(back(entries, blue3, 2), 2);
    assert.throws(() => back(entries, blue3, 3), /3 \(update, failed\) has no release/);
    assert.throws(() => back(entries, blue3, 4), /4 \(update, succeeded\) has no release/);
    assert.throws(() => back(entries, blue3, 9), /should be 1 to 4, got 9/);
  });

  it("names the settings that differ from then, whatever the order of their keys", () => {
    const [entry] = history({
      release: blue1,
      settings: { gate: { polls: 3, page: "/" }, platform: "docker" },
    });
    assert(entry);
    const same = { gate: { page: "/", polls: 3 }, platform: "docker", release: blue3 };
    assert.deepEqual(changedSections(entry, same), []);
    assert.deepEqual(changedSections(entry, { ...same, gate: { polls: 4 }, redis: {} }), ["gate", "redis"]);
  });

  it("rollbacks one after the other lead back through all versions, to the first", () => {
    const versions = fc.uniqueArray(fc.integer({ min: 1, max: 50 }).map(String), {
      minLength: 2,
      maxLength: 7,
    });
    fc.assert(
      fc.property(versions, ([first = "", ...others]) => {
        const releases = [whole({ live: "blue", blue: first })];
        for (const next of others) releases.push(deployed(releases.at(-1) as Release, next));
        for (const expected of [first, ...others].slice(0, -1).reverse()) {
          const entries = history(...releases.map((release) => ({ release })));
          const now = releases.at(-1) as Release;
          const next = rolledBack(now, backTo(entries, now).release);
          assert.equal(next[next.live], expected);
          releases.push(next);
        }
        assert.equal(lineOf(history(...releases.map((release) => ({ release })))).length, 1);
      }),
    );
  });

  it("the last release that came to its end is known", () => {
    const entries = history({ release: blue1 }, { release: green2, result: "failed" });
    assert.deepEqual(lastSucceeded(entries), whole({ ...blue1, green: undefined }));
    assert.equal(lastSucceeded([]), undefined);
  });
});

describe("what an abort brings back", () => {
  const entries = history({ release: blue1 });
  const half = whole({ ...blue1, green: "2.0.0" });
  const page = whole({ live: "blue", maintenance: true });

  for (const [what, file, serving] of [
    ["of a release that did not come to its end", half, half],
    ["of a maintenance page", page, page],
    ["of a maintenance page, when the file was put back by hand", whole(blue1), page],
  ] as const) {
    it(`${what}: what users had before it`, () => {
      assert.ok(sameRelease(abandoned(file, serving, entries), whole(blue1)));
    });
  }

  it("of a canary: all users go to the live colour", () => {
    const canary = whole({ ...blue1, green: "2.0.0", canary: 10 });
    assert.deepEqual(abandoned(canary, canary, entries), { ...canary, canary: 0 });
  });

  it("is nothing when nothing is under way", () => {
    assert.throws(() => abandoned(whole(blue1), whole(blue1), entries), /no canary is under way/);
  });
});

describe("an entry of the history", () => {
  const gate = (name: string, passedAt: string, evidence = ["/ready 200"]) => ({
    type: "maintenance:docker:Gate",
    urn: `urn:pulumi:dev::maintenance::maintenance:docker:Gate::${name}`,
    outputs: { passedAt, evidence },
  });
  const checkpoint = (...resources: object[]) =>
    JSON.stringify({ version: 3, checkpoint: { latest: { resources } } });

  it("is told with what its own run proved, not with what an earlier one did", () => {
    const all = checkpoint(
      { type: "docker:index/container:Container", urn: "a::b" },
      {
        type: "maintenance:docker:Migration",
        urn: "a::green-2-0-0-migration",
        outputs: { ranAt: "2026-01-02T10:00:02.000Z", log: "Running upgrade 0003 -> 0004\n" },
      },
      gate("gate-blue", "2026-01-01T10:00:05.000Z"),
      gate("gate-green", "2026-01-02T10:00:05.000Z", ["/health 200", "/ready 200"]),
    );
    const proved = provedIn(all, "2026-01-02T10:00:00.000Z");
    assert.deepEqual(
      proved.map(({ of, proved: what }) => [of, what]),
      [
        ["green-2-0-0-migration", ["Running upgrade 0003 -> 0004"]],
        ["gate-green", ["/health 200", "/ready 200"]],
      ],
    );
    assert.deepEqual(provedIn(JSON.stringify({ version: 3, checkpoint: {} }), ""), []);
    const entries = history({ release: blue1 }, { release: green2, message: "second" });
    const [, entry] = entries;
    assert.ok(entry);
    const text = entryText(entry, entries, proved);
    assert.match(text, /^entry +2$/m);
    assert.match(text, /^users +blue 1\.0\.0 → green 2\.0\.0$/m);
    assert.match(text, /^gate-green +\/health 200; \/ready 200$/m);
    assert.match(entryText(entry, entries, []), /^proved +nothing: no gate ran$/m);
    assert.match(entryText(entry, entries, undefined), /^proved +not kept where/m);
  });
});
