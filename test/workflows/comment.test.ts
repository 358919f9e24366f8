/** The one comment on a pull request, with a GitHub that only remembers. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../support/project-copy";
import { run } from "../support/run";
import { FakeGh } from "../support/workflows/fake-gh";

describe("the comment on a pull request", () => {
  let folder = "";
  let gh: FakeGh;
  beforeEach(() => {
    gh = new FakeGh();
    folder = mkdtempSync(join(tmpdir(), "maintenance-comment-"));
    writeFileSync(join(folder, "staging.md"), "### staging: green 1.1.0 answers everybody\n");
  });
  afterEach(() => {
    gh.dispose();
    rmSync(folder, { recursive: true });
  });

  async function comment(...files: string[]): Promise<void> {
    const env = { PATH: gh.path, GITHUB_REPOSITORY: "example/maintenance", PULL_REQUEST: "7" };
    const script = join(projectRoot, "setup/comment.sh");
    const { output } = await run(
      script,
      files.map((file) => join(folder, file)),
      { env },
    );
    assert.match(output, /^https:\/\/github\.com\//);
  }

  it("is made the first time, with a mark by which it is found again", async () => {
    await comment("staging.md");
    assert.match(gh.asked, /^api --method POST repos\/example\/maintenance\/issues\/7\/comments /m);
    assert.match(
      gh.body,
      /^<!-- what this pull request would do -->\n### staging: green 1\.1\.0 answers everybody\n/,
    );
  });

  it("is written anew later on, instead of a second one", async () => {
    gh.answers("4711\n");
    await comment("staging.md");
    assert.match(gh.asked, /^api --method PATCH repos\/example\/maintenance\/issues\/comments\/4711 /m);
    assert.doesNotMatch(gh.asked, /POST/);
  });

  it("says of which stack there is nothing", async () => {
    await comment("staging.md", "prod.md");
    assert.match(gh.body, /answers everybody\n\n\*\*prod\.md\*\*: there is none; the job's log says why\n/);
  });
});
