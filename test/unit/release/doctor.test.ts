/** What the doctor finds, and how it says so. */
import assert from "node:assert/strict";
import { expiry, toolsFinding } from "../../../release/checks";
import type { Configuration } from "../../../release/command";
import { diskFinding } from "../../../release/docker-checks";
import { bad, type Check, doctorText, examine, look, ok, worstOf } from "../../../release/doctor";
import { plain } from "../../../setup/terminal";

const nothing = {} as Configuration;
const check = (about: string, examined: Check["examine"]): Check => ({ about, examine: examined });

describe("the doctor", () => {
  it("asks everything, whatever fails, and says what is worst", async () => {
    const found = await examine(
      [
        check("engine", () => Promise.resolve(ok("Docker 28"))),
        check("disk", () => Promise.reject(new Error("no answer"))),
        check("windows", () => Promise.resolve(look("it is Friday"))),
      ],
      nothing,
    );
    assert.equal(worstOf(found), "bad");
    assert.equal(
      doctorText("dev", found, plain),
      "dev: not ready for a release\n\n  ok    engine   Docker 28\n  BAD   disk     cannot be told: no answer\n  LOOK  windows  it is Friday\n",
    );
    assert.match(doctorText("dev", found.slice(0, 1), plain), /^dev: ready for a release\n/);
    assert.match(doctorText("dev", found.slice(2), plain), /^dev: ready for a release, after a look\n/);
    assert.deepEqual([worstOf([ok("")]), worstOf([bad(""), ok("")])], ["ok", "bad"]);
  });

  it("wants room on the disk", () => {
    const size = 100 * 2 ** 30;
    assert.deepEqual(diskFinding({ free: size / 2, size }), ok("50.0 GiB of 100.0 GiB are free (50 %)"));
    assert.equal(diskFinding({ free: size / 20, size }).verdict, "look");
    assert.equal(diskFinding({ free: 2 ** 29, size: 2 ** 30 }).verdict, "bad");
  });

  it("wants certificates that last", () => {
    const now = new Date("2026-01-01T00:00:00Z");
    const after = (days: number) => expiry(new Date(now.getTime() + days * 86_400_000), now);
    assert.deepEqual(after(90), ok("it is good until 2026-04-01"));
    assert.deepEqual(after(20), look("it ends on 2026-01-21, in 20 days: renew it"));
    assert.deepEqual(after(-1), bad("it ended on 2025-12-31: renew it"));
  });

  it("wants a pulumi that is not older than its SDK", () => {
    assert.equal(toolsFinding("v20", "v3.259.0\n", "3.248.0").verdict, "ok");
    assert.equal(toolsFinding("v20", "v3.248.0-dev", "3.248.0").verdict, "ok");
    assert.equal(toolsFinding("v20", "v3.99.0", "3.248.0").verdict, "look");
    assert.equal(toolsFinding("v20", "hello", "3.248.0").verdict, "bad");
  });
});
