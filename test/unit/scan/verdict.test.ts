/** What fails a scan: findings, what is left out, and the day. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Finding } from "../../../setup/scan/finding";
import { parsePolicy, type Policy } from "../../../setup/scan/policy";
import { sarifFindings, sarifOf } from "../../../setup/scan/sarif";
import { verdict, verdictText } from "../../../setup/scan/verdict";

const today = "2026-11-22";

const finding = (its: Partial<Finding> = {}): Finding => ({
  id: "GHSA-1",
  in: "package-lock.json",
  of: "child",
  severity: "high",
  canBeMended: true,
  says: "child reads too much",
  ...its,
});

const ignored = (its: Partial<Policy["ignored"][number]> = {}) => ({
  scan: "audit",
  id: "GHSA-1",
  reason: "only in tests, with own input",
  until: "2026-12-31",
  ...its,
});

function judge(findings: readonly Finding[], policy: Partial<Policy> = {}, day = today) {
  return verdict("audit", findings, { severity: "high", onlyWithFix: true, ignored: [], ...policy }, day);
}

describe("the verdict of a scan", () => {
  it("passes where nothing was found", () => {
    assert.deepEqual(judge([]), { findings: [], useless: [], fails: false });
  });

  for (const [what, its, policy, fails] of [
    ["high, with a fix", {}, {}, true],
    ["critical, with a fix", { severity: "critical" }, {}, true],
    ["medium", { severity: "medium" }, {}, false],
    ["critical, without a fix", { severity: "critical", canBeMended: false }, {}, false],
    ["medium, where medium counts", { severity: "medium" }, { severity: "medium" }, true],
    ["without a fix, where that counts", { canBeMended: false }, { onlyWithFix: false }, true],
  ] as const) {
    it(`${what}: ${fails ? "fails" : "passes"}`, () => {
      const { findings, fails: did } = judge([finding(its)], policy);
      assert.equal(did, fails);
      assert.equal(findings[0]?.is, fails ? "fails" : "passes");
    });
  }

  describe("of what is left out", () => {
    it("passes to the end of the last day, and fails from the next on", () => {
      const policy = { ignored: [ignored()] };
      assert.equal(judge([finding()], policy, "2026-12-31").fails, false);
      const after = judge([finding()], policy, "2027-01-01");
      assert.equal(after.fails, true);
      assert.match(verdictText("audit", after), /was left out until 2026-12-31: only in tests/);
    });

    for (const [what, its] of [
      ["another scan", { scan: "images" }],
      ["another advisory", { id: "GHSA-2" }],
      ["another file", { in: "app/frontend/package-lock.json" }],
      ["another package", { of: "parent" }],
    ] as const) {
      it(`fails when that is about ${what}`, () => {
        assert.equal(judge([finding()], { ignored: [ignored(its)] }).fails, true);
      });
    }

    it("passes by any name of the advisory, in this very file and package", () => {
      const named = ignored({ id: "CVE-1", in: "package-lock.json", of: "child" });
      assert.equal(judge([finding({ aliases: ["CVE-1"] })], { ignored: [named] }).fails, false);
    });

    it("says the reason of each, and which is not found any more", () => {
      const said = verdictText(
        "audit",
        judge([finding()], { ignored: [ignored(), ignored({ id: "GHSA-9" })] }),
      );
      assert.match(
        said,
        /GHSA-1: child in package-lock\.json\n.*\n {4}left out until 2026-12-31: only in tests/,
      );
      assert.match(said, /^GHSA-9: .* not found any more: take it out$/m);
      assert.match(said, /^audit: 1 found; 0 fail, 1 are left out, 0 pass$/m);
    });

    it("one that holds is enough beside one that has ended", () => {
      const policy = { ignored: [ignored({ until: "2026-01-01" }), ignored()] };
      assert.equal(judge([finding()], policy).fails, false);
    });
  });

  it("says what to do about what fails", () => {
    const said = verdictText("audit", judge([finding()]));
    assert.match(said, /^high {5}GHSA-1: child in package-lock\.json\n {4}child reads too much$/m);
    assert.match(said, /Mend them, or name each in setup\/scan\/policy\.yml/);
  });

  it("as SARIF is read as the same findings, without those that are left out", () => {
    const found = [
      finding(),
      finding({ id: "GHSA-2", severity: "medium", line: 7 }),
      finding({ id: "GHSA-3" }),
    ];
    const { findings } = judge(found, { ignored: [ignored({ id: "GHSA-3" })] });
    const read = sarifFindings(JSON.parse(sarifOf("audit", findings)));
    assert.deepEqual(
      read.map(({ id, in: place, line, severity }) => [id, place, line, severity]),
      [
        ["GHSA-1", "package-lock.json", 1, "high"],
        ["GHSA-2", "package-lock.json", 7, "medium"],
      ],
    );
  });
});

describe("setup/scan/policy.yml", () => {
  const text = readFileSync("setup/scan/policy.yml", "utf8");

  it("fails from high on, where there is a fix, and gives a reason for what it leaves out", () => {
    const { severity, onlyWithFix, ignored: all } = parsePolicy(text, new Date().toISOString().slice(0, 10));
    assert.deepEqual({ severity, onlyWithFix }, { severity: "high", onlyWithFix: true });
    assert.ok(all.length > 0);
  });

  for (const [what, from, to, said] of [
    ["without a reason", /reason: .*/, "reason: no", /ignored\.0\.reason: say in three words or more why/],
    ["without an end", / {4}until: .*\n/, "", /ignored\.0\.until/],
    ["with an end that is no day", /until: .*/, "until: next year", /write the day as 2027-01-31/],
    [
      "with an end too far away",
      /until: .*/,
      "until: 2031-01-01",
      /2031-01-01 is more than a year ahead: 2027-11-23/,
    ],
    ["with a word that nobody knows", /reason:/, "because:", /ignored\.0\.because/],
    ["that fails from nowhere on", /severity: high/, "severity: huge", /severity: .*"huge"/],
  ] as const) {
    it(`is refused ${what}`, () => {
      const changed = text.replace(from, to);
      assert.notEqual(changed, text);
      assert.throws(() => parsePolicy(changed, today), { message: said });
    });
  }
});
