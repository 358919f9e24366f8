/** What breaks around a running environment, under load: what it costs, and what brings it right again. */
import assert from "node:assert/strict";
import { readFileSync, rmSync, truncateSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { type Colour, otherColour } from "../../components/colour";
import { runScript } from "../../components/docker/engine";
import { files, masterPort } from "../../components/load-balancer/haproxy-config";
import { until } from "../../components/until";
import { docker } from "../support/docker";
import type { TestEnvironment } from "../support/environment";
import { type FaultName, faultNames, faults } from "../support/faults";
import { assertOnlyWhatTheStateKnows, namesOnEngine } from "../support/leftovers";
import { run } from "../support/run";
import { draw, seed } from "../support/seed";
import {
  failingUp,
  listed,
  loadBalancerOf,
  preview,
  refusedPreview,
  servingNow,
  up,
  useEnvironment,
} from "../support/stories";
import { crash, one, readiness, startTimes, underFault, untilReady } from "../support/under-fault";

const versions = { blue: "1.0.0", green: "1.1.0" };

/** Told elsewhere: on a load balancer of its own, and on an engine of its own (51-disk-full, 77-remote). */
type Elsewhere = "diskFull" | "engineRestarted";
type Told = Exclude<FaultName, Elsewhere>;
const told = faultNames.filter((name): name is Told => name !== "diskFull" && name !== "engineRestarted");
/** One drawn by the seed; all of them in the long form. */
const drawn = process.env.TEST_LONG ? told : draw(told, 1);

describe(`faults (TEST_SEED=${seed}: ${drawn.join(", ")})`, () => {
  const environment = useEnvironment("faults");
  let live: Colour = "green";

  before(async () => {
    const dev = environment();
    dev.set({ frontend: { replicas: 2 }, gate: { timeout: "15 seconds" } });
    await Promise.all(Object.values(versions).map((version) => dev.makeVersion(version)));
    dev.setRelease({ live, ...versions });
    await up(dev);
  });

  /** Everything is as the config says, without a run that changes something. */
  async function assertAsConfigured(dev: TestEnvironment): Promise<void> {
    assert.deepEqual(await servingNow(dev), { version: versions[live], colour: live });
    assert.deepEqual(listed((await up(dev)).operations), []);
  }

  /** Users get the live colour and no other, until something is released. */
  const only = () => ({ [live]: versions[live] });

  async function startsAgain(dev: TestEnvironment, breaks: () => Promise<void>): Promise<void> {
    const { id, startedAt } = await one(dev, { role: "load-balancer" });
    await breaks();
    await until(
      async () => (await one(dev, { id })).startedAt !== startedAt,
      "a new start of the load balancer",
      { timeoutMs: 60_000 },
    );
    await untilReady(dev);
  }

  const stories: Record<Told, (dev: TestEnvironment) => Promise<void>> = {
    loadBalancerRestarted: async (dev) => {
      await underFault(dev, faults.loadBalancerRestarted, only(), () =>
        startsAgain(dev, async () => {
          await docker(["restart", (await one(dev, { role: "load-balancer" })).id]);
        }),
      );
      await assertAsConfigured(dev);
    },

    loadBalancerCrashed: async (dev) => {
      await underFault(dev, faults.loadBalancerCrashed, only(), () =>
        startsAgain(dev, async () => crash(await one(dev, { role: "load-balancer" }))),
      );
      await assertAsConfigured(dev);
    },

    loadBalancerRemoved: async (dev) => {
      const { id, name } = await one(dev, { role: "load-balancer" });
      const others = (await startTimes(dev)).filter((each) => !each.startsWith(name));
      await underFault(dev, faults.loadBalancerRemoved, only(), async () => {
        await docker(["rm", "--force", id]);
        await failingUp(dev, [new RegExp(`${name} is gone from the engine.*: pulumi up --refresh`)]);

        // Nobody serves now, but the next load balancer begins with the weights of its volume: no other version for them.
        dev.setRelease({ live, ...versions, [live]: "1.2.0" });
        await refusedPreview(dev, [new RegExp(`${live} serves users with ${versions[live]}`)]);
        dev.setRelease({ live, ...versions });

        const squatter = createServer((socket: Socket) => socket.destroy());
        await new Promise<void>((resolve) => squatter.listen(dev.ports.users, "127.0.0.1", resolve));
        const { output } = await refusedRefresh(dev);
        assert.match(output, new RegExp(`docker/port: ${dev.ports.users} is taken`));
        await new Promise((resolve) => squatter.close(resolve));

        await up(dev, { flags: ["--refresh"] });
      });
      const now = await startTimes(dev);
      assert.deepEqual(
        others.filter((each) => !now.includes(each)),
        [],
        "another container was touched",
      );
      await assertAsConfigured(dev);
    },

    backendCrashed: async (dev) => {
      const backend = await one(dev, { role: "backend", colour: live });
      await underFault(dev, faults.backendCrashed, only(), async () => {
        await crash(backend);
        await until(async () => {
          const { state, startedAt } = await one(dev, { id: backend.id });
          return state === "running" && startedAt !== backend.startedAt;
        }, "the engine to start the backend again");
      });
      await assertAsConfigured(dev);
    },

    containersRemoved: async (dev) => {
      const removed = await Promise.all(
        ["backend", "frontend"].map((role) => one(dev, { role, colour: live })),
      );
      await underFault(dev, faults.containersRemoved, only(), async () => {
        for (const { id } of removed) await docker(["rm", "--force", id]);
        const { output } = await preview(dev);
        assert.match(output, /gone from the engine.*: pulumi up --refresh makes it again/);
        for (const { name } of removed) assert(output.includes(name), `${name} is not named\n${output}`);
        await failingUp(dev, [/gone from the engine.*: pulumi up --refresh makes it again/]);
        await up(dev, { flags: ["--refresh"] });
      });
      await assertAsConfigured(dev);
      await assertOnlyWhatTheStateKnows(dev);
    },

    redisStopped: async (dev) => {
      const { id } = await one(dev, { role: "redis" });
      await underFault(dev, faults.redisStopped, versions, async (users) => {
        await docker(["stop", id]);
        await untilReady(dev, /"status":"degraded".*"postgres":"ok"/);
        const before = await users.report();
        await users.reach("fault", (before.phases.at(-1)?.requests ?? 0) + 200, 120_000);
        live = otherColour(live);
        dev.setRelease({ live, ...versions });
        const { output } = await up(dev);
        const degraded = String.raw`/ready 200 but degraded: .*redis`;
        assert.match(output, new RegExp(`gate of ${live} ${versions[live]}: passed, but ${degraded}`));
        assert.match((await dev.command("stack", "export")).stdout, new RegExp(degraded));
        await docker(["start", id]);
        await untilReady(dev);
      });
      await assertAsConfigured(dev);
    },

    postgresStopped: (dev) => withoutPostgres(dev, "postgresStopped", ["stop", "--time", "10"], ["start"]),

    postgresPaused: (dev) => withoutPostgres(dev, "postgresPaused", ["pause"], ["unpause"]),

    weightsByHand: async (dev) => {
      const other = otherColour(live);
      const green = (weight: number) => (live === "green" ? 100 - weight : weight);
      await underFault(dev, faults.weightsByHand, versions, async () => {
        await changeByHand(dev, green(40), green(10));
        const { output } = await preview(dev);
        const weights = (share: number) =>
          live === "green" ? `blue ${share}, green ${100 - share}` : `blue ${100 - share}, green ${share}`;
        assert.match(
          output,
          new RegExp(
            `runs with ${weights(10)} and has ${weights(40)} on file.*changed by hand.*up writes ${weights(0)}`,
            "s",
          ),
        );
        const { operations } = await up(dev);
        assert.deepEqual(listed(operations), [`update gate-${live}`, "update listener", "update settle"]);
      });
      const { onFile, running } = await (await loadBalancerOf(dev)).status();
      assert.deepEqual([onFile?.[other], ...running.map((each) => each?.[other])], [0, 0]);
      await assertAsConfigured(dev);
    },

    twoUps: async (dev) => {
      await underFault(dev, faults.twoUps, versions, async () => {
        live = otherColour(live);
        dev.setRelease({ live, ...versions });
        const first = up(dev);
        const locks = join(dev.folder, ".state/pulumi/.pulumi/locks/organization/maintenance", dev.stack);
        await until(
          async () => (await run("ls", [locks], { mayFail: true })).stdout !== "",
          "the first lock",
        );
        const second = await dev.command("up", "--yes", "--skip-preview");
        assert.notEqual(second.code, 0);
        assert.match(second.output, /locked by.*created by \S+@\S+ \(pid \d+\)/s);
        await first;
      });
      await assertAsConfigured(dev);
    },

    stateLost: async (dev) => {
      const order = await createOrder(dev);
      const backend = join(dev.folder, ".state/pulumi/.pulumi");
      const lose = () => rmSync(join(backend, "stacks"), { recursive: true, force: true });
      await underFault(dev, faults.stateLost, only(), async () => {
        lose();
        await dev.init();
        await refusedPreview(dev, [/the state was lost/, /pulumi stack import/, /make down/]);
        lose();
        await takenDownAndUp(dev, /There is no state of a stack/);
      });
      await assertThere(dev, order);
      await assertAsConfigured(dev);
    },

    stateTruncated: async (dev) => {
      const order = await createOrder(dev);
      const file = join(dev.folder, ".state/pulumi/.pulumi/stacks/maintenance", `${dev.stack}.json`);
      await underFault(dev, faults.stateTruncated, only(), async () => {
        truncateSync(file, 2_000);
        await takenDownAndUp(dev, /The state of \S+ cannot be read; it is now \.state\S+unreadable/);
      });
      await assertThere(dev, order);
      await assertAsConfigured(dev);
    },
  };

  async function withoutPostgres(
    dev: TestEnvironment,
    fault: "postgresStopped" | "postgresPaused",
    breaks: string[],
    mends: string[],
  ): Promise<void> {
    const { id, name } = await one(dev, { role: "postgres" });
    const others = async () => (await startTimes(dev)).filter((each) => !each.startsWith(name));
    const before = await others();
    await underFault(dev, faults[fault], only(), async () => {
      await docker([...breaks, id]);
      await until(async () => (await readiness(dev)).status === 503, "/ready to say that Postgres is away", {
        timeoutMs: 60_000,
      });
      dev.setRelease({ live: otherColour(live), ...versions });
      await failingUp(dev, [
        /gate of \S+ \S+: the check (\/ready|\/api\/selfcheck) failed/,
        /came: +(503|no answer)/,
      ]);
      const { targets } = await (await loadBalancerOf(dev)).status();
      assert.deepEqual([...new Set(targets[live].map(({ status }) => status))], ["UP"]);
      assert.deepEqual(await others(), before, "a container was touched");
      dev.setRelease({ live, ...versions });
      await docker([...mends, id]);
      await untilReady(dev);
    });
    await assertAsConfigured(dev);
  }

  for (const name of drawn) {
    const fault = faults[name];
    const cost = "loss" in fault ? "users lose what the table says" : "no request fails";
    it(`${fault.what}: ${cost}`, async function () {
      this.timeout(600_000);
      await stories[name](environment());
    });
  }
});

async function refusedRefresh(dev: TestEnvironment) {
  const result = await dev.up({ flags: ["--refresh"] });
  assert.notEqual(result.code, 0, result.output);
  return result;
}

/** Writes green's weight past the program: one on file, another into every process. */
async function changeByHand(dev: TestEnvironment, onFile: number, running: number): Promise<void> {
  const { engine, container } = await loadBalancerOf(dev);
  const talk = readFileSync(join(__dirname, "../../components/load-balancer/scripts/master-cli.sh"), "utf8");
  const script = `${talk}
port=${masterPort}
printf 'green ${onFile}\\n' >${files.folder}/${files.weights}
for process in $(workers); do ask "@!$process set map ${files.folder}/${files.weights} green ${running}"; done`;
  const { exitCode, stderr } = await runScript(engine, container, script);
  assert.equal(exitCode, 0, stderr);
}

/** `make down` without a state to go by, then a first `up` of a new one. */
async function takenDownAndUp(dev: TestEnvironment, said: RegExp): Promise<void> {
  const isData = (volume: string) => /-(postgres-data|redis-data|backups)-/.test(volume);
  const data = (await namesOnEngine(dev.stack)).volumes.filter(isData);
  assert(data.length >= 2, `there should be volumes with data: ${data.join(", ")}`);
  const down = await dev.setup("down.sh");
  assert.equal(down.code, 0, down.output);
  assert.match(down.output, said);
  assert.deepEqual(await namesOnEngine(dev.stack), { containers: [], networks: [], volumes: data });
  await dev.init();
  await up(dev);
  await untilReady(dev);
}

async function createOrder({ url }: TestEnvironment): Promise<string> {
  const title = `before the fault ${Date.now()}`;
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/api/work-orders`, {
    method: "POST",
    headers,
    body: JSON.stringify({ title }),
  });
  assert.equal(answer.status, 201);
  const { id } = (await answer.json()) as { id: number };
  return `${id} ${title}`;
}

async function assertThere({ url }: TestEnvironment, order: string): Promise<void> {
  const [id, ...title] = order.split(" ");
  const answer = await fetch(`${url}/api/work-orders/${id}`);
  assert.equal(answer.status, 200);
  assert.equal(((await answer.json()) as { title: string }).title, title.join(" "));
}
