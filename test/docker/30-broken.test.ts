/** Releases that fail, in every way that was thought of: users never notice, and the next good run converges. */
import assert from "node:assert/strict";
import { docker } from "../support/docker";
import type { TestEnvironment } from "../support/environment";
import { type Breakage, breakages } from "../support/images";
import { assertServed, Users } from "../support/load";
import { draw, seed } from "../support/seed";
import { assertRuns, failingUp, given, listed, servingNow, up, useEnvironment } from "../support/stories";

/** What the message of each says: the check, and the last log lines of whom it is about. */
const messages: Record<Breakage, readonly RegExp[]> = {
  unhealthy: [
    /the check target health failed/,
    /expected: 1 of 1 targets healthy/,
    /last log lines of \S*green-/,
  ],
  crash: [/the check target health failed/, /last log lines of \S*green-.*this version ends at once/s],
  hang: [/the check target health failed/, /last log lines of \S*green-.*this version hangs/s],
  "wrong-version": [/the check \/api\/version failed/, /came: +version 0\.0\.0-other in green/],
  "no-database": [/the check \/ready failed/, /came: +503/, /last log lines of \S*green-/],
  "migration-fails": [/migration of green .* ended with exit code 1/, /this migration cannot be applied/],
};

/** One kind drawn by the seed; all of them in the long form. */
const drawn = process.env.TEST_LONG ? breakages : draw(breakages, 1);

/** How long the gate asks a colour that cannot pass; enough to see it start. */
const hopeless = { gate: { timeout: "12 seconds" } };
const hopeful = { gate: { timeout: "20 seconds" } };

describe(`broken releases (TEST_SEED=${seed}: ${drawn.join(", ")})`, () => {
  const environment = useEnvironment("broken");

  before(async () => {
    const dev = environment();
    await Promise.all(["1.0.0", "1.1.0", "1.2.0"].map((version) => dev.makeVersion(version)));
    await given(dev, { live: "blue", blue: "1.0.0" });
  });

  for (const breakage of drawn) {
    it(`${breakage}: the run fails and says why, users notice nothing, a good one converges`, async () => {
      const dev = environment();
      const version = `2.0.0-${breakage}`;
      await dev.makeVersion(version, { breakage });
      const users = await Users.start({ url: dev.url, perSecond: 50 }, { blue: "1.0.0" });
      dev.set(hopeless);
      dev.setRelease({ live: "green", blue: "1.0.0", green: version });
      await failingUp(dev, messages[breakage]);
      dev.set(hopeful);
      assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });

      dev.setRelease({ live: "blue", blue: "1.0.0", green: "1.1.0" });
      await up(dev);
      await assertRuns(dev, { blue: "1.0.0", green: "1.1.0" });
      await assertServed(users);
    });
  }

  it("gate passed, listener failed, colour gone bad: the next run asks the gate again, which refuses", async () => {
    const dev = environment();
    dev.setRelease({ live: "green", blue: "1.0.0", green: "1.1.0" });
    const env = { FAIL_POINT: "listener:before-write" };
    const failed = await failingUp(dev, [/fail point listener:before-write/], { env });
    assert(listed(failed.operations).includes("create gate-green"));
    const green = await containersOf(dev, "green", "frontend");
    await docker(["stop", ...green]);
    dev.set(hopeless);
    await failingUp(dev, [/gate of green 1\.1\.0: the check target health failed/]);
    dev.set(hopeful);
    assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
    await docker(["start", ...green]);
    await up(dev);
    assert.deepEqual(await servingNow(dev), { version: "1.1.0", colour: "green" });
  });

  it("a run that failed before it reached a colour, then a good one: the colour runs what is configured", async () => {
    const dev = environment();
    await given(dev, { live: "green", blue: "1.0.0", green: "1.1.0" });
    dev.setRelease({ live: "blue", blue: "1.0.0", green: "1.2.0" });
    await failingUp(dev, [/fail point/], { env: { FAIL_POINT: "listener:before-write" } });
    await assertRuns(dev, { blue: "1.0.0", green: "1.1.0" });
    assert.deepEqual(await servingNow(dev), { version: "1.1.0", colour: "green" });
    await up(dev);
    await assertRuns(dev, { blue: "1.0.0", green: "1.2.0" });
    assert.deepEqual(listed((await up(dev)).operations), []);
  });

  it("settle fails after a flip: it says how to flip back, and the next run converges", async () => {
    const dev = environment();
    dev.setRelease({ live: "green", blue: "1.0.0", green: "1.2.0" });
    await failingUp(dev, [/fail point settle:before-checks/], {
      env: { FAIL_POINT: "settle:before-checks" },
    });
    assert.deepEqual(await servingNow(dev), { version: "1.2.0", colour: "green" });
    await up(dev);
    assert.deepEqual(listed((await up(dev)).operations), []);
  });
});

async function containersOf(dev: TestEnvironment, colour: string, role: string): Promise<string[]> {
  const all = await dev.containers();
  return all.filter((each) => each.colour === colour && each.role === role).map(({ id }) => id);
}
