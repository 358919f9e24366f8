/** Versions that pass their gate and go bad when users are on them: the release command gives users back by itself. */
import assert from "node:assert/strict";
import { type RowName, rowNames } from "../../components/thresholds/table";
import { hearingServer } from "../support/hearing-server";
import { type LateBreakage, lateBreakages } from "../support/images";
import { KilledRun } from "../support/killed-run";
import { itInLongForm } from "../support/long-form";
import { assertServed, describeReport, phaseOf, Users } from "../support/load";
import { draw, seed } from "../support/seed";
import { assertRuns, given, listed, servingNow, up, useEnvironment } from "../support/stories";

/** The row of the table that each breaches, with a duration that a test can wait for. */
const rows: Record<LateBreakage, [row: RowName, limit: object]> = {
  "late-errors": ["errors", { for: "2 seconds" }],
  "late-slowness": ["slow", { for: "2 seconds" }],
  "late-crash": ["crashes", {}],
  "late-leak": ["memory", { above: 80, for: "0 seconds" }],
  "late-loss": ["dataLoss", {}],
};

/** One kind drawn by the seed, besides errors, which the canary below meets; all of them in the long form. */
const others = lateBreakages.filter((breakage) => breakage !== "late-errors");
const drawn = process.env.TEST_LONG ? lateBreakages : draw(others, 1);

describe(`watching a release (TEST_SEED=${seed}: ${drawn.join(", ")})`, () => {
  const environment = useEnvironment("watch");

  before(async () => {
    const dev = environment();
    for (const version of ["1.0.0", "1.1.0"]) await dev.makeVersion(version);
    dev.set({
      watch: { for: "60 seconds", interval: "500 milliseconds" },
      strategy: { steps: [20, 50], pause: "60 seconds" },
    });
    await given(dev, { live: "blue", blue: "1.0.0" });
  });

  /** Only the row that a story is about, so that no other is faster. */
  function watchFor(row: RowName, limit: object): void {
    const ignored = rowNames.map((name) => [name, { then: "ignore" }]);
    environment().replace({ thresholds: { ...Object.fromEntries(ignored), [row]: limit } });
  }

  /** Seconds from the breach until all users were back. */
  const takenBack: number[] = [];
  function keepTime(output: string): void {
    const seconds = Number(/^Users were back ([\d.]+) s after it was noticed\.$/m.exec(output)?.[1]);
    assert(seconds > 0, output);
    takenBack.push(seconds);
  }

  for (const breakage of drawn) {
    it(`${breakage}: users are given back, and the command says why`, async function () {
      this.timeout(400_000);
      const dev = environment();
      const version = `2.0.0-${breakage}`;
      await dev.makeVersion(version, { breakage });
      const [row, limit] = rows[breakage];
      watchFor(row, limit);
      const users = await Users.start({ url: dev.url, perSecond: 60, slowMs: 0 }, { blue: "1.0.0" });
      await users.reach("start", 200, 60_000);
      await users.phase("bad", { blue: "1.0.0", green: version });
      const { code, output } = await dev.release("deploy", version);
      await users.phase("taken back", { blue: "1.0.0" });
      await users.reach("taken back", 200, 60_000);
      const report = await users.stop();
      process.stdout.write(`      ${describeReport(report)}\n`);
      assert.equal(code, 3, output);
      assert.match(output, new RegExp(`error: ${row}: .*; users are on the former release again`));
      assert.match(output, /blue 1\.0\.0 answers everybody/);
      keepTime(output);
      assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
      await assertRuns(dev, { blue: "1.0.0", green: version });
      assert((phaseOf(report, "bad").byColour.green ?? 0) > 0, "users were on the bad version");
      for (const name of ["start", "taken back"]) assert.equal(phaseOf(report, name).failed, 0, name);
    });
  }

  it("canary of a bad version: it never gets more than its first share", async function () {
    this.timeout(400_000);
    const dev = environment();
    await dev.makeVersion("2.1.0", { breakage: "late-errors" });
    watchFor("errors", { for: "1 second" });
    const heard = await hearingServer(200);
    dev.set({ notices: { webhook: heard.address } });
    const users = await Users.start({ url: dev.url, perSecond: 60, slowMs: 0 }, { blue: "1.0.0" });
    await users.phase("canary", { blue: "1.0.0", green: "2.1.0" });
    const { code, output } = await dev.release("deploy", "2.1.0", "--strategy", "canary");
    await users.phase("taken back", { blue: "1.0.0" });
    await users.reach("taken back", 200, 60_000);
    const report = await users.stop();
    process.stdout.write(`      ${describeReport(report)}\n`);
    assert.equal(code, 3, output);
    assert.match(output, /watch: green 2\.1\.0 with users/);
    assert.doesNotMatch(output, /canary of 50 %/);
    keepTime(output);
    heard.close();
    dev.replace({ notices: {} });
    assert.deepEqual(
      heard.sent.map((notice) => (notice as { event: string }).event),
      ["started", "taken back"],
    );
    const { requests, failed } = phaseOf(report, "canary");
    assert(failed > 0 && failed < requests / 5, `${failed} of ${requests} failed`);
    assert.equal(phaseOf(report, "taken back").failed, 0);
  });

  it("canary of a good version: it gets all users step by step, no request fails, and the history tells it", async function () {
    this.timeout(400_000);
    const dev = environment();
    dev.replace({ thresholds: { slow: { then: "ignore" } } });
    dev.set({ watch: { for: "2 seconds" }, strategy: { kind: "canary", pause: "2 seconds" } });
    const users = await Users.start({ url: dev.url, perSecond: 60, slowMs: 0 }, { blue: "1.0.0" });
    await users.phase("canary", { blue: "1.0.0", green: "1.1.0" });
    const { code, output } = await dev.release("deploy", "1.1.0");
    assert.equal(code, 0, output);
    await assertServed(users);
    assert.deepEqual(await servingNow(dev), { version: "1.1.0", colour: "green" });
    const { output: history } = await dev.release("history", "--last", "3");
    assert.match(
      history,
      /deploy 1\.1\.0\n.*deploy 1\.1\.0, canary of 50 %\n.*deploy 1\.1\.0, canary of 20 %\n/,
    );
  });

  it("interrupted while it watches, it leaves users where they are; another watch goes on", async () => {
    const dev = environment();
    dev.set({ watch: { for: "60 seconds" } });
    const watching = await KilledRun.until(dev.releasing("watch"), undefined, { said: /of 60 s: / });
    const { code, output } = await watching.interrupt();
    assert.equal(code, 130, output);
    assert.deepEqual(await servingNow(dev), { version: "1.1.0", colour: "green" });
    const { code: again, output: end } = await dev.release("watch", "--for", "1 second");
    assert.equal(again, 0, end);
    assert.match(end, /green 1\.1\.0 answers everybody/);
  });

  it("taking back takes the time of a flip by hand", async () => {
    const dev = environment();
    dev.setRelease({ live: "blue", blue: "1.0.0", green: "1.1.0" });
    const { seconds, operations } = await up(dev);
    assert(listed(operations).includes("update listener"));
    process.stdout.write(
      `      flip by hand ${seconds.toFixed(1)} s, users back after ${takenBack.join(", ")} s\n`,
    );
    // It is a flip, no re-creation: a loose bound, as another story runs beside this one. test/timings has the close one.
    for (const each of takenBack) assert(each <= 3 * seconds + 5, `${each} s, a flip ${seconds} s`);
  });

  itInLongForm("users that somebody else moves meanwhile are not moved back", async () => {
    const dev = environment();
    await given(dev, { live: "green", blue: "1.0.0", green: "1.1.0" });
    // Breached by whatever runs, once the flip by hand is over.
    watchFor("memory", { above: 0, for: "30 seconds" });
    const watching = await KilledRun.until(dev.releasing("watch", "--for", "2 minutes"), undefined, {
      said: /of 120 s: /,
    });
    dev.setRelease({ live: "blue", blue: "1.0.0", green: "1.1.0" });
    await up(dev);
    const { code, output } = await watching.ended();
    assert.equal(code, 1, output);
    assert.match(output, /users were moved meanwhile by somebody else, blue 1\.0\.0 answers everybody/);
    assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
  });
});
