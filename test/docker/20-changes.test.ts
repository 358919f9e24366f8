/** What may change under users and what may not; versions that are lost; data. */
import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { docker } from "../support/docker";
import type { TestEnvironment } from "../support/environment";
import {
  assertRuns,
  given,
  listed,
  preview,
  refusedPreview,
  servingNow,
  up,
  useEnvironment,
} from "../support/stories";

describe("changes", () => {
  const environment = useEnvironment("changes");
  let order = 0;

  it("a taken port is refused by the name of its setting, before anything is made", async () => {
    const dev = environment();
    dev.setRelease({ live: "blue", blue: "1.0.0" });
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(dev.ports.users, "127.0.0.1", resolve));
    await refusedPreview(dev, [new RegExp(`docker/port: ${dev.ports.users} is taken`)]);
    await new Promise((resolve) => taken.close(resolve));
    assert.deepEqual(await dev.containers(), []);
  });

  it("a version that the engine does not have is built from app/, with its version baked in", async () => {
    const dev = environment();
    const { operations } = await up(dev);
    assert(operations.some(({ type, op }) => type.endsWith(":RemoteImage") && op === "create"));
    assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
    order = await createOrder(dev, "before everything");
  });

  it("make seed makes its work orders through the users' route, each once", async () => {
    const dev = environment();
    const first = await dev.setup("seed.ts", [], { COUNT: "5" });
    assert.match(first.output, /^5 work orders made, 0 were there already/, first.output);
    const again = await dev.setup("seed.ts", [], { COUNT: "6" });
    assert.match(again.output, /^1 work orders made, 5 were there already/, again.output);
    const orders = await fetch(`${dev.url}/api/work-orders`);
    assert.equal(((await orders.json()) as { total: number }).total, 7, "six, and the one from before");
  });

  it("settings and application code change no container, and the preview says so", async () => {
    const dev = environment();
    const before = await identities(dev);
    dev.set({
      backend: { replicas: 3, memory: 400, environment: { LOG_LEVEL: "WARNING" } },
      frontend: { cpus: "0.75" },
      postgres: { memory: 600 },
      loadBalancer: { memory: 300 },
    });
    appendFileSync(join(dev.folder, "app/api/maintenance_api/version.py"), "# a change\n");
    const { output, operations } = await preview(dev);
    assert.deepEqual(listed(operations), []);
    assert.match(output, /blue: settings differ from what 1\.0\.0 runs with \(.*application code/);
    assert.match(output, /backend\.environment\.LOG_LEVEL/);
    assert.match(output, /postgres: settings differ/);
    assert.match(output, /load-balancer: settings differ/);
    assert.deepEqual(listed((await up(dev)).operations), []);
    assert.deepEqual(await identities(dev), before);
  });

  it("1.0.0+2 on the idle colour releases the settings with the same image", async () => {
    const dev = environment();
    const before = await identities(dev);
    dev.setRelease({ live: "blue", blue: "1.0.0", green: "1.0.0+2" });
    const { operations } = await up(dev);
    assert(!operations.some(({ type }) => type.endsWith(":RemoteImage")), "an image was made");
    await assertRuns(dev, { blue: "1.0.0", green: "1.0.0+2" });
    const green = (await dev.containers()).filter(({ colour }) => colour === "green");
    const backends = green.filter(({ role }) => role === "backend");
    assert.equal(backends.length, 3);
    for (const { id, image } of backends) {
      assert.equal(image, `${dev.imagePrefix}-api:1.0.0`);
      assert.match(await docker(["inspect", id]), /LOG_LEVEL=WARNING/);
    }
    const others = (await identities(dev)).filter((each) => before.includes(each));
    assert.deepEqual(others, before);
  });

  it("moving the version of a serving colour is refused, with the two lines that do it properly", async () => {
    const dev = environment();
    await dev.makeVersion("1.1.0");
    dev.setRelease({ live: "blue", blue: "1.1.0", green: "1.0.0+2" });
    await refusedPreview(dev, [/blue serves users with 1\.0\.0/, /live: green\n\s+green: "1\.1\.0"/]);
    const { code } = await dev.up();
    assert.notEqual(code, 0);
    await assertRuns(dev, { blue: "1.0.0", green: "1.0.0+2" });
  });

  it("another major version of PostgreSQL is refused where it would replace the one that has the data", async () => {
    const dev = environment();
    const before = dev.saveFile();
    dev.set({ postgres: { version: 15 } });
    dev.setRelease({ live: "blue", blue: "1.0.0", allowInPlace: true });
    await refusedPreview(dev, [
      /postgres\/version: the data are PostgreSQL 14's, which PostgreSQL 15 cannot read/,
    ]);
    dev.restoreFile(before);
  });

  it("a version whose image is gone is refused, with the way out", async () => {
    const dev = environment();
    dev.set({ backend: { replicas: 2 } });
    await given(dev, { live: "blue", blue: "1.0.0", green: "1.1.0" });
    await given(dev, { live: "blue", blue: "1.0.0" });
    await docker(["image", "rm", `${dev.imagePrefix}-api:1.1.0`]);
    dev.setRelease({ live: "green", blue: "1.0.0", green: "1.1.0" });
    await refusedPreview(dev, [/-api:1\.1\.0, which was built here once and is gone/, /docker load/]);
    await assertRuns(dev, { blue: "1.0.0" });
  });

  it("data outlives release, rollback, down and up; the database's password stays good", async () => {
    const dev = environment();
    await dev.makeVersion("1.2.0");
    await given(dev, { live: "green", blue: "1.0.0", green: "1.2.0" });
    assert.equal(await titleOf(dev, order), "before everything");
    await given(dev, { live: "blue", blue: "1.0.0", green: "1.2.0" });
    assert.equal(await titleOf(dev, order), "before everything");
    // As make down does.
    const down = await dev.destroy({ flags: ["--exclude-protected"] });
    assert.equal(down.code, 0, down.output);
    const rest = await dev.setup("take-down.ts");
    assert.equal(rest.code, 0, rest.output);
    assert.deepEqual(await dev.containers(), []);
    await up(dev);
    assert.equal(await titleOf(dev, order), "before everything");
    assert(await createOrder(dev, "after everything"));
  });

  it("data goes by a separate, named act, and then nothing is left", async () => {
    const dev = environment();
    const unprotected = await dev.command("state", "unprotect", "--all", "--yes");
    assert.equal(unprotected.code, 0, unprotected.output);
    const gone = await dev.destroy();
    assert.equal(gone.code, 0, gone.output);
    assert.deepEqual(await dev.containers(), []);
    const label = `label=maintenance.stack=${dev.stack}`;
    assert.equal(await docker(["network", "ls", "--quiet", "--filter", label]), "");
    const volumes = (await docker(["volume", "ls", "--quiet", "--filter", label])).split("\n");
    assert.deepEqual(volumes, [""]);
  });
});

/** Every container, and when it was started. */
async function identities(dev: TestEnvironment): Promise<string[]> {
  return (await dev.containers()).map(({ name, id, startedAt }) => `${name} ${id} ${startedAt}`);
}

async function createOrder(dev: TestEnvironment, title: string): Promise<number> {
  const response = await fetch(`${dev.url}/api/work-orders`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ title }),
  });
  assert.equal(response.status, 201);
  return ((await response.json()) as { id: number }).id;
}

async function titleOf(dev: TestEnvironment, id: number): Promise<string> {
  const response = await fetch(`${dev.url}/api/work-orders/${id}`);
  assert.equal(response.status, 200);
  return ((await response.json()) as { title: string }).title;
}
