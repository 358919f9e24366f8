import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { anchorOf, anchorsOf, linksOf } from "../../../../setup/site/links";
import { deadLinksOf, navigation, pages, rewritten } from "../../../../setup/site/pages";

const targets = (markdown: string) => linksOf(markdown).map(({ target }) => target);

const anchorsOfPage = new Map<string, Set<string>>();
function anchors(page: string): Set<string> {
  const known = anchorsOfPage.get(page) ?? anchorsOf(readFileSync(page, "utf8"));
  anchorsOfPage.set(page, known);
  return known;
}

describe("every link of the documents", () => {
  for (const page of pages()) {
    it(`leads somewhere: ${page}`, () => {
      assert.deepEqual(deadLinksOf(page, linksOf(readFileSync(page, "utf8")), anchors), []);
    });
  }

  it("is found, or the lines above would show nothing", () => {
    const all = pages().flatMap((page) => linksOf(readFileSync(page, "utf8")));
    assert.ok(all.length > 120, String(all.length));
    assert.ok(all.filter(({ target }) => target.includes("#")).length > 20);
  });
});

describe("a link that leads nowhere", () => {
  const wrong = (target: string) => deadLinksOf("docs/aws.md", linksOf(`\n[text](${target})\n`), anchors);

  it("to a file is named, with its line", () => {
    assert.deepEqual(wrong("gone.md"), ["docs/aws.md:2: gone.md: there is no such file"]);
    assert.equal(wrong("../components/gone.ts").length, 1);
  });

  it("to a heading is named, on the page itself too", () => {
    assert.deepEqual(wrong("settings.md#release"), []);
    assert.match(wrong("settings.md#gone")[0] ?? "", /no heading of docs\/settings\.md/);
    assert.match(wrong("#gone")[0] ?? "", /no heading of docs\/aws\.md/);
  });

  it("out of the project is named", () => {
    assert.match(wrong("../../elsewhere/README.md")[0] ?? "", /leads out of the project/);
  });

  it("out of the documents is not asked: there is no network", () => {
    assert.deepEqual(wrong("https://example.com/gone"), []);
  });
});

describe("links in Markdown", () => {
  it("are found in text, tables, pictures, definitions and HTML", () => {
    const text = '[a](a.md) | ![b](b.png "title") |\n\n[c]: c.md#x\n<img src="d.png">';
    assert.deepEqual(targets(text), ["a.md", "b.png", "c.md#x", "d.png"]);
  });

  it("are not found in code and comments", () => {
    const text =
      "```\n[a](a.md)\n```\n\n  ~~~ sh\n  [b](b.md)\n  ~~~\n`[c](c.md)` <!-- [d](d.md) --> [e](e.md)";
    assert.deepEqual(targets(text), ["e.md"]);
  });

  it("know where they stand", () => {
    const text = "`code` [a](a.md)\n\n[b](b.md)";
    for (const { target, at } of linksOf(text)) assert.equal(text.slice(at, at + target.length), target);
    assert.deepEqual(
      linksOf(text).map(({ line }) => line),
      [1, 3],
    );
  });
});

describe("anchors of headings", () => {
  it("are those that GitHub makes", () => {
    assert.equal(anchorOf("Setting it up, on AWS (2.0)"), "setting-it-up-on-aws-20");
    assert.equal(anchorOf("`aws/edge` & its _parts_"), "awsedge--its-_parts_");
    assert.equal(anchorOf("See [the gate](gate.md)"), "see-the-gate");
  });

  it("that two headings share are none, and code has none", () => {
    assert.deepEqual([...anchorsOf("# One\n## Same\n### Same\n```\n# no heading\n```\n")], ["one"]);
  });
});

describe("the pages of the site", () => {
  it("are all named by the navigation, once", () => {
    const { named, unnamed } = navigation();
    const wanted = pages().filter((page) => !unnamed.test(page));
    assert.deepEqual([...named].sort(), wanted, "give the page a line under nav: in mkdocs.yml");
  });

  it("link to each other as they do in the project, and to files and folders by pages of the site", () => {
    const text =
      "[a](aws.md#x) [b](../README.md) [c](../Pulumi.prod.yaml) [d](../app) [e](decisions) [f](#y)";
    assert.deepEqual(targets(rewritten("docs/your-app.md", text)), [
      "aws.md#x",
      "../README.md",
      "../files/Pulumi.prod.yaml.md",
      "../files/app.md",
      "decisions/README.md",
      "#y",
    ]);
  });

  it("bring along what they need in a browser", () => {
    for (const file of ["@mermaid-js/tiny/dist/mermaid.tiny.js", "iframe-worker/shim/index.js"])
      assert.ok(existsSync(`node_modules/${file}`), file);
  });
});
