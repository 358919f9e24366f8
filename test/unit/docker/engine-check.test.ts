import assert from "node:assert/strict";
import { isRecent } from "../../../components/docker/engine-check-provider";

describe("the engine's API version", () => {
  it("given 1.41 or later, is recent enough; compared as numbers", () => {
    assert.deepEqual(["1.41", "1.100", "2.0"].map(isRecent), [true, true, true]);
  });

  it("given an older one, or none, is not", () => {
    assert.deepEqual(["1.40", "1.5", "0.99", ""].map(isRecent), [false, false, false, false]);
  });
});
