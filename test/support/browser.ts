/** A real browser without a window: pages as people see them, and all that goes wrong in them. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page, Response } from "playwright-core";
import { projectRoot } from "./project-copy";
import { run } from "./run";

/** Looked at by people; git ignores it. */
const screenshots = join(projectRoot, ".state/screenshots");
const patienceMs = 20_000;

/** A file of `/assets/`, as it was answered. */
export interface Asset {
  readonly name: string;
  readonly status: number;
  readonly type: string;
  readonly colour: string;
}

/** One browser for all stories of a group; pages that a story leaves open stay open for the next one. */
export function useBrowser(): () => TestBrowser {
  let browser: TestBrowser | undefined;
  before(async () => {
    browser = await TestBrowser.start();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await browser?.keepScreenshots("failed");
  });
  after(() => browser?.close());
  return () => {
    assert(browser, "stories run after the browser is started");
    return browser;
  };
}

export class TestBrowser {
  private readonly open = new Set<OpenPage>();

  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<TestBrowser> {
    const { stdout } = await run(join(projectRoot, "setup/browser.sh"), ["--where"], { mayFail: true });
    assert(stdout, "there is no Chromium for the browser tests; setup/browser.sh installs it or says how");
    // Only the docker tests need it, so it is loaded when they do.
    const { chromium } = await import("playwright-core");
    return new TestBrowser(await chromium.launch({ executablePath: stdout.trim() }));
  }

  /** Somebody new, with an empty cache, goes to this address. */
  async visit(url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
    const context = await this.browser.newContext({ locale: "en-GB", ...options });
    context.setDefaultTimeout(patienceMs);
    // Time goes on as always, but can be moved forward.
    await context.clock.install();
    const page = new OpenPage(await context.newPage(), () => this.open.delete(page));
    this.open.add(page);
    await page.page.goto(url);
    return page;
  }

  async keepScreenshots(name: string): Promise<void> {
    for (const [index, page] of [...this.open].entries()) await page.screenshot(`${name}-${index + 1}`);
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

export class OpenPage {
  /** What the browser complained about: scripts that failed, what a policy refused, requests without a good answer. */
  readonly faults: string[] = [];
  readonly assets: Asset[] = [];
  /** How often the page was loaded. */
  loads = 0;

  constructor(
    readonly page: Page,
    private readonly forget: () => void,
  ) {
    page.on("load", () => (this.loads += 1));
    page.on("pageerror", ({ message }) => this.faults.push(`script: ${message}`));
    page.on("console", (message) => {
      if (message.type() === "error")
        this.faults.push(`console: ${message.text()} ${message.location().url}`);
    });
    page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "";
      // The page itself aborts what it no longer needs.
      if (why !== "net::ERR_ABORTED") this.faults.push(`${request.method()} ${request.url()}: ${why}`);
    });
    page.on("response", (response) => this.note(response));
  }

  /** Serious and critical faults that axe finds, in words. Evaluated by the debugger, which the page's policy does not bind. */
  async accessibilityFaults(): Promise<string[]> {
    await this.page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
    const { violations, passes } = await this.page.evaluate<AxeResults>("axe.run()");
    assert(passes.length > 20, `axe looked at next to nothing: ${passes.length} rules`);
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(" ")}`);
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
  }

  async close(): Promise<void> {
    this.forget();
    await this.page.context().close();
  }

  private note(response: Response): void {
    const { pathname } = new URL(response.url());
    const status = response.status();
    if (status >= 400) this.faults.push(`${status} ${response.request().method()} ${pathname}`);
    if (!pathname.startsWith("/assets/")) return;
    const headers = response.headers();
    this.assets.push({
      name: pathname.slice("/assets/".length),
      status,
      type: headers["content-type"] ?? "",
      colour: headers["x-colour"] ?? "",
    });
  }
}
