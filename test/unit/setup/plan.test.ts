/** What a pull request is told of a stack. */
import assert from "node:assert/strict";
import { planComment } from "../../../setup/plan";

const good = (output: string) => ({ code: 0, output });

describe("the plan of a stack, for a pull request", () => {
  it("is what release plan says, then Pulumi's difference to open", () => {
    const text = planComment("prod", good("### prod: blue 1.0.0 answers everybody\n"), good("+ create\n"));
    assert.equal(
      text,
      "### prod: blue 1.0.0 answers everybody\n\n<details><summary>pulumi preview --diff</summary>\n\n```diff\n+ create\n```\n\n</details>\n",
    );
  });

  it("says when nobody can tell, and why", () => {
    const text = planComment(
      "prod",
      { code: 1, output: "error: no token" },
      { code: 1, output: "error: none" },
    );
    assert.match(text, /^### prod: nobody can tell\n\n```diff\nerror: no token\n```/);
    assert.match(text, /<summary>pulumi preview --diff failed<\/summary>/);
  });

  it("fits into a comment, at a line's end, and says how much is left out", () => {
    const lines = Array.from({ length: 5_000 }, (_, at) => `+ line ${at}`);
    const text = planComment("prod", good("### prod"), good(lines.join("\n")));
    assert.ok(text.length < 30_000);
    const shown = text.split("\n").filter((line) => line.startsWith("+ line")).length;
    assert.match(
      text,
      new RegExp(`\\+ line ${shown - 1}\\n\\.\\.\\. and ${5_000 - shown} more lines, in the job's log`),
    );
  });

  it("stays in its block whatever it says", () => {
    assert.match(planComment("prod", good("### prod"), good("a\n````\nb")), /`````diff\na\n````\nb\n`````/);
  });
});
