/** The release command on a real environment, with users on it. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import type { Release } from "../../components/colour";
import { until } from "../../components/until";
import { docker } from "../support/docker";
import { hearingServer } from "../support/hearing-server";
import { KilledRun, type Place, victims } from "../support/killed-run";
import { assertServed, Users } from "../support/load";
import type { Allowed } from "../support/load-judge";
import { draw, seed } from "../support/seed";
import { assertRuns, given, listed, servingNow, up, useEnvironment } from "../support/stories";

/** The steps of a deploy, each a place at which the command may be killed. */
const places: readonly Place[] = [
  { failPoint: "target-group-green:before-apply" },
  { failPoint: "gate-green:before-checks" },
  { failPoint: "listener:before-write" },
  { failPoint: "listener:after-write" },
  { failPoint: "settle:before-checks" },
  { said: /of 60 s: / },
];
const kills = places.flatMap((place) => victims.map((victim) => ({ victim, place })));
const killed = process.env.TEST_LONG ? kills : draw(kills, 1);

describe(`the release command (TEST_SEED=${seed})`, () => {
  const environment = useEnvironment("release-command");

  before(async () => {
    const dev = environment();
    for (const version of ["1.0.0", "1.1.0", "1.2.0"]) await dev.makeVersion(version);
    await given(dev, { live: "blue", blue: "1.0.0" });
  });

  function block(): Partial<Release> {
    const { config } = parse(environment().stackFileText) as { config: Record<string, Partial<Release>> };
    return config["maintenance:release"] ?? {};
  }
  async function released(...words: string[]): Promise<string> {
    const { code, output } = await environment().release(...words);
    assert.equal(code, 0, output);
    return output;
  }
  async function refused(said: RegExp, ...words: string[]): Promise<void> {
    const before = environment().stackFileText;
    const { code, output } = await environment().release(...words);
    assert.equal(code, 2, output);
    assert.match(output, said);
    assert.equal(environment().stackFileText, before);
  }

  it("deploy, canary, promote and rollbacks: no request fails", async function () {
    this.timeout(600_000);
    const dev = environment();
    const users = await Users.start({ url: dev.url, perSecond: 50 }, { blue: "1.0.0" });
    await users.reach("start", 100, 60_000);
    async function step(allowed: Allowed, serving: { colour: string; version: string }, ...words: string[]) {
      const name = words.join(" ");
      await users.phase(name, allowed);
      const output = await released(...words);
      await users.phase(`after ${name}`, { [serving.colour]: serving.version });
      assert.deepEqual(await servingNow(dev), serving);
      await users.reach(`after ${name}`, 50, 60_000);
      return output;
    }
    const [blue1, green1, blue2] = [
      { colour: "blue", version: "1.0.0" },
      { colour: "green", version: "1.1.0" },
      { colour: "blue", version: "1.2.0" },
    ];
    const first = { blue: "1.0.0", green: "1.1.0" };
    const deployed = await step(first, green1, "deploy", "1.1.0", "--message", "the first");
    assert.match(deployed, /Traffic\*\*: blue 100, green 0 → blue 0, green 100/);
    assert.match(deployed, /green 1\.1\.0 answers everybody +\(\d/);
    assert.deepEqual(block(), { live: "green", ...first });

    const second = { blue: "1.2.0", green: "1.1.0" };
    await users.phase("canary", second);
    assert.match(
      await released("canary", "30", "--version", "1.2.0"),
      /blue 1\.2\.0 answers 30 % of requests/,
    );
    await refused(/a canary is under way.*blue 1\.2\.0/, "deploy", "1.3.0");
    await users.reach("canary", 100, 60_000);
    await step(second, blue2, "promote");

    await step(second, green1, "rollback");
    await step(first, blue1, "rollback");
    await assertServed(users);
    await assertRuns(dev, { blue: "1.0.0" });
    assert.deepEqual(listed((await up(dev)).operations), [], "the file says what runs");
  });

  it("tells what happened, from Pulumi's own history", async () => {
    const text = await released("history");
    assert.match(
      text,
      /^6 .* green 1\.1\.0 → blue 1\.0\.0 .* rollback to 1\n5 .* rollback to 2\n4 .* promote\n/m,
    );
    assert.match(text, /^3 .* blue 1\.2\.0 30 %, green 1\.1\.0 70 % .* canary 30\n/m);
    assert.match(text, /^2 .* succeeded .* blue 1\.0\.0 → green 1\.1\.0 .*deploy 1\.1\.0: the first\n1 /m);
    const { schema, entries } = JSON.parse(await released("history", "--json", "--last", "1")) as {
      schema: string;
      entries: { number: number; release: Release }[];
    };
    assert.equal(schema, "release.history/1");
    assert.deepEqual(
      entries.map(({ number, release: { live, blue } }) => [number, live, blue]),
      [[7, "blue", "1.0.0"]],
    );
    const entry = await released("history", "2");
    assert.match(entry, /^users +blue 1\.0\.0 → green 1\.1\.0$/m);
    assert.match(
      entry,
      /^gate-green +1 targets healthy in 3 polls; \/health 200; .*\/api\/version 1\.1\.0 from 2 backends/m,
    );
    assert.match(entry, /^settle +10 right answers in a row; blue drained after/m);
    await refused(/nothing earlier/, "rollback");
  });

  it("plan says what deploy would do, and touches nothing", async () => {
    const before = environment().stackFileText;
    assert.match(await released("plan", "1.1.0"), /green\*\*: nothing → 1\.1\.0, before the flip; live then/);
    const comment = await environment().setup("plan.ts");
    assert.equal(comment.code, 0, comment.output);
    assert.match(comment.output, /Traffic\*\*: blue 100, green 0, as now\n[^]*Preview\*\*: nothing changes/);
    assert.match(comment.output, /<summary>pulumi preview --diff<\/summary>\n\n```diff\n/);
    assert.equal(environment().stackFileText, before);
    assert.match(await released("status"), /blue 1\.0\.0 answers everybody/);
    const doctor = await released("doctor");
    assert.match(doctor, /: ready for a release/);
    assert.match(doctor, /ok +agreement +config, load balancer and last run agree/);
    assert.match(doctor, /ok +database +.*blue says ok/);
  });

  it("a version that cannot be had is refused, and the file stays as it was", async () => {
    await docker(["image", "rm", `${environment().imagePrefix}-api:1.2.0`]);
    await refused(/-api:1\.2\.0, which was built here once and is gone/, "deploy", "1.2.0");
    await refused(/VERSION: should be an image tag/, "deploy", "1 2");
    assert.deepEqual(await servingNow(environment()), { version: "1.0.0", colour: "blue" });
  });

  it("a version that does not pass its gate gets no user, and abort takes it back", async () => {
    const dev = environment();
    await dev.makeVersion("2.0.0", { breakage: "no-database" });
    const users = await Users.start({ url: dev.url, perSecond: 50 }, { blue: "1.0.0" });
    dev.set({ gate: { timeout: "6 seconds" } });
    const { code, output } = await dev.release("deploy", "2.0.0");
    assert.equal(code, 1, output);
    assert.match(output, /✖ gate: may green 2\.0\.0 have users/);
    assert.match(output, /the check \/ready failed/);
    assert.match(output, /blue 1\.0\.0 answers everybody\n.*asks for: green 2\.0\.0 answers everybody/);
    assert.match(output, /release -s \S+ abort/);
    await released("abort");
    await assertRuns(dev, { blue: "1.0.0" });
    dev.set({ gate: { timeout: "20 seconds" } });
    await assertServed(users);
  });

  for (const { victim, place } of killed) {
    it(`${victim} is killed at ${JSON.stringify(place)}: users stay, and plain pulumi up goes on from there`, async function () {
      this.timeout(300_000);
      const dev = environment();
      dev.set({ watch: { for: "60 seconds" } });
      await given(dev, { live: "blue", blue: "1.0.0" });
      const both = { blue: "1.0.0", green: "1.1.0" };
      const users = await Users.start({ url: dev.url, perSecond: 50 }, both);
      await users.reach("start", 50, 60_000);
      const run = await KilledRun.until(dev.releasing("deploy", "1.1.0"), undefined, place);
      await run.kill(victim);
      await run.end();
      // While it watches nothing is locked.
      await dev.command("cancel", "--yes");
      await up(dev);
      assert.deepEqual(await servingNow(dev), { version: "1.1.0", colour: "green" });
      await assertRuns(dev, both);
      await assertServed(users);
      dev.set({ watch: { for: "0 seconds" } });
    });
  }

  it("alone on its stack, and stopped by an interrupt, it says where it stands; the same again goes on", async () => {
    const dev = environment();
    const place = { failPoint: "gate-blue:before-checks" };
    const run = await KilledRun.until(dev.releasing("deploy", "1.0.0"), undefined, place);
    await refused(/another release command works on .* wait for it, or stop it with kill -INT/, "promote");
    const other = await dev.up();
    assert.match(other.output, /the stack is currently locked by 1 lock/);
    const { code, output } = await run.interrupt();
    assert.equal(code, 130, output);
    assert.match(output, /Stopping after the step that runs now/);
    assert.match(output, /green 1\.1\.0 answers everybody\n.*asks for: blue 1\.0\.0 answers everybody/);
    await released("deploy", "1.0.0");
    assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
  });

  it("tells others before it begins, and can be called off until then", async () => {
    const dev = environment();
    const heard = await hearingServer(200);
    const events = () => heard.sent.map((notice) => (notice as { event: string }).event);
    dev.set({ notices: { webhook: heard.address } });
    const before = dev.stackFileText;
    const called = await KilledRun.until(
      dev.releasing("deploy", "1.1.0", "--announce", "1 minute"),
      undefined,
      {
        said: /deploy 1\.1\.0 is announced; it begins at .*Ctrl-C calls it off/,
      },
    );
    const { code, output } = await called.interrupt();
    assert.equal(code, 2, output);
    assert.match(output, /deploy 1\.1\.0 was called off; nothing was touched/);
    assert.equal(dev.stackFileText, before);
    assert.deepEqual(events(), ["announced", "stopped"]);
    await released("deploy", "1.1.0", "--announce", "1 second");
    assert.deepEqual(events().slice(2), ["announced", "started", "succeeded"]);
    heard.close();
    dev.replace({ notices: {} });
  });

  it("no release begins while releases are on hold, unless somebody says why; going back is possible", async () => {
    const dev = environment();
    await released("hold", "the audit");
    await refused(/releases are on hold: the audit; .* --override "why"/, "deploy", "1.2.0");
    const back = await dev.script("./rollback.sh", dev.stack, "v1.0.0");
    assert.equal(back.code, 0, back.output);
    assert.equal((await servingNow(dev)).version, "1.0.0");
    const there = await dev.script("./deploy.sh", "v1.1.0", dev.stack, "--override", "it mends the outage");
    assert.equal(there.code, 0, there.output);
    assert.equal((await servingNow(dev)).version, "1.1.0");
    assert.equal((await dev.script("./deploy.sh")).code, 2);
    await released("unhold");
    assert.match(
      await released("history", "-n", "2"),
      /deploy 1\.1\.0: override: it mends the outage\n.* rollback to /,
    );
  });

  it("tells what it can while the load balancer is down, and changes nothing", async () => {
    const dev = environment();
    const [loadBalancer] = (await dev.containers()).filter(({ role }) => role === "load-balancer");
    assert(loadBalancer);
    await docker(["stop", loadBalancer.id]);
    assert.match(
      await released("status"),
      /DIFFERS +the load balancer cannot be asked: .* is exited: start it/,
    );
    assert.match(await released("history"), /deploy 1\.1\.0/);
    const doctor = await dev.release("doctor");
    assert.equal(doctor.code, 1, doctor.output);
    assert.match(doctor.output, /not ready for a release[^]*BAD +disk +cannot be told: .*start it/);
    const { code, output } = await dev.release("deploy", "1.2.0");
    assert.notEqual(code, 0);
    assert.match(output, /start it \(docker start/);
    await docker(["start", loadBalancer.id]);
    const serves = () =>
      fetch(dev.url).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(serves, "the load balancer to serve again");
  });

  it("says what is wrong with what was typed", async () => {
    await refused(/unknown command 'deploi'.*Did you mean deploy/s, "deploi");
    await refused(/missing required argument 'version'/, "deploy");
    await refused(/ENTRY: should be 1 to \d+, got 99/, "rollback", "99");
  });
});
