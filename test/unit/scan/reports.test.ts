/** What scanners write, as findings; and that a report that says nothing is no pass. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CouldNotAsk, type Finding } from "../../../setup/scan/finding";
import { readers } from "../../../setup/scan/reports";

/** npm.json and govulncheck.json were written by these programs, of advisories made for it. */
const file = (name: string) => readFileSync(join("test/fixtures/scans", name), "utf8");

function read(kind: string, text: string, place = "somewhere"): Finding[] {
  return (readers[kind] ?? assert.fail(kind))(text, place);
}

/** Without what only people read. */
const short = (findings: readonly Finding[]) =>
  findings.map(({ id, in: place, of, severity, canBeMended }) =>
    [id, place, of ?? "", severity, canBeMended ? "can be mended" : "cannot"].join(", "),
  );

describe("reports of scanners", () => {
  for (const [kind, name, place, expected] of [
    [
      "npm",
      "npm.json",
      "app/package-lock.json",
      [
        "GHSA-aaaa-bbbb-cccc, app/package-lock.json, child, high, can be mended",
        "GHSA-dddd-eeee-ffff, app/package-lock.json, lonely, critical, cannot",
      ],
    ],
    [
      "pip",
      "pip.json",
      "app/api/requirements.txt",
      ["PYSEC-2026-1, app/api/requirements.txt, h11, high, can be mended"],
    ],
    [
      "go",
      "govulncheck.json",
      "test/workflows/go.mod",
      [
        "GO-2026-0001, test/workflows/go.mod, github.com/fatih/color, high, can be mended",
        "GO-2026-0002, test/workflows/go.mod, go.yaml.in/yaml/v4, low, cannot",
      ],
    ],
    [
      "gitleaks",
      "gitleaks.json",
      "history",
      [
        "private-key, deploy/key.pem, 0123456789012345678901234567890123456789:deploy/key.pem:private-key:3, critical, can be mended",
      ],
    ],
    [
      "trivy",
      "trivy-image.json",
      "app/api/Dockerfile",
      [
        "CVE-2026-22222, app/api/Dockerfile, libssl3, critical, can be mended",
        "CVE-2026-33333, app/api/Dockerfile, zlib1g, critical, cannot",
      ],
    ],
    ["trivy", "trivy-configuration.json", "all", ["DS-0002, app/api/Dockerfile, , high, can be mended"]],
    [
      "sarif",
      "codeql.sarif",
      "javascript.sarif",
      [
        "js/shell-command-constructed-from-input, setup/plan.ts, , high, can be mended",
        "js/unused-local-variable, setup/plan.ts, , low, can be mended",
      ],
    ],
  ] as const) {
    it(`${name}: what ${kind} found, where, how bad, and whether it can be mended`, () => {
      assert.deepEqual(short(read(kind, file(name), place)).sort(), expected);
    });
  }

  it("an advisory has its other names, so that it can be left out by any", () => {
    assert.deepEqual(read("pip", file("pip.json"))[0]?.aliases, ["CVE-2026-11111", "GHSA-vqfr-h8mv-ghfj"]);
    const called = read("go", file("govulncheck.json")).find(({ id }) => id === "GO-2026-0001");
    assert.deepEqual(called?.aliases, ["CVE-2026-00001"]);
    assert.match(called?.says ?? "", /mended in v99\.0\.0; New is called$/);
  });

  for (const [kind, what, text, said] of [
    ["npm", "a registry that does not answer", file("npm-refused.json"), /405 Method Not Allowed/],
    [
      "pip",
      "packages that it could not ask of",
      file("pip-unasked.json"),
      /1 of 1 packages: .*could not be audited/,
    ],
    ["pip", "no packages", `{"dependencies": [], "fixes": []}`, /looked at no package/],
    ["go", "no advisories", "", /no report of govulncheck/],
    ["go", "a report that is cut off", file("govulncheck.json").slice(0, 500), /it wrote/],
    ["gitleaks", "no list", "{}", /no report of gitleaks/],
    ["trivy", "nothing looked at", `{"SchemaVersion": 2}`, /looked at nothing/],
    ["trivy", "another report", `{"SchemaVersion": 1, "Results": [{}]}`, /no report of trivy/],
    ["sarif", "no run", `{"version": "2.1.0", "runs": []}`, /no SARIF of a run/],
    [
      "sarif",
      "a run that did not end",
      `{"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}`,
      /no results/,
    ],
  ] as const) {
    it(`${kind}: ${what} is no pass`, () => {
      assert.throws(
        () => read(kind, text),
        (error: Error) => error instanceof CouldNotAsk && said.test(error.message),
      );
    });
  }

  for (const kind of Object.keys(readers)) {
    it(`${kind}: neither an empty file nor a sentence is a pass`, () => {
      for (const text of ["", "connection refused\n"]) assert.throws(() => read(kind, text), CouldNotAsk);
    });
  }
});
