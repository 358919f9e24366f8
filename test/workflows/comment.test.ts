/** The one comment on a pull request, with a GitHub that only remembers. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../support/project-copy";
import { run } from "../support/run";

/** As `gh api`: answers with the ids of comments that are there, and keeps what it is told to write. */
const gh = `#!/usr/bin/env bash
echo "$*" >>"$KEPT/asked"
for argument in "$@"; do
  case $argument in body=@*) cp "\${argument#body=@}" "$KEPT/body" ;; esac
done
case "$*" in *--paginate*) cat "$KEPT/ids" ;; *) echo https://github.com/example/comment ;; esac
`;

describe("the comment on a pull request", () => {
  let kept = "";
  beforeEach(() => {
    kept = mkdtempSync(join(tmpdir(), "maintenance-comment-"));
    writeFileSync(join(kept, "gh"), gh);
    chmodSync(join(kept, "gh"), 0o755);
    writeFileSync(join(kept, "ids"), "");
    writeFileSync(join(kept, "staging.md"), "### staging: green 1.1.0 answers everybody\n");
  });
  afterEach(() => rmSync(kept, { recursive: true }));

  async function comment(...files: string[]): Promise<{ asked: string; body: string }> {
    const env = {
      PATH: `${kept}:${process.env.PATH}`,
      KEPT: kept,
      GITHUB_REPOSITORY: "example/maintenance",
      PULL_REQUEST: "7",
    };
    const script = join(projectRoot, "setup/comment.sh");
    const { output } = await run(
      script,
      files.map((file) => join(kept, file)),
      { env },
    );
    assert.match(output, /^https:\/\/github\.com\//);
    const read = (file: string) =>
      existsSync(join(kept, file)) ? readFileSync(join(kept, file), "utf8") : "";
    return { asked: read("asked"), body: read("body") };
  }

  it("is made the first time, with a mark by which it is found again", async () => {
    const { asked, body } = await comment("staging.md");
    assert.match(asked, /^api --method POST repos\/example\/maintenance\/issues\/7\/comments /m);
    assert.match(
      body,
      /^<!-- what this pull request would do -->\n### staging: green 1\.1\.0 answers everybody\n/,
    );
  });

  it("is written anew later on, instead of a second one", async () => {
    writeFileSync(join(kept, "ids"), "4711\n");
    const { asked } = await comment("staging.md");
    assert.match(asked, /^api --method PATCH repos\/example\/maintenance\/issues\/comments\/4711 /m);
    assert.doesNotMatch(asked, /POST/);
  });

  it("says of which stack there is nothing", async () => {
    const { body } = await comment("staging.md", "prod.md");
    assert.match(body, /answers everybody\n\n\*\*prod\.md\*\*: there is none; the job's log says why\n/);
  });
});
