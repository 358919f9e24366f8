/** What a release would do, in words. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parseSettings } from "../../../components/settings/settings";
import { comparedOf, comparedText } from "../../../release/compared";
import { deployed } from "../../../release/moves";
import { planJson, type Planned, planLines, planText } from "../../../release/plan";
import { stepsOf } from "../../../release/strategies";
import { rawSettings } from "../../../setup/render";
import { plain } from "../../../setup/terminal";
import { goodConfig, releaseOf } from "../../support/release";

const now = releaseOf({ blue: "1.0.0", green: "0.9.0" });
const traffic = { weights: { blue: 100, green: 0 }, versions: { blue: "1.0.0", green: "0.9.0" } };

function planned(changes: Partial<Planned> = {}): Planned {
  const next = deployed(now, "1.1.0");
  return { stack: "dev", settings: parseSettings(goodConfig()), traffic, now, next, schema: {}, ...changes };
}

function line(plan: Planned, head: string): string {
  const found = planLines(plan).find(([name]) => name === head);
  assert(found, head);
  return found[1];
}

describe("a plan", () => {
  it("says who has users now and then, and which colour changes when", () => {
    const plan = planned();
    assert.equal(line(plan, "Now"), "blue 1.0.0 answers everybody");
    assert.equal(
      line(plan, "Traffic"),
      "blue 100, green 0 → blue 0, green 100, in one step, after the gate has passed",
    );
    assert.equal(line(plan, "blue"), "stays 1.0.0, idle then");
    assert.equal(line(plan, "green"), "0.9.0 → 1.1.0, before the flip; live then");
    assert.match(line(plan, "Rollback from there"), /live: blue: one flip to 1.0.0, seconds/);
    assert.match(planText(plan), /^### dev: green 1.1.0 answers everybody\n\n- \*\*Now\*\*: /);
  });

  it("says in which steps users get it, how long each is watched, and why it may not begin", () => {
    const settings = parseSettings({
      ...goodConfig(),
      strategy: { kind: "canary", steps: [10, 50], pause: "5 minutes" },
      watch: { for: "90 seconds" },
    });
    const next = deployed(now, "1.1.0");
    const plan = planned({ settings, steps: stepsOf(settings, now, next), closed: "it is Friday" });
    assert.match(
      line(plan, "Traffic"),
      /, after the gate has passed, in steps: 10 %, 50 %, all of requests$/,
    );
    assert.equal(
      line(plan, "Watch"),
      "5 minutes, then 5 minutes, then 90 seconds; users are given back when a threshold is breached",
    );
    assert.equal(line(plan, "May begin"), "no: it is Friday");
    const { schema, steps } = JSON.parse(planJson(plan)) as { schema: string; steps: unknown[] };
    assert.deepEqual([schema, steps.length], ["release.plan/1", 3]);
    assert.equal(line(planned(), "Watch"), "none");
  });

  it("says of a big bang that everybody gets the page, and what cannot be taken back by a flip", () => {
    const settings = parseSettings({ ...goodConfig(), strategy: { kind: "big-bang" } });
    const steps = stepsOf(settings, now, deployed(now, "1.1.0"));
    const plan = planned({ settings, steps, next: steps[1]?.release ?? now });
    assert.equal(
      line(plan, "Traffic"),
      "blue 100, green 0 → blue 0, green 100; everybody gets the maintenance page first: it comes before 1.0.0 stops, and goes when the gate has passed",
    );
    assert.equal(line(plan, "blue"), "1.0.0 is taken away, under the maintenance page");
    assert.equal(line(plan, "green"), "0.9.0 → 1.1.0, under the maintenance page; live then");
    assert.match(
      line(plan, "Rollback from there"),
      /^no flip: 1\.0\.0 is made anew behind its gate, minutes; /,
    );
    assert.match(line(plan, "Watch"), /^1 minute; .*nothing to give users back to$/);
  });

  it("says of rolling that users get both versions, and how far", () => {
    const settings = parseSettings({ ...goodConfig(), strategy: { kind: "rolling", batch: 2 } });
    const steps = stepsOf(settings, now, deployed(now, "1.1.0"));
    const plan = planned({ settings, steps, next: steps[0]?.release ?? now });
    assert.equal(
      line(plan, "Traffic"),
      "blue 100, green 0, as now; blue is exchanged in place, 2 of its frontends at a time, each when it is ready: users get both versions meanwhile",
    );
    assert.equal(line(plan, "blue"), "1.0.0 → 1.1.0, under its users");
    assert.equal(line(plan, "green"), "stays 0.9.0, idle then");
    assert.match(line(plan, "Checks"), /^health of all targets/);
    assert.match(line(plan, "Rollback from there"), /^no flip: 1\.0\.0 is made anew on green/);
    assert.match(line(plan, "While both run"), /until blue is exchanged$/);
  });

  it("says that a rollback to a warm colour migrates nothing and changes no colour", () => {
    const plan = planned({ next: { ...now, live: "green" } });
    assert.equal(line(plan, "Migration"), "none runs: no version moves");
    assert.equal(line(plan, "green"), "stays 0.9.0, live then");
  });

  it("says that nothing is proven when nobody gets another colour", () => {
    const plan = planned({ next: { ...now, green: "1.1.0" } });
    assert.equal(line(plan, "Checks"), "none: nobody gets another colour");
    assert.equal(line(plan, "Traffic"), "blue 100, green 0, as now");
    assert.equal(line(plan, "green"), "0.9.0 → 1.1.0, after the flip has settled; idle then");
  });

  it("tells the schema of an image that is there, and else when it is known", () => {
    const schema = { green: { head: "0003", servesFrom: "0002" } };
    assert.equal(
      line(planned({ schema }), "Migration"),
      "1.1.0 migrates, after a backup: to schema 0003, on which code from 0002 on works",
    );
    assert.match(line(planned(), "Migration"), /known when the image is there/);
  });

  it("promises on AWS what is done there: pods while both run, and a backup of what is made there only", () => {
    const raw = rawSettings(readFileSync("Pulumi.staging.yaml", "utf8")) as { aws: object };
    const made = planned({ settings: parseSettings(raw), schema: undefined });
    assert.match(line(made, "Migration"), /after a backup: nothing checks/);
    assert.match(line(made, "While both run"), /until blue has no users, then one of each \(aws\/idle\)$/);
    const server = {
      host: "db.internal",
      port: 5432,
      database: "app",
      user: "app",
      password: "long-enough-to-do",
    };
    const existing = { ...raw.aws, postgres: { existing: server } };
    const kept = planned({ settings: parseSettings({ ...raw, aws: existing }), schema: undefined });
    assert.match(
      line(kept, "Migration"),
      /migrates, without a backup \(aws\/postgres\/existing\): nothing checks/,
    );
  });

  it("counts what Pulumi would do, or says why it would not", () => {
    const preview = { changes: { same: 40, create: 13, update: 4 }, touched: [], errors: [] };
    assert.equal(line(planned({ preview }), "Preview"), "13 to create, 4 to update");
    const refused = { changes: {}, touched: [], errors: ["release/green: the image is gone"] };
    assert.equal(
      line(planned({ preview: refused }), "Preview"),
      "**refused**: release/green: the image is gone",
    );
    assert.equal(
      line(planned({ preview: { changes: { same: 9 }, touched: [], errors: [] } }), "Preview"),
      "nothing changes",
    );
  });

  it("says what both colours cost while they run, and that one alone costs nothing more", () => {
    assert.match(line(planned(), "While both run"), /1 frontend and 2 backends more, up to 896 MiB/);
    const alone = planned({ next: { ...now, green: undefined } });
    assert.equal(line(alone, "While both run"), "only blue runs");
  });
});

describe("a status", () => {
  const stack = { name: "prod", folder: "", pulumi: () => Promise.resolve("") };

  it("lays config and load balancer side by side", () => {
    const text = comparedText(comparedOf({ stack, release: now, traffic }), plain);
    assert.match(text, /^prod: blue 1.0.0 answers everybody\n/);
    assert.match(text, /blue, live +1.0.0 +100 % +1.0.0 +100 %\n +green, idle +0.9.0 +0 % +0.9.0 +0 %/);
    assert.match(text, /config and load balancer agree/);
  });

  it("says every difference, with what to run", () => {
    const release = deployed(now, "1.1.0");
    const { differences } = comparedOf({ stack, release, traffic });
    assert.deepEqual(differences, [
      "the config says blue 0, green 100, users get blue 100, green 0; pulumi up --refresh -s prod flips",
      "green: the config says 1.1.0, it runs 0.9.0; pulumi up --refresh -s prod releases it",
    ]);
  });

  it("says what to do before the first run", () => {
    const text = comparedText(comparedOf({ stack, release: now, traffic: undefined }), plain);
    assert.equal(text, "prod: nothing runs; pulumi up -s prod brings it up\n");
  });

  it("says why the load balancer cannot be asked", () => {
    const text = comparedText(comparedOf({ stack, release: now, fault: "it does not answer" }), plain);
    assert.equal(text, "prod: nobody knows who answers\n\n  DIFFERS  it does not answer\n");
  });
});
