/** What 2, 8 and 20 backends per colour cost: a table of one machine; only ratios within one run are asserted. */
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import type { Colour } from "../../components/colour";
import { until } from "../../components/until";
import { docker } from "../support/docker";
import type { TestEnvironment } from "../support/environment";
import { mostAtOnce } from "../support/events";
import { listed, servingNow, up, useEnvironment } from "../support/stories";

const sizes = [2, 8, 20] as const;

/** Bounded, so that the largest environment is known to fit: 40 backends of 112 MiB, 4.4 GiB. */
const limits = { memory: 112, cpus: "0.5" };

interface Row {
  readonly backends: number;
  /** Seconds of an up that makes one colour anew and flips to it. */
  readonly release: number;
  /** Seconds of an up that only flips. */
  readonly flip: number;
  /** Seconds from the first to the last container of the colour: made, and started. */
  readonly made: number;
  readonly started: number;
  /** Containers that the engine was asked for at the same time. */
  readonly atOnce: number;
  /** MiB that the whole environment uses with both colours of this size. */
  readonly memory: number;
}

function growth(this: Mocha.Suite): void {
  this.timeout(900_000);
  const environment = useEnvironment("growth");
  const rows: Row[] = [];

  before(async () => {
    const dev = environment();
    await dev.makeVersion("1.0.0");
    dev.set({
      // A connection or two for each of 40 processes.
      backend: { ...limits, environment: { POOL_SIZE: "2" } },
      postgres: { maxConnections: 150 },
      gate: { timeout: "5 minutes" },
    });
    dev.setRelease({ live: "blue", blue: "1.0.0" });
    await up(dev);
  });

  for (const [round, backends] of sizes.entries()) {
    it(`${backends} backends per colour: a release makes them side by side, and a flip costs no more`, async () => {
      const dev = environment();
      // Green first, then blue, both with this round's number of backends; users are on the other one each time.
      const former = round === 0 ? "1.0.0" : `1.0.0+${round + 1}`;
      const version = `1.0.0+${round + 2}`;
      dev.set({ backend: { replicas: backends } });
      dev.setRelease({ live: "green", blue: former, green: version });
      const { seconds: release } = await up(dev);
      const atOnce = mostAtOnce(dev.eventLog, "docker:index/container:Container");
      const spread = await spreadOf(dev, "green");
      dev.setRelease({ live: "green", blue: version, green: version });
      await up(dev);
      await untilNobodyStarts(dev);
      dev.setRelease({ live: "blue", blue: version, green: version });
      const { seconds: flip, operations } = await up(dev);
      assert.deepEqual(listed(operations), [
        "create gate-blue",
        "update listener",
        "update settle",
        "delete gate-green",
      ]);
      assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
      const running = (await dev.containers()).filter(
        ({ role, state }) => role === "backend" && state === "running",
      );
      assert.equal(running.length, 2 * backends);
      // Pulumi works on four things per core at a time.
      const most = Math.min(backends, 4 * availableParallelism());
      assert(atOnce > most / 2, `${atOnce} containers at once`);
      rows.push({ backends, release, flip, ...spread, atOnce, memory: await memoryOf(dev) });
    });
  }

  it("costs memory, and less time than in proportion; a flip far less, which hears every backend once", () => {
    process.stdout.write(table(rows));
    const [least, , most] = rows;
    assert(least && most, "all sizes were measured");
    const times = most.backends / least.backends;
    assert(
      most.flip < (times / 2) * least.flip,
      `a flip of ${most.backends}: ${most.flip} s, of ${least.backends}: ${least.flip} s`,
    );
    assert(most.release < times * least.release, "a release costs less than in proportion");
  });
}

// Many minutes: in the long form only.
if (process.env.TEST_LONG) describe("growth", growth);

/** A flip is measured alone, not with the start of what it flips to. */
async function untilNobodyStarts({ stack }: TestEnvironment): Promise<void> {
  const starting = [
    "ps",
    "-q",
    "--filter",
    `label=maintenance.stack=${stack}`,
    "--filter",
    "health=starting",
  ];
  await until(async () => (await docker(starting)) === "", "all containers to have started", {
    timeoutMs: 180_000,
  });
}

/** Seconds between the first and the last container of a colour. */
async function spreadOf(dev: TestEnvironment, colour: Colour): Promise<Pick<Row, "made" | "started">> {
  const ids = (await dev.containers()).filter((each) => each.colour === colour).map(({ id }) => id);
  const all = JSON.parse(await docker(["inspect", ...ids])) as {
    Created: string;
    State: { StartedAt: string };
  }[];
  const spread = (times: readonly string[]) => {
    const seconds = times.map((time) => Date.parse(time) / 1_000);
    return Math.max(...seconds) - Math.min(...seconds);
  };
  return {
    made: spread(all.map(({ Created }) => Created)),
    started: spread(all.map(({ State }) => State.StartedAt)),
  };
}

async function memoryOf(dev: TestEnvironment): Promise<number> {
  const ids = (await dev.containers()).map(({ id }) => id);
  const lines = (await docker(["stats", "--no-stream", "--format", "{{.MemUsage}}", ...ids])).split("\n");
  const units: Readonly<Record<string, number>> = { KiB: 1 / 1_024, MiB: 1, GiB: 1_024 };
  return lines.reduce((sum, line) => {
    const [, number, unit] = /^([\d.]+)([KMG]iB)/.exec(line) ?? [];
    return sum + Number(number) * (units[unit ?? ""] ?? NaN);
  }, 0);
}

function table(rows: readonly Row[]): string {
  const cells = rows.map(({ backends, release, flip, made, started, atOnce, memory }) => [
    String(backends),
    ...[release, flip, made, started].map((seconds) => `${seconds.toFixed(1)} s`),
    String(atOnce),
    `${memory.toFixed(0)} MiB`,
  ]);
  const head = ["backends", "release", "flip only", "made within", "started within", "at once", "memory"];
  return [head, ...cells].map((row) => `      ${row.map((cell) => cell.padStart(15)).join("")}\n`).join("");
}
