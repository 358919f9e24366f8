/** An application that shares no name, port or path with the sample one: configuration alone makes it run here. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { TestEnvironment } from "../support/environment";
import { projectRoot } from "../support/project-copy";
import { assertRuns, listed, up, useEnvironment } from "../support/stories";

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
