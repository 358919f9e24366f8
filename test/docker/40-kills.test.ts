/** Runs that are killed at every step, with users on the environment: they notice nothing, and the next run converges. */
import assert from "node:assert/strict";
import { type Colour, otherColour } from "../../components/colour";
import { connect } from "../../components/docker/engine";
import { startNew } from "../../components/docker/start-provider";
import { until } from "../../components/until";
import { parseVersion } from "../../components/version";
import { docker } from "../support/docker";
import { EngineProxy } from "../support/engine-proxy";
import type { TestEnvironment } from "../support/environment";
import { KilledRun, type Place, victims } from "../support/killed-run";
import { assertOnlyWhatTheStateKnows } from "../support/leftovers";
import { assertServed, Users } from "../support/load";
import { draw, seed } from "../support/seed";
import { assertRuns, failingUp, given, listed, servingNow, up, useEnvironment } from "../support/stories";

interface Point {
  readonly name: string;
  /** `COLOUR` stands for the colour that is released. */
  readonly place: Place;
  /** What the engine had begun and not ended when the run was killed, by its own events. */
  readonly inFlight: RegExp;
  readonly serving: "former" | "new";
  /** A tag that the engine does not have, to be built. */
  readonly builds?: boolean;
}

const inRelease: readonly Point[] = [
  {
    name: "an image build",
    // By the engine's own builder, or by BuildKit.
    place: { request: /^POST \S*\/(build\?|session|grpc)/, at: "request" },
    inFlight: /^create maintenance-test-\S+-[1-9]\d*\.0\.0$/,
    serving: "former",
    builds: true,
  },
  {
    name: "the creation of a volume",
    place: { request: /^POST \S*\/volumes\/create/, at: "answer" },
    inFlight: /^create COLOUR-\S+-frontend$/,
    serving: "former",
  },
  {
    name: "the creation of a container",
    place: { request: /^POST \S*\/containers\/create\?name=\S*-backend-1-/, at: "answer" },
    inFlight: /^create COLOUR-\S+-backend-1$/,
    serving: "former",
  },
  {
    name: "a migration, before its start",
    place: { failPoint: "migration:before-start" },
    inFlight: /^create COLOUR-\S+-migration$/,
    serving: "former",
  },
  {
    name: "a migration, while its container runs",
    place: { request: /^POST \S*\/containers\/\w+\/start/, at: "answer" },
    inFlight: /^create COLOUR-\S+-migration$/,
    serving: "former",
  },
  {
    name: "the start of a colour's containers",
    place: { failPoint: "start:before-start" },
    inFlight: /^\S+ target-group-COLOUR$/,
    serving: "former",
  },
  {
    name: "the gate",
    place: { failPoint: "gate-COLOUR:before-checks" },
    inFlight: /^create gate-COLOUR$/,
    serving: "former",
  },
  {
    name: "the listener, before its write",
    place: { failPoint: "listener:before-write" },
    inFlight: /^update listener$/,
    serving: "former",
  },
  {
    name: "the listener, after its write",
    place: { failPoint: "listener:after-write" },
    inFlight: /^update listener$/,
    serving: "new",
  },
  {
    name: "settle",
    place: { failPoint: "settle:before-checks" },
    inFlight: /^update settle$/,
    serving: "new",
  },
  {
    name: "the deletion of the old set",
    place: { request: /^POST \S*\/containers\/\w+\/stop/, at: "request" },
    inFlight: /^delete COLOUR-\S+-(front|back)end-\d$/,
    serving: "new",
  },
];

const singles = ["load-balancer", "postgres", "redis"] as const;

const inFirstUp: readonly Point[] = [
  ...singles.map((name) => ({
    name: `the creation of ${name}`,
    place: {
      request: new RegExp(`^POST \\S*/containers/create\\?name=\\S*-${name}-`),
      at: "answer" as const,
    },
    inFlight: new RegExp(`^create ${name}$`),
    serving: "former" as const,
  })),
  {
    name: "the start of what both colours share",
    place: { failPoint: "start:before-start" },
    inFlight: /^create (load-balancer|postgres|redis)-start$/,
    serving: "former",
  },
];

/** Three points drawn by the seed; all of them in the long form. */
const combined = (points: readonly Point[]) =>
  points.flatMap((point) => victims.map((victim) => ({ point, victim })));
const drawn = (points: readonly Point[], count: number) =>
  process.env.TEST_LONG ? combined(points) : draw(combined(points), count);

describe(`killed releases (TEST_SEED=${seed})`, () => {
  const environment = useEnvironment("kills");
  let proxy: EngineProxy;
  let live: { colour: Colour; version: string } = { colour: "blue", version: "1.0.0" };
  let count = 1;
  let run: KilledRun | undefined;

  before(async () => {
    const dev = environment();
    await dev.makeVersion("1.0.0");
    proxy = await EngineProxy.start(dev.folder);
    dev.engine = { DOCKER_HOST: proxy.host };
    await given(dev, { live: "blue", blue: "1.0.0", green: "1.0.0+1" });
  });
  // One that a story left behind would hold the lock of the next.
  afterEach(() => run?.end());
  after(() => proxy.close());

  for (const { point, victim } of drawn(inRelease, 2)) {
    it(`${point.name}, ${victim} is killed: users stay on one colour, the next run converges`, async () => {
      const dev = environment();
      const colour = otherColour(live.colour);
      count += 1;
      // Otherwise of the same images: others would be made known to the state first, with volumes of their own.
      const version = point.builds ? `${count}.0.0` : `${parseVersion(live.version).tag}+${count}`;
      const former = live;
      const users = await Users.start(
        { url: dev.url, perSecond: 50 },
        { [former.colour]: former.version, [colour]: version },
      );

      dev.setRelease({ live: colour, [former.colour]: former.version, [colour]: version });
      run = await KilledRun.until(dev, proxy, forColour(point.place, colour));
      run.assertInFlight(point.inFlight, colour);
      await run.kill(victim);
      // A plugin that lives on goes on now, while the next run begins.
      await run.release();

      await failingUp(dev, [/the stack is currently locked/, /pulumi cancel/]);
      const serving = point.serving === "former" ? former.colour : colour;
      assert.deepEqual(await coloursOfUsers(dev), [serving]);
      const cancelled = await dev.command("cancel", "--yes");
      assert.equal(cancelled.code, 0, cancelled.output);
      await up(dev);
      await run.end();

      await assertRuns(dev, sorted({ [former.colour]: former.version, [colour]: version }));
      assert.equal((await servingNow(dev)).colour, colour);
      await assertOnlyWhatTheStateKnows(dev);
      await assertServed(users);
      if (process.env.TEST_LONG) assert.deepEqual(listed((await up(dev)).operations), []);
      live = { colour, version };
    });
  }
});

describe(`killed first runs (TEST_SEED=${seed})`, () => {
  for (const { point, victim } of drawn(inFirstUp, 1)) {
    describe(`${point.name}, ${victim} is killed`, () => {
      const environment = useEnvironment("first");

      it("what it made never runs, and the next run converges", async () => {
        const dev = environment();
        await dev.makeVersion("1.0.0");
        const proxy = await EngineProxy.start(dev.folder);
        dev.engine = { DOCKER_HOST: proxy.host };
        dev.setRelease({ live: "blue", blue: "1.0.0" });
        const run = await KilledRun.until(dev, proxy, point.place);
        run.assertInFlight(point.inFlight, "blue");
        await run.kill(victim);
        await run.release();
        if (!("failPoint" in point.place)) await assertNeverRan(dev);

        await failingUp(dev, [/the stack is currently locked/, /pulumi cancel/]);
        assert.match(
          (await dev.setup("doctor.ts")).output,
          /is locked by .* was killed\..*pulumi cancel --yes -s /s,
        );
        assert.equal((await dev.command("cancel", "--yes")).code, 0);
        assert.match((await dev.setup("doctor.ts")).output, /is not locked/);
        await up(dev);
        await run.end();
        proxy.close();

        assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
        await assertOnlyWhatTheStateKnows(dev);
        const single = (await dev.containers()).filter(({ colour }) => colour === "");
        assert.deepEqual(single.map(({ role, state }) => `${role} ${state}`).sort(), [
          "load-balancer running",
          "postgres running",
          "redis running",
        ]);
      });

      it("a second container that writes the database's volume is not started", async () => {
        const dev = environment();
        const volume = `${dev.stack}-postgres-data-${dev.identity}`;
        const second = await docker([
          ...["create", "--label", `maintenance.stack=${dev.stack}`, "--volume", `${volume}:/data`],
          ...["--entrypoint", "sleep", "postgres:14", "60"],
        ]);
        const start = startNew(await connect(), [second]);
        await assert.rejects(
          start,
          /was not started: \S+-postgres-\S+, .* runs on its volume .*docker rm --force/,
        );
        const state = await docker(["inspect", "--format", "{{.State.Status}}", second]);
        assert.equal(state, "created");
      });
    });
  }
});

function forColour(place: Place, colour: Colour): Place {
  return "failPoint" in place ? { failPoint: place.failPoint.replace("COLOUR", colour) } : place;
}

/** The colours that answer several users. */
async function coloursOfUsers({ url }: TestEnvironment): Promise<string[]> {
  const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/api/version`)));
  for (const { status } of answers) assert.equal(status, 200);
  return [...new Set(answers.map(({ headers }) => headers.get("x-colour") ?? "nobody"))];
}

/** What the killed run made is there, and nothing of it runs without being in the state. */
async function assertNeverRan(dev: TestEnvironment): Promise<void> {
  await until(async () => (await dev.containers()).length > 0, "a container that was made");
  const known = (await dev.command("stack", "export")).stdout;
  const unknown = (await dev.containers()).filter(({ id }) => !known.includes(id));
  for (const { id, name } of unknown) {
    const started = await docker(["inspect", "--format", "{{.State.StartedAt}}", id]);
    assert.match(started, /^0001-01-01/, `${name} ran`);
  }
}

function sorted(versions: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(versions).sort());
}
