/** A canary and releases as people with a browser meet them: pages that are loaded, and pages that were open all the time. */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { type OpenPage, type TestBrowser, useBrowser } from "../support/browser";
import { assertServed, phaseOf, Users } from "../support/load";
import { given, listed, up, useEnvironment } from "../support/stories";
import {
  backToList,
  createOrder,
  listShown,
  openNewest,
  saveAs,
  shownVersions,
} from "../support/work-order-page";

const longestLoadMs = process.env.TEST_LONG ? 900_000 : 450_000;
const canaryRequests = process.env.TEST_LONG ? 40_000 : 4_000;

describe("canary and pages in a browser", () => {
  const environment = useEnvironment("browser");
  const browser = useBrowser();
  /** Pages of 1.0.0 that are open all the time, with the list, and without the chunk of one work order. */
  let open: OpenPage;
  let forgotten: OpenPage;

  before(async () => {
    const dev = environment();
    const versions = ["1.0.0", "1.1.0", "1.2.0"];
    await Promise.all(versions.map((version) => dev.makeVersion(version, { ownChunks: true })));
    await given(dev, { live: "blue", blue: "1.0.0" });
  });

  it("list and form: no serious accessibility fault, light or dark; nothing is missing, also on a narrow screen", async () => {
    open = await browser().visit(environment().url);
    await createOrder(open, "Lift stuck between floors", "Second floor, east wing. The key is at reception.");
    await createOrder(open, "Replace the filter of air handler 3");
    assert.equal(await shownVersions(open), "1.0.0 1.0.0 blue");
    assert.deepEqual(await open.accessibilityFaults(), []);
    await open.screenshot("list");

    const form = await browser().visit(environment().url);
    await openNewest(form);
    assert.deepEqual(await form.accessibilityFaults(), []);
    await form.screenshot("form");
    await form.page.emulateMedia({ colorScheme: "dark" });
    await form.page.setViewportSize({ width: 360, height: 740 });
    assert.deepEqual(await form.accessibilityFaults(), []);
    await backToList(form);
    assert.equal(await form.page.evaluate("document.documentElement.scrollWidth"), 360);
    await form.screenshot("narrow");
    assert.deepEqual([...open.faults, ...form.faults], []);
    await form.close();

    forgotten = await browser().visit(environment().url);
    await listShown(forgotten);
  });

  it("a page that was open goes on working during and after the flip, with its own chunks", async () => {
    const dev = environment();
    dev.setRelease({ live: "green", blue: "1.0.0", green: "1.1.0" });
    let flipping = true;
    const flip = up(dev).finally(() => (flipping = false));
    const work = async () => {
      for (let count = 1; flipping; count++) {
        await createOrder(open, `During the flip ${count}`);
        await pause(200); // nobody writes faster
      }
    };
    await Promise.all([flip, work()]);

    const before = open.assets.length;
    await openNewest(open);
    assert.deepEqual(
      open.assets.slice(before).map(({ name, ...answer }) => [name.replace(/-.{8}-/, "-HASH-"), answer]),
      [["order-view-HASH-1.0.0.js", { status: 200, type: "application/javascript", colour: "green" }]],
    );
    await saveAs(open, "Done");
    await backToList(open);
    await createOrder(open, "After the flip");
    await open.page.clock.fastForward(30_000); // the page asks again what runs
    await open.page.getByRole("banner").getByText("green").waitFor();
    assert.equal(await shownVersions(open), "1.0.0 1.1.0 green");
    await open.screenshot("after-the-flip");
    assert.equal(open.loads, 1);
    assert.deepEqual(open.faults, []);
  });

  it("canary: both colours are gated, one gets 10 percent, pages of both work, and an abort fails no request", async function () {
    this.timeout(longestLoadMs);
    const dev = environment();
    const both = { blue: "1.2.0", green: "1.1.0" };
    const users = await Users.start({ url: dev.url }, { green: "1.1.0" });
    await users.phase("canary starts", both);
    dev.setRelease({ live: "green", canary: 10, ...both });
    const operations = listed((await up(dev)).operations);
    const flip = operations.indexOf("update listener");
    for (const gate of ["update gate-green", "create gate-blue"]) {
      const at = operations.indexOf(gate);
      assert(at >= 0 && at < flip, `no ${gate} before the flip:\n${operations.join("\n")}`);
    }

    await users.phase("canary", both);
    await visitUntilBothSeen(browser(), dev.url, both);
    await users.reach("canary", canaryRequests, longestLoadMs / 2);

    await users.phase("abort", both);
    dev.setRelease({ live: "green", ...both });
    await up(dev);
    await users.phase("aborted", { green: "1.1.0" });
    await users.reach("aborted", 500, 60_000);

    const report = await assertServed(users);
    const { requests, byColour } = phaseOf(report, "canary");
    const share = (100 * (byColour.blue ?? 0)) / requests;
    assert(Math.abs(share - 10) <= 3, `blue got ${share.toFixed(1)} percent of ${requests} requests`);
  });

  it("a page whose chunk is gone, as both colours moved on, loads again once, and shows what was asked for", async () => {
    await openNewest(forgotten);
    assert.equal(await shownVersions(forgotten), "1.1.0 1.1.0 green");
    assert.equal(forgotten.loads, 2);
    assert.deepEqual(gone(forgotten), ["404 order-view 1.0.0"]);
    const others = forgotten.faults.filter((fault) => !fault.includes("/assets/order-view-"));
    assert.deepEqual(others, []);
  });

  it("a page of a release that lacks a chunk loads again once, and then says so", async () => {
    const page = await browser().visit(environment().url);
    await page.page.route("**/assets/order-view-*", (route) => route.fulfill({ status: 404 }));
    await listShown(page);
    await page.page.getByRole("list").getByRole("link").first().click();
    await page.page.getByText("This view could not be loaded.").waitFor();
    assert.equal(page.loads, 2);
    assert.deepEqual(gone(page), ["404 order-view 1.1.0", "404 order-view 1.1.0"]);
  });
});

/** New people come by until two of them got the page of each version: all of it comes, and all of it works. */
async function visitUntilBothSeen(
  browser: TestBrowser,
  url: string,
  versions: Record<string, string>,
): Promise<void> {
  const seen = Object.fromEntries(Object.values(versions).map((version) => [version, 0]));
  let bridged = 0;
  let visits = 0;
  for (; Object.values(seen).some((count) => count < 2) && visits < 200; visits++) {
    const page = await browser.visit(url);
    await listShown(page);
    await openNewest(page);
    const version = await page.page.locator('meta[name="version"]').getAttribute("content");
    seen[version ?? "none"] = (seen[version ?? "none"] ?? 0) + 1;
    for (const { name, status, type, colour } of page.assets) {
      assert(name.includes(`-${version}.`), `a page of ${version} asked for ${name}`);
      assert.equal(status, 200, name);
      assert.equal(type, name.endsWith(".css") ? "text/css" : "application/javascript", name);
      if (versions[colour] !== version) bridged += 1;
    }
    assert.equal(page.assets.length, 3);
    assert.deepEqual(page.faults, []);
    await page.close();
  }
  process.stdout.write(`      ${visits} visits: ${JSON.stringify(seen)}, ${bridged} assets bridged\n`);
  assert.deepEqual(Object.keys(seen), Object.values(versions));
  assert(bridged > 0, "no asset came over the bridge");
}

/** `404 order-view 1.0.0` for each hashed file that nobody had. */
function gone({ assets }: OpenPage): string[] {
  return assets
    .filter(({ status }) => status !== 200)
    .map(({ name, status }) => `${status} ${name.replace(/-.{8}-([\d.]+)\.js$/, " $1")}`);
}
