import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { reply } from "../../../components/load-balancer/haproxy-reply";
import * as problem from "../../../components/load-balancer/problem";

const all = [...problem.problems, problem.nobodyServes, problem.maintenance];

describe("a page for a problem", () => {
  for (const page of all) {
    it(`${page.status} ${page.detail} needs no quoting, wherever it is written`, () => {
      assert.doesNotMatch(problem.html(page, ""), /['\\$%\n]/);
      assert.doesNotMatch(problem.json(page, ""), /['\\$%\n]/);
    });

    it(`${page.status} ${page.detail} is right as HTML and as JSON`, () => {
      assert.match(problem.html(page, "the-id"), new RegExp(`<h1>${page.title}</h1>.*the-id.*</html>$`));
      const said = JSON.parse(problem.json(page, "the-id")) as object;
      assert.deepEqual(said, { detail: page.detail, request_id: "the-id" });
    });
  }

  it("has one style, which its policy allows by its hash, and nothing else to load", () => {
    const html = problem.html(problem.of(404), "");
    const [, style = ""] = /<style>(.*)<\/style>/.exec(html) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    assert.ok(problem.pagePolicy.includes(`style-src 'sha256-${hash}'`));
    assert.doesNotMatch(html, /<script|<link|<img|style=|url\(/);
  });

  it("is not there for a status that nobody answers with", () => {
    assert.throws(() => problem.of(418), /there is no page for status 418/);
  });
});

describe("a page as HAProxy takes it", () => {
  it("is one line, with the header that says when to come back where there is such a time", () => {
    assert.match(reply(problem.of(429)), /^status 429 .* hdr Retry-After 20 .*$/);
    assert.doesNotMatch(reply(problem.of(413)), /Retry-After/);
    for (const page of all) assert.doesNotMatch(reply(page), /\n/);
  });
});
