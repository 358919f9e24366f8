import assert from "node:assert/strict";
import { html, maintenance } from "../../components/load-balancer/problem";
import { colours, weightsFor } from "../../components/colour";
import { isAsExpected } from "../support/expected";
import { readable } from "../support/readable";
import { recordEnvironment } from "../support/recorded-environment";
import { type Recording, Secret } from "../support/recorder";
import { awsSection, onAws } from "../support/release";

const both = { blue: "1.4.2", green: "1.5.0+2" };

const recordOnAws = (sections: Record<string, unknown> = {}) =>
  recordEnvironment(onAws({ release: { live: "blue", ...both }, ...sections }));

/** What a colour stack made, however deep. */
function ofColour(colour: string, { resources }: Recording): string[] {
  return resources.filter(({ parent }) => parent === colour).map(({ name }) => name);
}

describe("an environment on AWS", () => {
  it("with one colour is the file expected/environment-on-aws.yaml", async () => {
    const release = { live: "blue", blue: "1.4.2+2" };
    isAsExpected("environment-on-aws.yaml", readable(await recordOnAws({ release })));
  });

  for (const live of colours) {
    for (const [canary, maintenance] of [
      [0, false],
      [10, false],
      [100, false],
      [0, true],
    ] as const) {
      const what = maintenance ? "the maintenance page" : `canary ${canary}`;
      it(`live ${live}, ${what}: colours with weight change before the listener, others after settle`, async () => {
        const release = { live, canary, maintenance, ...both };
        const recording = await recordOnAws({ release });
        const weights = weightsFor(release);
        for (const colour of colours) {
          for (const name of ofColour(colour, recording)) {
            if (weights[colour] > 0) assert.ok(recording.before("listener").has(name), name);
            else assert.ok(recording.before(name).has("settle"), name);
          }
          assert.equal(recording.has(`gate-${colour}`), weights[colour] > 0);
        }
        assert.ok(recording.before("settle").has("listener"));
      });
    }
  }

  it("within a colour: rules of the preview route, migration, Service, binding, Deployment, gate", async () => {
    const recording = await recordOnAws();
    const steps = [
      "preview-blue",
      "Job blue-1-4-2-migration",
      "blue-1-4-2-release",
      "Service blue-frontend",
      "TargetGroupBinding blue-frontend",
      "Deployment blue-1-4-2-frontend",
      "HorizontalPodAutoscaler blue-1-4-2-frontend",
      "gate-blue",
      "listener",
      "settle",
    ];
    for (const [at, name] of steps.entries()) {
      for (const earlier of steps.slice(0, at)) {
        assert.ok(recording.before(name).has(earlier), `${earlier} before ${name}`);
      }
    }
  });

  it("gives both groups to the listener, blue first, without stickiness and without a group of its own", async () => {
    for (const live of colours) {
      const { defaultActions } = (await recordOnAws({ release: { live, ...both } })).get("listener").inputs;
      const [action] = defaultActions as { type: string; forward: { targetGroups: { weight: number }[] } }[];
      assert.deepEqual(Object.keys(action ?? {}).sort(), ["forward", "type"]);
      assert.deepEqual(Object.keys(action?.forward ?? {}), ["targetGroups"]);
      const { blue, green } = weightsFor({ live, canary: 0, maintenance: false });
      assert.deepEqual(
        action?.forward.targetGroups.map(({ weight }) => weight),
        [blue, green],
      );
    }
  });

  it("under the maintenance page its listener answers with it by itself, and nothing of a colour has to run", async () => {
    const recording = await recordOnAws({ release: { live: "blue", maintenance: true } });
    const { defaultActions } = recording.get("listener").inputs;
    assert.deepEqual(defaultActions, [
      {
        type: "fixed-response",
        fixedResponse: { statusCode: "503", contentType: "text/html", messageBody: html(maintenance) },
      },
    ]);
    assert.ok(html(maintenance).length <= 1024, "AWS takes no longer page");
    assert.ok(recording.before("listener").has("load-balancer"));
    assert.ok(recording.before("listener").has("guard"));
    assert.equal(recording.has("gate-blue"), false);
  });

  it("rolled back, differs in listener, gate and settle only", async () => {
    const plain = ({ resources }: Recording) =>
      new Map(resources.map(({ name, inputs }) => [name, JSON.stringify(inputs)]));
    const [blue, green] = await Promise.all(
      colours.map(async (live) => plain(await recordOnAws({ release: { live, ...both } }))),
    );
    const all = new Set([...(blue?.keys() ?? []), ...(green?.keys() ?? [])]);
    const differing = [...all].filter((name) => blue?.get(name) !== green?.get(name)).sort();
    assert.deepEqual(differing, ["gate-blue", "gate-green", "guard", "listener", "settle"]);
  });

  it("freezes what carries a version, and nothing else but its autoscaler", async () => {
    const recording = await recordOnAws();
    for (const { name, options, type } of recording.resources) {
      const carries = /^\S+ (blue|green)-1-/.test(name) && !type.includes("HorizontalPodAutoscaler");
      assert.deepEqual(options.ignoreChanges, carries ? ["*"] : undefined, name);
    }
  });

  it("passes passwords as secrets, and to nothing but the colours' Secrets", async () => {
    for (const { name, inputs } of (await recordOnAws()).resources) {
      if (name.startsWith("Secret ")) {
        assert.ok(inputs.stringData instanceof Secret, name);
      } else {
        assert.doesNotMatch(JSON.stringify(inputs), /the-password-of/, name);
      }
    }
  });

  it("keeps the idle colour full, or small; one with weight always has all its pods", async () => {
    const bounds = async (idle: string, canary: number, colour: string) => {
      const recording = await recordOnAws({
        aws: awsSection({ idle }),
        release: { live: "blue", canary, ...both },
      });
      const version = colour === "blue" ? "1-4-2" : "1-5-0-r2";
      const { spec } = recording.get(`HorizontalPodAutoscaler ${colour}-${version}-backend`).inputs as {
        spec: { minReplicas: number; maxReplicas: number };
      };
      return [spec.minReplicas, spec.maxReplicas];
    };
    assert.deepEqual(await bounds("full", 0, "green"), [2, 6]);
    assert.deepEqual(await bounds("small", 0, "green"), [1, 1]);
    assert.deepEqual(await bounds("small", 10, "green"), [2, 6]);
    assert.deepEqual(await bounds("small", 0, "blue"), [2, 6]);
  });

  it("makes no migration for an application that has none", async () => {
    const recording = await recordOnAws({ backend: { migrate: [] } });
    assert.deepEqual(
      recording.names().filter((name) => name.startsWith("Job ")),
      [],
    );
  });
});
