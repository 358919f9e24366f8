/** An application that shares no name, port or path with the sample one: configuration alone makes it run here. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import type { TestEnvironment } from "../support/environment";
import { projectRoot } from "../support/project-copy";
import { assertRuns, listed, loadBalancerOf, up, useEnvironment } from "../support/stories";

describe("any application", () => {
  const environment = useEnvironment("tiny");
  let former: ReturnType<TestEnvironment["saveFile"]>;

  it("runs with the settings that its README shows: its site, its paths, its own 404, no migration", async () => {
    const dev = environment();
    useTinyApp(dev, 0);
    dev.setRelease({ live: "blue", blue: "1.0.0" });
    await up(dev);
    assert.deepEqual(await about(dev), { version: "1.0.0", colour: "blue" });
    assert.match(await text(dev, "/"), /src="\/static\/visits-1\.js"/);
    assert.match(await text(dev, "/about.html"), /<h1>About/);
    assert.equal((await fetch(`${dev.url}/nowhere`)).status, 404);
    const first = await visit(dev);
    assert.equal(await visit(dev), first + 1);
    former = dev.saveFile();
  });

  it("is released without a site: plain Nginx stands before a backend that answers everything", async () => {
    const dev = environment();
    const before = await visit(dev);
    useTinyApp(dev, 1);
    dev.setRelease({ live: "green", blue: "1.0.0", green: "2.0.0" });
    await up(dev);
    await assertRuns(dev, { blue: "1.0.0", green: "2.0.0" });
    assert.deepEqual(await about(dev), { version: "2.0.0", colour: "green" });
    assert.match(await text(dev, "/"), /Version 2\.0\.0, without a site/);
    assert.equal((await fetch(`${dev.url}/about.html`)).status, 404);
    assert.equal(await visit(dev), before + 1, "visits are shared by the colours");
  });

  it("has its log: make logs shows the lines of one colour, each marked, and nobody's password", async () => {
    const dev = environment();
    const { headers } = await fetch(`${dev.url}/v1/visits`);
    const { code, output } = await dev.setup("logs.ts", [], { COLOUR: "green", FOLLOW: "no" });
    assert.equal(code, 0, output);
    const lines = output.trimEnd().split("\n");
    for (const line of lines) assert.match(line, /^green 2\.0\.0 (frontend|backend)-\d +\| /);
    const id = headers.get("x-request-id") ?? "no id";
    const hops = lines
      .filter((line) => line.includes(id))
      .map((line) => /(frontend|backend)-/.exec(line)?.[1]);
    assert.deepEqual(hops.sort(), ["backend", "frontend"]);
    assertNoPassword(dev, "logs", output);
  });

  it("fails with a bundle of all that is known, and no password is in it", async () => {
    const dev = environment();
    const good = dev.saveFile();
    dev.setRelease({ live: "green", blue: "1.0.0", green: "3.0.0" });
    const { code, output } = await dev.setup("pulumi-up.sh");
    assert.equal(code, 1, output);
    const folder = /is kept in (out\/failure-\S+)/.exec(output)?.[1];
    assert(folder, output);
    const files = bundleFiles(join(dev.folder, folder));
    for (const [file, holds] of Object.entries({
      "run.txt": /green serves users with 2\.0\.0/,
      "events.json": /"resourcePreEvent"/,
      "status.txt": /green 2\.0\.0 answers everybody/,
      "load-balancer.txt": /"onFile".*backend green/s,
      "stack.yaml": /green: 3\.0\.0/,
      "state.json": /"deployment"/,
      "containers.json": /"restarts": 0/,
      "versions.txt": /pulumi: v?3\./,
    })) {
      assert.match(files.get(file) ?? "(is not there)", holds, file);
    }
    const logs = [...files.keys()].filter((file) => file.startsWith("logs/"));
    assert.equal(logs.length, (await dev.containers()).length);
    assert.doesNotMatch(files.get("stack.yaml") ?? "", /encryptionsalt/);
    for (const [file, text] of files) assertNoPassword(dev, file, text);
    dev.restoreFile(good);
  });

  it("has its status: who serves is asked of the load balancer, and what differs is said", async () => {
    const dev = environment();
    await (await loadBalancerOf(dev)).setWeights({ blue: 40, green: 60 });
    const after = await dev.setup("status.ts");
    assert.match(after.output, /: blue 1\.0\.0 answers 40 % of requests, green 2\.0\.0 answers 60 %/);
    assert.match(
      after.output,
      /DIFFERS {2}the load balancer runs with blue 40, green 60, not with blue 0, green 100/,
    );
    const { stdout } = await dev.setup("status.ts", ["--json"]);
    const told = JSON.parse(stdout) as { serving: unknown; differences: string[] };
    assert.deepEqual([told.serving, told.differences.length], [{ blue: 40, green: 60 }, 1]);
    for (const text of [after.output, stdout]) assertNoPassword(dev, "status", text);
  });

  it("is rolled back with the former file: one flip to the older version, which has kept its site", async () => {
    const dev = environment();
    const ofBlue = await identities(dev, "blue");
    dev.restoreFile(former);
    const operations = listed((await up(dev)).operations);
    assert(
      operations.indexOf("update settle") < operations.findIndex((each) => each.startsWith("delete green-")),
    );
    assert.deepEqual(await identities(dev, "blue"), ofBlue);
    assert.deepEqual(await about(dev), { version: "1.0.0", colour: "blue" });
    assert.match(await text(dev, "/about.html"), /<h1>About/);
  });
});

/** Containers of a colour, with when they were started and the image that they run. */
async function identities(dev: TestEnvironment, colour: string): Promise<string[]> {
  const all = (await dev.containers()).filter((each) => each.colour === colour);
  assert(all.length > 0);
  return all.map(({ name, startedAt, image }) => `${name} ${startedAt} ${image}`);
}

/** The settings of the README's n-th example, under image names that this environment may remove. */
function useTinyApp(dev: TestEnvironment, example: number): void {
  const readme = readFileSync(join(projectRoot, "examples/tiny-app/README.md"), "utf8");
  const yaml = [...readme.matchAll(/```yaml\n(.*?)```/gs)][example]?.[1];
  assert(yaml, `the README has an example ${example}`);
  for (const [key, settings] of Object.entries(parse(yaml) as Record<string, Record<string, unknown>>)) {
    const name = key.replace("maintenance:", "");
    if (name === "gate") {
      dev.set({ gate: settings });
      continue;
    }
    const image = String(settings.image);
    dev.replace({
      [name]: { ...settings, image: image.startsWith("visits-") ? `${dev.imagePrefix}-${image}` : image },
    });
  }
}

async function about({ url }: TestEnvironment): Promise<{ version: string; colour: string }> {
  const response = await fetch(`${url}/v1/about`);
  const { version, colour } = (await response.json()) as { version: string; colour: string };
  assert.equal(response.headers.get("x-colour"), colour);
  return { version, colour };
}

async function text({ url }: TestEnvironment, path: string): Promise<string> {
  const response = await fetch(`${url}${path}`);
  assert.equal(response.status, 200, path);
  return response.text();
}

async function visit({ url }: TestEnvironment): Promise<number> {
  const response = await fetch(`${url}/v1/visits`, { method: "POST" });
  return ((await response.json()) as { visits: number }).visits;
}

/** Every file of a folder, with its text. */
function bundleFiles(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, "utf8")]));
}

function assertNoPassword(dev: TestEnvironment, where: string, text: string): void {
  const passwords = Object.values(dev.passwords());
  assert.equal(passwords.length, 2);
  for (const password of passwords) assert(!text.includes(password), `a password stands in ${where}`);
}
