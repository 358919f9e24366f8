/** A first environment, releases and rollbacks, with users on it. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Colour, otherColour } from "../../components/colour";
import { assertCrossed, assertServed, assertSlowCrossed, requestsAroundFlip, Users } from "../support/load";
import { docker, networkOf } from "../support/docker";
import type { TestEnvironment } from "../support/environment";
import { until } from "../../components/until";
import { run } from "../support/run";
import { commitAll, gitStatus } from "../support/project-copy";
import {
  assertRuns,
  given,
  listed,
  loadBalancerOf,
  preview,
  servingNow,
  up,
  useEnvironment,
} from "../support/stories";

const longestLoadMs = process.env.TEST_LONG ? 1_500_000 : 450_000;

/** A flip to a colour is these operations, in this order, and no other. */
function flip(to: Colour): string[] {
  return [`create gate-${to}`, "update listener", "update settle", `delete gate-${otherColour(to)}`];
}

describe("release and rollback", () => {
  const environment = useEnvironment("release");

  it("first up: everything is made, and the live colour answers", async () => {
    const dev = environment();
    await dev.makeVersion("1.0.0");
    dev.setRelease({ live: "blue", blue: "1.0.0" });
    await commitAll(dev.folder);
    await up(dev);
    assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
    const { url, live, weights } = await dev.outputs();
    assert.deepEqual(
      { url, live, weights },
      { url: dev.url, live: "blue", weights: { blue: 100, green: 0 } },
    );
    const roles = (await dev.containers()).map(({ role, colour }) => `${role} ${colour}`.trim()).sort();
    const ofBlue = ["backend blue", "backend blue", "frontend blue"];
    assert.deepEqual(roles, [...ofBlue, "load-balancer", "postgres", "redis"]);
  });

  it("second up and preview: nothing changes, and git sees a clean tree", async () => {
    const dev = environment();
    assert.deepEqual(listed((await up(dev)).operations), []);
    const files = readdirSync(join(dev.folder, ".state/pulumi"), { recursive: true, encoding: "utf8" });
    assert.deepEqual(
      files.filter((file) => file.endsWith(".attrs")),
      [],
      "half of one, left by a kill, makes the state unreadable",
    );
    await preview(dev, "--expect-no-changes");
    assert.equal(await gitStatus(dev.folder), "");
  });

  it("release and rollback under load: no request fails", async function () {
    this.timeout(longestLoadMs);
    const dev = environment();
    await dev.makeVersion("1.1.0");
    const former = dev.saveFile();
    const users = await Users.start({ url: dev.url }, { blue: "1.0.0" });
    const both = { blue: "1.0.0", green: "1.1.0" };
    await users.reach("start", 500, 60_000);

    // A good part of the requests around a flip comes before it, however many there are.
    const early = requestsAroundFlip / 5;
    await users.phase("release", both);
    await users.reach("release", early, longestLoadMs / 3);
    dev.setRelease({ live: "green", ...both });
    await up(dev);
    await users.crossed("release", longestLoadMs / 3);
    await users.phase("released", { green: "1.1.0" });
    await users.reach("released", 500, 60_000);

    await users.phase("rollback", both);
    await users.reach("rollback", early, longestLoadMs / 3);
    dev.restoreFile(former);
    await up(dev);
    await users.crossed("rollback", longestLoadMs / 3);
    await users.phase("rolled back", { blue: "1.0.0" });
    await users.reach("rolled back", 500, 60_000);

    const report = await assertServed(users);
    assertCrossed(report, "release");
    assertCrossed(report, "rollback");
    assertSlowCrossed(report);
    await assertRuns(dev, { blue: "1.0.0" });
  });

  it("a flip to a warm colour touches gate, listener and settle, nothing else", async () => {
    const dev = environment();
    await given(dev, { live: "blue", blue: "1.0.0", green: "1.1.0" });
    dev.setRelease({ live: "green", blue: "1.0.0", green: "1.1.0" });
    assert.deepEqual(listed((await up(dev)).operations), flip("green"));
    assert.deepEqual(await servingNow(dev), { version: "1.1.0", colour: "green" });
  });

  it("rollback while the other colour's version changes too: the flip comes first", async () => {
    const dev = environment();
    await dev.makeVersion("1.2.0", { newSchema: true });
    dev.setRelease({ live: "blue", blue: "1.0.0", green: "1.2.0" });
    const operations = listed((await up(dev)).operations);
    const settled = operations.indexOf("update settle");
    const ofGreen = operations.findIndex((each) => /green-1-[12]-0|target-group-green/.test(each));
    assert(settled > operations.indexOf("update listener") && settled >= 0, operations.join("\n"));
    assert(ofGreen > settled, `green changed before the flip had settled:\n${operations.join("\n")}`);
    await assertRuns(dev, { blue: "1.0.0", green: "1.2.0" });
  });

  it("rollback over a migration: the older version serves on the newer schema, by a flip alone", async () => {
    const dev = environment();
    await given(dev, { live: "green", blue: "1.0.0", green: "1.2.0" });
    const { schema } = (await (await fetch(`${dev.url}/api/version`)).json()) as { schema: string };
    assert.equal(schema, "0004");
    dev.setRelease({ live: "blue", blue: "1.0.0", green: "1.2.0" });
    assert.deepEqual(listed((await up(dev)).operations), flip("blue"));
    const orders = await fetch(`${dev.url}/api/work-orders`);
    assert.equal(orders.status, 200);
  });

  it("an asset of the other colour is bridged; one that nobody has is never a page", async () => {
    const dev = environment();
    const bridged = await fetch(`${dev.url}/assets/only-in-1.2.0.js`);
    assert.equal(bridged.status, 200);
    assert.match(await bridged.text(), /"1\.2\.0"/);
    assert.equal(bridged.headers.get("x-colour"), "blue");
    const missing = await fetch(`${dev.url}/assets/never-was.js`);
    assert.equal(missing.status, 404);
    assert.doesNotMatch(await missing.text(), /id="root"/);
  });

  it("weights changed by hand are named in the preview, and repaired by the next up", async () => {
    const dev = environment();
    await (await loadBalancerOf(dev)).setWeights({ blue: 40, green: 60 });
    const { output } = await preview(dev);
    assert.match(output, /blue 40, green 60.*changed by hand.*up writes blue 100, green 0/s);
    const { operations } = await up(dev);
    assert.deepEqual(listed(operations), ["update gate-blue", "update listener", "update settle"]);
    const { onFile, running } = await (await loadBalancerOf(dev)).status();
    assert.deepEqual([onFile?.green, ...running.map((weights) => weights?.green)], [0, 0]);
  });

  it("a settings revision of an older image is released; what a killed run left behind is swept", async () => {
    const dev = environment();
    const orphan = await leaveOrphan(dev, "green");
    dev.setRelease({ live: "blue", blue: "1.0.0", green: "1.0.0+2" });
    const { output } = await up(dev);
    assert.match(output, new RegExp(`sweep: removed ${orphan}, which a former run left behind`));
    assert(!(await dev.containers()).some(({ name }) => name === orphan));
    await assertRuns(dev, { blue: "1.0.0", green: "1.0.0+2" });
  });

  it("a load balancer that is restarted after a flip keeps its weights", async () => {
    const dev = environment();
    await given(dev, { live: "green", blue: "1.0.0", green: "1.0.0+2" });
    const loadBalancer = (await dev.containers()).find(({ role }) => role === "load-balancer");
    await docker(["restart", loadBalancer?.id ?? ""]);
    await until(async () => (await statusOf(dev)) === 200, "an answer after the restart", {
      timeoutMs: 30_000,
    });
    assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "green" });
    assert.deepEqual(listed((await up(dev)).operations), []);
  });

  it("the passwords appear nowhere in clear", async () => {
    const dev = environment();
    const secrets = Object.values(dev.passwords());
    assert.equal(secrets.length, 2);
    for (const [where, text] of await everythingVisible(dev)) {
      assert(text.length > 0, `${where} is empty`);
      for (const secret of secrets) {
        for (const form of [secret, Buffer.from(secret).toString("base64")]) {
          assert(!text.includes(form), `a password stands in ${where}`);
        }
      }
    }
  });
});

async function statusOf({ url }: TestEnvironment): Promise<number> {
  return fetch(`${url}/health`).then(
    ({ status }) => status,
    () => 0,
  );
}

/** A container with the labels of a colour that the state does not know, as a killed run leaves it: made, not started. */
async function leaveOrphan(dev: TestEnvironment, colour: Colour): Promise<string> {
  const name = `${dev.stack}-orphan`;
  const own = { project: "maintenance", stack: dev.stack, environment: dev.identity };
  const labels = { ...own, role: "backend", colour, version: "0.9.0" };
  await docker([
    ...["create", "--name", name, "--network", await networkOf(dev)],
    ...Object.entries(labels).flatMap(([key, value]) => ["--label", `maintenance.${key}=${value}`]),
    ...["--entrypoint", "sleep", `${dev.imagePrefix}-api:1.0.0`, "600"],
  ]);
  return name;
}

/** All texts that a person may come to see, by their names. */
async function everythingVisible(dev: TestEnvironment): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  dev.setRelease({ live: "green", blue: "1.0.1", green: "1.0.0+2" });
  for (const flags of [[], ["--diff"], ["--json"]]) {
    texts.set(["preview", ...flags].join(" "), (await preview(dev, ...flags)).output);
  }
  for (const { command, output } of dev.runs) texts.set(`${command} (${texts.size})`, output);
  texts.set("state export", (await dev.command("stack", "export")).stdout);
  texts.set("outputs", (await dev.command("stack", "output", "--json")).stdout);
  for (const { id, name, image } of await dev.containers()) {
    texts.set(`inspect ${name}`, await docker(["inspect", id]));
    texts.set(`log of ${name}`, (await run("docker", ["logs", id])).output);
    texts.set(`processes of ${name}`, await docker(["top", id, "-eo", "pid,args"]));
    texts.set(`history of ${image}`, await docker(["image", "history", "--no-trunc", image]));
  }
  return texts;
}
