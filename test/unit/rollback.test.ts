import assert from "node:assert/strict";
import { rollbackSentence } from "../../components/rollback";
import { releaseOf } from "../support/release";

describe("the sentence about a rollback", () => {
  it("names the line that flips to the idle colour, and its version", () => {
    assert.equal(
      rollbackSentence(releaseOf({ live: "green", blue: "1.4.2" })),
      "set live: blue: one flip to 1.4.2, seconds; no build, no migration",
    );
  });

  it("during a canary names the line that ends it", () => {
    assert.equal(
      rollbackSentence(releaseOf({ live: "blue", canary: 10 })),
      "set canary: 0: blue 1.4.2 answers everything again within seconds; no build, no migration",
    );
  });

  it("says when there is nothing to go back to", () => {
    assert.equal(
      rollbackSentence(releaseOf({ green: undefined })),
      "none yet: green runs nothing, so there is no other version to flip to",
    );
  });
});
