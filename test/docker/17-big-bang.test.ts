/** A release that no other can be beside: users get the maintenance page while the former version stops. */
import assert from "node:assert/strict";
import { KilledRun } from "../support/killed-run";
import { assertServed, phaseOf, Users } from "../support/load";
import { assertRuns, failingUp, given, servingNow, useEnvironment } from "../support/stories";

const page = { maintenance: "503" } as const;

describe("a big bang", () => {
  const environment = useEnvironment("big-bang");

  before(async () => {
    const dev = environment();
    await dev.makeVersion("1.0.0");
    await dev.makeVersion("1.2.0", { breakage: "no-database" });
    await dev.makeVersion("2.0.0", { newSchema: true, schemaLabels: { head: "0004", servesFrom: "0004" } });
    dev.set({ watch: { for: "1 second" }, gate: { timeout: "6 seconds" } });
    await given(dev, { live: "blue", blue: "1.0.0" });
  });

  async function assertPage(): Promise<void> {
    const { status, headers } = await fetch(environment().url);
    assert.deepEqual([status, headers.get("retry-after")], [503, "60"]);
  }
  const bigBang = (version: string) => ["deploy", version, "--strategy", "big-bang"];

  it("killed, and of a version that does not pass its gate: users have the page until abort brings back what they had", async function () {
    this.timeout(300_000);
    const dev = environment();
    const place = { failPoint: "gate-green:before-checks" };
    const run = await KilledRun.until(dev.releasing(...bigBang("1.2.0")), undefined, place);
    await run.kill("everything");
    await run.end();
    await assertPage();
    assert.equal((await dev.command("cancel", "--yes")).code, 0);
    await failingUp(dev, [/gate of green 1\.2\.0: the check \/ready failed/]);
    await assertPage();
    const status = await dev.release("status");
    assert.match(status.output, /: everybody gets the maintenance page\n/);
    const back = await dev.release("abort");
    assert.equal(back.code, 0, back.output);
    assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
    await assertRuns(dev, { blue: "1.0.0" });
  });

  it("brings a schema that the former version cannot work on: users get answers or the page, nothing else", async function () {
    this.timeout(400_000);
    const dev = environment();
    const refused = await dev.release("deploy", "2.0.0");
    assert.equal(refused.code, 2, refused.output);
    assert.match(refused.output, /only code from 0004 on works; blue 1\.0\.0, which has users then/);
    const users = await Users.start({ url: dev.url, perSecond: 60, slowMs: 2_000 }, { blue: "1.0.0" });
    await users.reach("start", 200, 60_000);
    await users.phase("big bang", { blue: "1.0.0", green: "2.0.0", ...page });
    const { code, output } = await dev.release(...bigBang("2.0.0"));
    assert.equal(code, 0, output);
    await users.phase("afterwards", { green: "2.0.0" });
    await users.reach("afterwards", 200, 60_000);
    const report = await assertServed(users);
    assert.match(output, /Traffic\*\*: .*everybody gets the maintenance page first/);
    assert.match(output, /flip: users to the maintenance page/);
    assert.match(output, /Users had the maintenance page for [1-9][\d.]* s\.\n/);
    assert((phaseOf(report, "big bang").byColour.maintenance ?? 0) > 50, "users got the page");
    assert.equal(phaseOf(report, "afterwards").byColour.maintenance, undefined);
    await assertRuns(dev, { green: "2.0.0" });
    const { output: history } = await dev.release("history", "--last", "2");
    assert.match(
      history,
      /→ green 2\.0\.0 .*deploy 2\.0\.0\n.*→ the maintenance page .*deploy 2\.0\.0, the maintenance page\n/,
    );
  });

  it("cannot be taken back where the schema has left the former version behind: rollback is refused, saying so", async () => {
    const dev = environment();
    const before = dev.stackFileText;
    const { code, output } = await dev.release("rollback");
    assert.equal(code, 2, output);
    assert.match(
      output,
      /the database is on schema 0004, where only code from 0004 on works; 1\.0\.0 is of 0003/,
    );
    assert.equal(dev.stackFileText, before);
    assert.deepEqual(await servingNow(dev), { version: "2.0.0", colour: "green" });
  });
});
