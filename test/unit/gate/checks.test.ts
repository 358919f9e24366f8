import assert from "node:assert/strict";
import { parseVersion } from "../../../components/version";
import fc from "fast-check";
import {
  answers200,
  assetOf,
  evidenceOf,
  enoughReplicas,
  servingCapacity,
  isAsset,
  isFault,
  isHealthy,
  rightVersion,
  targetHealth,
  warmFor,
  worstFirst,
} from "../../../components/gate/checks";
import type { Answer } from "../../../components/load-balancer/answer";
import type { Target } from "../../../components/load-balancer/haproxy-status";

const healthy = (name: string): Target => ({ name, status: "UP", check: "L7OK", since: 9 });
const target = fc.record({
  name: fc.constantFrom("one", "two"),
  status: fc.constantFrom("UP", "DOWN", "MAINT", "no check", "UP 1/2", "DRAIN"),
  check: fc.constantFrom("L7OK", "L4CON", "L4TOUT", "L7STS", "INI", "", "* L7OK"),
});

const answer = (status: number, body = "", headers: Record<string, string> = {}): Answer => ({
  status,
  body,
  headers,
});

describe("target health", () => {
  it("holds only when every wanted target is up by a check that was made", () => {
    fc.assert(
      fc.property(fc.array(target, { maxLength: 4 }), fc.integer({ min: 1, max: 4 }), (targets, wanted) => {
        const good = targets.every(({ status, check }) => status === "UP" && check === "L7OK");
        assert.equal(targetHealth(targets, wanted) === undefined, good && targets.length === wanted);
      }),
    );
  });

  it("does not count a target that no check has reached yet, which HAProxy calls up", () => {
    assert.equal(isHealthy({ status: "UP", check: "INI" }), false);
  });

  it("given a sick target, says what was expected and what each target said", () => {
    assert.deepEqual(targetHealth([healthy("one"), { name: "two", status: "DOWN", check: "L4CON" }], 2), {
      check: "target health",
      expected: "2 of 2 targets healthy on the load balancer",
      came: "1 of 2: one UP (L7OK), two DOWN (L4CON)",
    });
  });

  it("given no target at all, says so", () => {
    assert.equal(targetHealth([], 1)?.came, "0 of 0: no target");
  });
});

describe("a colour that is warm", () => {
  it("given targets that have all been so for as many seconds as polls are asked for, needs no more polls", () => {
    assert.equal(warmFor([{ since: 3 }, { since: 100 }], 3), true);
    assert.equal(warmFor([{ since: 2 }, { since: 100 }], 3), false);
  });
});

describe("capacity", () => {
  const version = parseVersion("1.4.2+1");
  const status = (blue: number, targets: Target[]) => ({
    onFile: { blue, green: 100 - blue },
    targets: { blue: targets, green: [] },
  });

  it("given a serving colour with more, names the setting to raise and the version, and waits no longer", () => {
    const fault = enoughReplicas({ frontend: 1, backend: 2 }, { frontend: 1, backend: 3 }, version);
    assert.equal(fault?.final, true);
    assert.match(fault?.came ?? "", /^2: raise backend\/replicas to 3 and run the colour as "1\.4\.2\+2"/);
    assert.match(
      enoughReplicas({ frontend: 1, backend: 2 }, { frontend: 2, backend: 2 }, version)?.came ?? "",
      /frontend/,
    );
  });

  it("given as much or more than the serving colour has, holds", () => {
    fc.assert(
      fc.property(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9), (frontend, backend, more, evenMore) => {
        const ours = { frontend: frontend + more, backend: backend + evenMore };
        assert.equal(enoughReplicas(ours, { frontend, backend }, version), undefined);
      }),
    );
  });

  it("of what serves counts healthy targets only, and nothing of a colour without weight", () => {
    const sick = { name: "two", status: "DOWN", check: "L4CON", since: 1 };
    assert.deepEqual(servingCapacity("blue", status(90, [healthy("one"), sick]), 2), {
      frontend: 1,
      backend: 2,
    });
    assert.deepEqual(servingCapacity("blue", status(0, [healthy("one")]), 2), { frontend: 0, backend: 0 });
    const before = { onFile: undefined, targets: status(0, [healthy("one")]).targets };
    assert.deepEqual(servingCapacity("blue", before, 2), { frontend: 0, backend: 0 });
  });
});

describe("a check for 200", () => {
  it("holds for 200 only", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), (code) => {
        assert.equal(answers200("/ready", answer(code)) === undefined, code === 200);
      }),
    );
  });

  it("shows the answer in one line of bounded length", () => {
    assert.equal(answers200("/ready", answer(503, "no\n  redis\n"))?.came, "503: no redis");
    assert.ok((answers200("/ready", answer(500, "x".repeat(5_000)))?.came.length ?? 0) < 300);
  });

  it("says when no answer came in time", () => {
    assert.equal(answers200("/ready", answer(0))?.came, "no answer in time");
  });
});

describe("the version check", () => {
  const wanted = { version: "1.5.0", colour: "green" } as const;
  const says = (fields: object) => answer(200, JSON.stringify(fields));
  const right = { version: "1.5.0", colour: "green", instance: "green-1-5-0-backend-1" };

  it("holds for version and colour as configured, and names the backend", () => {
    const verdict = rightVersion(says({ ...right, schema: "0003" }), wanted);
    assert.equal(isFault(verdict), false);
    assert.deepEqual(verdict, right);
  });

  for (const [what, fields] of [
    ["another version", { ...right, version: "1.4.2" }],
    ["the version of a settings revision", { ...right, version: "1.5.0+1" }],
    ["another colour", { ...right, colour: "blue" }],
  ] as const) {
    it(`given ${what}, fails at once and says what came from which backend`, () => {
      const verdict = rightVersion(says(fields), wanted);
      assert.ok(isFault(verdict));
      assert.equal(verdict.final, true);
      assert.equal(verdict.expected, "version 1.5.0 in green");
      assert.equal(verdict.came, `version ${fields.version} in ${fields.colour}, from ${fields.instance}`);
    });
  }

  for (const [what, came] of [
    ["an error", answer(502, JSON.stringify(right))],
    ["a page", answer(200, "<html>")],
    ["null", answer(200, "null")],
    ["a number as version", says({ ...right, version: 1.5 })],
    ["no instance", says({ version: "1.5.0", colour: "green" })],
    ["silence", answer(0)],
  ] as const) {
    it(`given ${what}, does not hold yet`, () => {
      const verdict = rightVersion(came, wanted);
      assert.ok(isFault(verdict));
      assert.notEqual(verdict.final, true);
    });
  }
});

describe("the asset check", () => {
  it("takes the first file of /assets/ that the page names", () => {
    const page = `<link rel="icon" href="/favicon.svg"><script type="module" crossorigin src="/assets/index-a1.js"></script><link href="/assets/index-b2.css">`;
    assert.equal(assetOf(page, "/assets/"), "/assets/index-a1.js");
    assert.equal(assetOf(page, "/static/"), undefined);
    assert.equal(assetOf("<p>plain</p>", "/assets/"), undefined);
  });

  it("refuses a page that stands in for the file", () => {
    const file = answer(200, "", { "content-type": "application/javascript" });
    const page = answer(200, "", { "content-type": "text/html; charset=utf-8" });
    assert.equal(isAsset("/assets/a.js", file), undefined);
    assert.equal(isAsset("/assets/a.js", page)?.came, "200 and text/html; charset=utf-8");
    assert.equal(isAsset("/assets/a.js", answer(404))?.came, "404 and no content type");
  });
});

describe("several faults", () => {
  const fault = (check: string, final = false) => ({ check, expected: "200", came: "503", final });

  it("are told in the order of the checks", () => {
    const faults = [fault("/ready"), fault("/api/selfcheck")];
    assert.deepEqual(worstFirst(faults), faults);
  });

  it("begin with the one that waiting does not mend", () => {
    const [first, ...others] = worstFirst([fault("/ready"), fault("/api/version", true), fault("/")]);
    assert.equal(first?.check, "/api/version");
    assert.deepEqual(
      others.map(({ check }) => check),
      ["/ready", "/"],
    );
  });
});

describe("the evidence of a 200", () => {
  it("names the parts that an application does without", () => {
    const body = JSON.stringify({ status: "degraded", checks: { postgres: "ok", redis: "ConnectionError" } });
    assert.equal(
      evidenceOf("/ready", { body }),
      '/ready 200 but degraded: {"postgres":"ok","redis":"ConnectionError"}',
    );
  });

  it("given an application that names no part, says that", () => {
    assert.equal(
      evidenceOf("/ready", { body: '{"status":"degraded"}' }),
      '/ready 200 but degraded: "it names no part"',
    );
  });

  it("is short when all is well, whatever the body is", () => {
    for (const body of ['{"status":"ok"}', "", "<html>", "null", "7", '"degraded"']) {
      assert.equal(evidenceOf("/health", { body }), "/health 200");
    }
  });
});
