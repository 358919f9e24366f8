/** A release in place: the frontends of the live colour are exchanged some at a time, under their users. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { KilledRun } from "../support/killed-run";
import { assertServed, phaseOf, Users } from "../support/load";
import { itInLongForm } from "../support/long-form";
import {
  assertRuns,
  given,
  listed,
  loadBalancerOf,
  servingNow,
  up,
  useEnvironment,
} from "../support/stories";

describe("rolling", () => {
  const environment = useEnvironment("rolling");
  const now = { live: "blue", blue: "1.0.0" } as const;

  before(async () => {
    const dev = environment();
    for (const version of ["1.0.0", "1.1.0"]) await dev.makeVersion(version);
    await dev.makeVersion("1.2.0", { breakage: "no-database" });
    dev.set({
      watch: { for: "1 second" },
      gate: { timeout: "6 seconds" },
      frontend: { replicas: 3, memory: 64 },
      strategy: { kind: "rolling" },
    });
    await given(dev, now);
  });

  /** For the next run only. */
  function permit(blue: string = now.blue): void {
    environment().setRelease({ ...now, blue, allowInPlace: true });
  }
  function block(): unknown {
    const { config } = parse(environment().stackFileText) as { config: Record<string, unknown> };
    return config["maintenance:release"];
  }
  async function targets(): Promise<string[]> {
    const { targets: all } = await (await loadBalancerOf(environment())).status();
    return all.blue.map(({ name }) => name.replace(/^blue-|-frontend/g, "")).sort();
  }

  it("is refused unless the release block permits it, for one run", async () => {
    const { code, output } = await environment().release("deploy", "1.1.0");
    assert.equal(code, 2, output);
    assert.match(
      output,
      /rolling changes blue under its users: permit it for one run with allowInPlace: true/,
    );
  });

  it("is refused when it would replace a database too, whose settings have changed", async () => {
    const dev = environment();
    permit();
    dev.set({ postgres: { memory: 600 } });
    const { code, output } = await dev.release("deploy", "1.1.0");
    assert.equal(code, 2, output);
    assert.match(output, /rolling would also replace postgres, whose settings differ/);
    dev.replace({ postgres: {} });
  });

  it("to a version that does not answer exchanges nothing, and abort takes it back: no request fails", async () => {
    const dev = environment();
    permit();
    const users = await Users.start({ url: dev.url, perSecond: 50 }, { blue: "1.0.0" });
    await users.reach("start", 50, 60_000);
    const { code, output } = await dev.release("deploy", "1.2.0");
    assert.equal(code, 1, output);
    assert.match(output, /rolling blue to 1\.2\.0: .* \(came: \/ready 503\); 0 of its 3 targets have users/);
    const back = await dev.release("abort");
    assert.equal(back.code, 0, back.output);
    await assertRuns(dev, { blue: "1.0.0" });
    await assertServed(users);
    assert.deepEqual(block(), now);
  });

  it("users get both versions while frontends are exchanged one by one, then the new one: no request fails", async function () {
    this.timeout(400_000);
    const dev = environment();
    permit();
    const users = await Users.start({ url: dev.url, perSecond: 60 }, { blue: "1.0.0" });
    await users.reach("start", 100, 60_000);
    await users.phase("rolling", { blue: ["1.0.0", "1.1.0"] });
    const { code, output } = await dev.release("deploy", "1.1.0");
    assert.equal(code, 0, output);
    await users.phase("rolled", { blue: "1.1.0" });
    await users.reach("rolled", 100, 60_000);
    const report = await assertServed(users);
    assert(phaseOf(report, "rolling").requests > 200, "users asked meanwhile");
    assert.match(output, /blue is exchanged in place, 1 of its frontends at a time/);
    assert.match(output, /✔ roll: blue 1\.1\.0 in place of what blue has/);
    assert.deepEqual(await targets(), ["1-1-0-1", "1-1-0-2", "1-1-0-3"]);
    await assertRuns(dev, { blue: "1.1.0" });
    assert.deepEqual(block(), { ...now, blue: "1.1.0" });
    assert.deepEqual(listed((await up(dev)).operations), [], "the file says what runs");
  });

  it("killed in the middle, it leaves users on both versions; plain pulumi up goes on, and no request fails", async () => {
    const dev = environment();
    permit("1.1.0");
    const users = await Users.start({ url: dev.url, perSecond: 50 }, { blue: ["1.0.0", "1.1.0"] });
    const place = { failPoint: "target-group-blue:exchanged-1" };
    const run = await KilledRun.until(dev.releasing("deploy", "1.0.0"), undefined, place);
    await run.kill("everything");
    await run.end();
    assert.deepEqual(await targets(), ["1-0-0-1", "1-1-0-2", "1-1-0-3"]);
    assert.equal((await dev.command("cancel", "--yes")).code, 0);
    await up(dev);
    assert.deepEqual(await targets(), ["1-0-0-1", "1-0-0-2", "1-0-0-3"]);
    await assertServed(users);
  });

  itInLongForm("a version that goes bad under users is taken back in place", async function () {
    this.timeout(400_000);
    const dev = environment();
    permit();
    await dev.makeVersion("1.3.0", { breakage: "late-errors" });
    dev.replace({
      watch: { for: "60 seconds", interval: "500 milliseconds" },
      thresholds: { errors: { for: "1 second" } },
    });
    const users = await Users.start({ url: dev.url, perSecond: 60 }, { blue: ["1.0.0", "1.3.0"] });
    const { code, output } = await dev.release("deploy", "1.3.0");
    await users.stop();
    assert.equal(code, 3, output);
    assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
    await assertRuns(dev, { blue: "1.0.0" });
    assert.deepEqual(block(), now);
  });
});
