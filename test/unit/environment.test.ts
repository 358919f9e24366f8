import assert from "node:assert/strict";
import { colours, otherColour, type Release, weightsFor } from "../../components/colour";
import { isAsExpected } from "../support/expected";
import { readable } from "../support/readable";
import { recordEnvironment } from "../support/recorded-environment";
import { type Recording, Secret } from "../support/recorder";

const both = { blue: "1.4.2", green: "1.5.0+2" };

/** Names of everything that a colour stack made. */
function resourcesOf(colour: string, recording: Recording): string[] {
  return recording.resources.filter(({ parent }) => parent === colour).map(({ name }) => name);
}

const names = (recording: Recording, pattern: RegExp) =>
  recording.names().filter((name) => pattern.test(name));

describe("a recorded environment", () => {
  it("with two colours is the file expected/environment.yaml", async () => {
    const recording = await recordEnvironment(
      {
        release: { live: "blue", ...both },
        backend: { build: "app/api", environment: { LOG_LEVEL: "debug" } },
        docker: { host: "unix:///run/docker.sock" },
      },
      { sources: { "app/api/app.py": "print('hello')\n" } },
    );
    isAsExpected("environment.yaml", readable(recording));
  });

  it("has names that are unique, so that nothing is mixed up below", async () => {
    const all = (await recordEnvironment({ release: { live: "blue", ...both } })).names();
    assert.equal(new Set(all).size, all.length);
  });
});

/** Every kind of release block: who is live, how much the other gets, who runs something. */
const kinds = colours.flatMap((live) =>
  [0, 10, 100].flatMap((canary) =>
    [both, { blue: both.blue }, { green: both.green }]
      .map((versions): Release => ({ live, canary, maintenance: false, allowInPlace: false, ...versions }))
      .filter((block) => colours.every((each) => weightsFor(block)[each] === 0 || block[each] !== undefined)),
  ),
);

describe("every kind of release", () => {
  it("is tried below", () => {
    assert.equal(kinds.length, 10);
  });

  for (const block of kinds) {
    const { live, canary, blue, green } = block;
    const weights = weightsFor(block);

    describe(`live ${live}, canary ${canary}, blue ${blue ?? "nothing"}, green ${green ?? "nothing"}`, () => {
      let recording: Recording;
      before(async () => {
        recording = await recordEnvironment({ release: block });
      });

      for (const colour of colours) {
        it(`changes ${colour} ${weights[colour] > 0 ? "before the listener" : "after settle"}`, () => {
          const made = resourcesOf(colour, recording);
          assert.equal(made.length > 0, block[colour] !== undefined);
          for (const name of made) {
            if (weights[colour] > 0) assert.ok(recording.before("listener").has(name), name);
            else assert.ok(recording.before(name).has("settle"), name);
          }
        });
      }

      it("has settle after the listener", () => {
        assert.ok(recording.before("settle").has("listener"));
      });

      it("has a gate for the colours with weight, and no other", () => {
        const gated = colours.filter((colour) => weights[colour] > 0).map((colour) => `gate-${colour}`);
        assert.deepEqual(names(recording, /^gate-/), gated);
      });

      it("has the weights of its block in the guard, the gates, the listener and settle", () => {
        assert.deepEqual(recording.get("guard").inputs.weights, weights);
        for (const name of [...names(recording, /^gate-/), "listener", "settle"]) {
          const { blue, green } = recording.get(name).inputs;
          assert.deepEqual({ blue, green }, weights, name);
        }
      });
    });
  }
});

describe("the order of a run", () => {
  it("has the guard before everything but what it needs to ask", async () => {
    const recording = await recordEnvironment({ release: { live: "blue", canary: 10, ...both } });
    const free = [
      "maintenance-unit",
      "engine",
      "environment",
      "blue",
      "green",
      "network",
      "engine-check",
      "guard",
    ];
    for (const name of recording.names().filter((each) => !free.includes(each))) {
      assert.ok(recording.before(name).has("guard"), name);
    }
  });

  it("within a colour is: images, backup, migration, release record, containers, target group, gate", async () => {
    const recording = await recordEnvironment({ release: { live: "green", ...both } });
    const containers = ["green-1-5-0-r2-frontend-1", "green-1-5-0-r2-backend-1", "green-1-5-0-r2-backend-2"];
    const steps = [
      ["maintenance-api-1.5.0", "maintenance-frontend-1.5.0"],
      ["green-1-5-0-r2-backup"],
      ["green-1-5-0-r2-migration"],
      ["green-1-5-0-r2-release"],
      containers,
      ["target-group-green"],
      ["gate-green"],
      ["listener"],
      ["settle"],
    ];
    for (const [at, step] of steps.entries()) {
      for (const name of step) {
        for (const earlier of steps.slice(0, at).flat()) {
          assert.ok(recording.before(name).has(earlier), `${earlier} before ${name}`);
        }
      }
    }
  });

  it("given a rollback while the other colour moves, flips back before that colour changes", async () => {
    const recording = await recordEnvironment({ release: { live: "blue", blue: "1.4.2", green: "1.6.0" } });
    for (const name of names(recording, /^((volume )?green-|target-group-green|maintenance-\w+-1\.6\.0)/)) {
      assert.ok(recording.before(name).has("settle"), name);
    }
    for (const name of recording.before("listener")) assert.doesNotMatch(name, /green|1\.6\.0/);
  });

  it("has Postgres, Redis and the load balancer before any colour", async () => {
    const recording = await recordEnvironment();
    for (const name of ["blue-1-4-2-migration", "green-1-5-0-migration"]) {
      for (const earlier of ["postgres", "redis", "load-balancer-base"]) {
        assert.ok(recording.before(name).has(earlier), `${earlier} before ${name}`);
      }
    }
  });
});

describe("the definitions of what both colours share", () => {
  it("are remembered after it is made, so that a run that fails remembers nothing that does not run", async () => {
    const recording = await recordEnvironment();
    for (const name of ["postgres", "redis", "load-balancer"]) {
      assert.ok(recording.before(`${name}-definition`).has(name), name);
    }
  });
});

describe("the gate", () => {
  it("knows the containers and the backends that have to answer", async () => {
    const recording = await recordEnvironment({
      release: { live: "green", ...both },
      backend: { replicas: 3 },
    });
    const { backends, frontends, containers, tag, version } = recording.get("gate-green").inputs;
    assert.deepEqual(
      backends,
      [1, 2, 3].map((n) => `green-1-5-0-r2-backend-${n}`),
    );
    assert.equal(frontends, 1);
    assert.equal((containers as string[]).length, 4);
    assert.deepEqual([tag, version], ["1.5.0", "1.5.0+2"]);
  });
});

describe("an application with ports and paths of its own", () => {
  const sections = {
    release: { live: "green", ...both },
    frontend: { image: "nginx", tag: "1.22", port: 3000, user: 1000, assets: "/static/" },
    backend: { image: "counter", port: 9000, user: 1001, migrate: [] },
  };

  it("has its target groups where its frontends listen", async () => {
    const { content } = (await recordEnvironment(sections)).get("target-group-green").inputs;
    assert.match(String(content), /server green-1-5-0-r2-frontend-1 green-1-5-0-r2-frontend-1:3000$/m);
  });

  it("runs as the users it names, its migration too", async () => {
    const recording = await recordEnvironment(sections);
    const userOf = (name: string) => recording.get(`green-1-5-0-r2-${name}`).inputs.user;
    assert.deepEqual(
      [userOf("frontend-1"), userOf("backend-1"), userOf("migration")],
      ["1000:1000", "1001:1001", "1001:1001"],
    );
  });

  it("has one frontend image for both colours, and the guard minds it", async () => {
    const recording = await recordEnvironment(sections);
    assert.deepEqual(names(recording, /^nginx/), ["nginx-1.22"]);
    assert.equal(recording.get("green-1-5-0-r2-frontend-1").inputs.image, "nginx:1.22");
    const { images } = recording.get("guard").inputs as { images: Record<string, { reference: string }[]> };
    assert.deepEqual(
      images.green?.map(({ reference }) => reference),
      ["nginx:1.22", "counter:1.5.0"],
    );
  });

  it("without a migration has one that does nothing, so that adding a command waits for the next release", async () => {
    assert.deepEqual((await recordEnvironment(sections)).get("green-1-5-0-r2-migration").inputs.command, []);
  });
});

describe("settle", () => {
  it("is tied by outputs, so that it follows every write and every gate", async () => {
    const recording = await recordEnvironment({ release: { live: "blue", canary: 10, ...both } });
    const { appliedAt, passed } = recording.get("settle").inputs;
    assert.equal(appliedAt, "2024-01-01T00:00:01.000Z");
    assert.deepEqual(passed, ["2024-01-01T00:00:00.000Z", "2024-01-01T00:00:00.000Z"]);
  });
});

describe("a flip from blue to green", () => {
  it("changes the listener, settle, the guard's wish and who has a gate, and nothing else", async () => {
    const blue = await recordEnvironment({ release: { live: "blue", ...both } });
    const green = await recordEnvironment({ release: { live: "green", ...both } });
    assert.deepEqual(differing(blue, green), ["gate-blue", "gate-green", "guard", "listener", "settle"]);
  });

  it("leaves the guard's wish as the only other difference: its diff never shows one", async () => {
    const blue = await recordEnvironment({ release: { live: "blue", ...both } });
    const green = await recordEnvironment({ release: { live: "green", ...both } });
    const { weights, ...rest } = blue.get("guard").inputs;
    const { weights: flipped, ...otherRest } = green.get("guard").inputs;
    assert.deepEqual(rest, otherRest);
    assert.deepEqual(
      [weights, flipped],
      [
        { blue: 100, green: 0 },
        { blue: 0, green: 100 },
      ],
    );
  });
});

describe("a canary step", () => {
  it("changes the guard's wish, gates, listener and settle only", async () => {
    const ten = await recordEnvironment({ release: { live: "blue", canary: 10, ...both } });
    const fifty = await recordEnvironment({ release: { live: "blue", canary: 50, ...both } });
    assert.deepEqual(differing(ten, fifty), ["gate-blue", "gate-green", "guard", "listener", "settle"]);
  });
});

describe("a version that moves in the idle colour", () => {
  it("changes nothing of the other colour, the data or the load balancer", async () => {
    const olds = await recordEnvironment({ release: { live: "blue", ...both } });
    const news = await recordEnvironment({ release: { live: "blue", ...both, green: "1.6.0" } });
    for (const name of differing(olds, news))
      assert.match(name, /^(volume )?green-|-green$|-1\.[56]\.0$|^guard$|^sweep$/, name);
  });

  it("has none of its containers, records, backups or migrations in common with the former version", async () => {
    const olds = await recordEnvironment({ release: { live: "blue", ...both } });
    const news = await recordEnvironment({ release: { live: "blue", ...both, green: "1.5.0+3" } });
    const before = names(olds, /^(volume )?green-/);
    assert.equal(before.length, 8);
    for (const name of before) assert.equal(news.has(name), false, name);
  });
});

describe("one run for both live colours", () => {
  it("is its mirror image", async () => {
    const mirrored = (text: string) =>
      text.replace(/blue|green/g, (word) => otherColour(word as "blue" | "green"));
    const one = await recordEnvironment({ release: { live: "blue", blue: "2.0.0", green: "2.0.0" } });
    const other = await recordEnvironment({ release: { live: "green", blue: "2.0.0", green: "2.0.0" } });
    const edges = (recording: Recording) =>
      recording.resources
        .filter(({ name }) => !name.startsWith("maintenance-"))
        .map(
          ({ name, dependsOn }) =>
            [name, dependsOn.filter((each) => !each.startsWith("maintenance-"))] as const,
        );
    const expected = edges(one).map(([name, deps]) => [mirrored(name), deps.map(mirrored).sort()]);
    const byName = (a: readonly unknown[], b: readonly unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
    assert.deepEqual(edges(other).sort(byName), expected.sort(byName));
  });
});

/** Names of resources that are in one recording only, or have other inputs or options. */
function differing(one: Recording, other: Recording): string[] {
  const all = [...new Set([...one.names(), ...other.names()])].sort();
  return all.filter((name) => essence(one, name) !== essence(other, name));
}

/** What the engine compares; the order in which things are made is not part of it. */
function essence(recording: Recording, name: string): string | undefined {
  if (!recording.has(name)) return undefined;
  const { type, inputs, options, parent } = recording.get(name);
  return JSON.stringify({ type, inputs, options, parent }, (_key, value: unknown) =>
    value instanceof Secret ? ["secret", value.value] : value,
  );
}
