import assert from "node:assert/strict";
import { failPoint } from "../../../components/provider/fail-point";

describe("a fail point", () => {
  afterEach(() => delete process.env.FAIL_POINT);

  it("does nothing when none is wanted, or another one", async () => {
    await failPoint("listener:before-write");
    process.env.FAIL_POINT = "listener:after-write";
    await failPoint("listener:before-write");
  });

  it("throws where it is wanted, naming itself", async () => {
    process.env.FAIL_POINT = "listener:before-write";
    await assert.rejects(failPoint("listener:before-write"), /^Error: fail point listener:before-write$/);
  });
});
