/** When a release may begin. */
import assert from "node:assert/strict";
import { parseSettings } from "../../components/settings/settings";
import { closedAt, days } from "../../components/windows";

const always = { days, hours: "00:00-24:00", zone: "UTC" };
const office = {
  days: ["Monday", "Tuesday", "Wednesday", "Thursday"] as const,
  hours: "09:00-16:00",
  zone: "Europe/Berlin",
};
/** A Wednesday; 10:30 in Berlin. */
const wednesday = new Date("2026-01-07T09:30:00Z");

describe("windows", () => {
  it("let a release begin at any time, unless a stack file says otherwise", () => {
    assert.equal(closedAt(wednesday, always), undefined);
    assert.equal(closedAt(new Date("2026-01-10T23:59:59Z"), always), undefined);
    assert.deepEqual(parseSettings({ release: { live: "blue", blue: "1" } }).windows, always);
  });

  it("are of the time zone that is named", () => {
    assert.equal(closedAt(wednesday, office), undefined);
    assert.equal(closedAt(new Date("2026-01-07T08:00:00Z"), office), undefined, "09:00 in Berlin");
    assert.match(
      closedAt(new Date("2026-01-07T07:59:00Z"), office) ?? "",
      /Wednesday 08:59 in Europe\/Berlin/,
    );
    assert.match(closedAt(new Date("2026-01-07T15:00:00Z"), office) ?? "", /Wednesday 16:00/);
    assert.equal(closedAt(new Date("2026-07-08T13:30:00Z"), office), undefined, "15:30, in summer");
    assert.match(
      closedAt(new Date("2026-01-09T09:30:00Z"), office) ?? "",
      /Friday 10:30 .* may begin on Monday, Tuesday, Wednesday, Thursday 09:00-16:00/,
    );
  });

  it("are closed while releases are on hold, with the reason", () => {
    assert.match(
      closedAt(wednesday, { ...always, hold: "the audit" }) ?? "",
      /on hold: the audit; release unhold/,
    );
  });

  it("are refused when they could never open, or name no time zone", () => {
    const parse = (windows: object) => () => parseSettings({ release: { live: "blue", blue: "1" }, windows });
    assert.throws(
      parse({ hours: "17:00-09:00" }),
      /windows\/hours: should be two times of a day, the first one earlier/,
    );
    assert.throws(parse({ zone: "Europe/Nowhere" }), /windows\/zone: should be a time zone/);
    assert.throws(parse({ days: ["Mon"] }), /windows\/days\/0: should be one of Monday/);
  });
});
