/** How long previews, flips and the status take, as multiples of an empty program. In a part of its own: nothing else runs meanwhile. */
import assert from "node:assert/strict";
import { EmptyProgram, median } from "../support/empty-program";
import { Users } from "../support/load";
import { given, up, useEnvironment } from "../support/stories";

/** A machine that is busy meanwhile is asked some more times. */
const rounds = { least: 3, most: 9 };

/** What the design asks for (docs/decisions/0010-early-start.md). */
const most = { preview: 2, "up that flips": 3, "release status": 1 };

describe("timings", () => {
  const environment = useEnvironment("timings");
  const taken: Record<string, number[]> = {};
  const both = { blue: "1.0.0", green: "1.0.0+2" };

  it("preview, flip and status stay within their multiples of an empty program (medians)", async () => {
    const dev = environment();
    await dev.makeVersion("1.0.0");
    await given(dev, { live: "blue", ...both });
    const empty = await EmptyProgram.create();
    const note = (name: string, seconds: number) => (taken[name] ??= []).push(seconds);
    const timesOf = (name: string) => {
      const empty = name === "up that flips" ? "empty program: up" : "empty program: preview";
      return median(taken[name] ?? []) / median(taken[empty] ?? []);
    };
    const isWithin = () => Object.entries(most).every(([name, times]) => timesOf(name) <= times);
    try {
      // One round after the other, so that a busy machine is busy for all of them.
      for (let round = 0; round < rounds.least || (round < rounds.most && !isWithin()); round += 1) {
        note("empty program: preview", await empty.seconds("preview"));
        note("empty program: up", await empty.seconds("up", "--yes", "--skip-preview"));
        note("preview", (await dev.preview()).seconds);
        note("release status", (await dev.release("status")).seconds);
        note("up with nothing to do", (await up(dev)).seconds);
        const live = round % 2 === 0 ? "green" : "blue";
        dev.setRelease({ live, ...both });
        const flipped = await up(dev);
        note("up that flips", flipped.seconds);
        note("  of that, until the first registration", flipped.firstRegistration);
        note("  of that, the listener", stepSeconds(flipped.output, "listener"));
      }
    } finally {
      empty.dispose();
    }
    const times = (name: string) => timesOf(name).toFixed(2);
    process.stdout.write(
      `      preview ${times("preview")} times, flip ${times("up that flips")}, status ${times("release status")} times the empty program\n`,
    );
    for (const [name, all] of Object.entries(taken)) {
      process.stdout.write(`      ${name.padEnd(42)} ${median(all).toFixed(2).padStart(6)} s\n`);
    }
    assert(isWithin(), `more than ${JSON.stringify(most)} times as long as an empty program`);
  });

  it("users are back from a bad version in the time of a flip by hand and two seconds", async () => {
    const dev = environment();
    await dev.makeVersion("2.0.0", { breakage: "late-errors" });
    dev.set({
      watch: { for: "60 seconds", interval: "500 milliseconds" },
      thresholds: { errors: { for: "1 second" } },
    });
    await given(dev, { live: "blue", ...both });
    const users = await Users.start({ url: dev.url, perSecond: 60, slowMs: 0 }, { blue: "1.0.0" });
    await users.phase("bad", { blue: "1.0.0", green: "2.0.0" });
    const { code, output } = await dev.release("deploy", "2.0.0");
    await users.stop();
    assert.equal(code, 3, output);
    const seconds = Number(/^Users were back ([\d.]+) s after it was noticed\.$/m.exec(output)?.[1]);
    const flip = median(taken["up that flips"] ?? []);
    process.stdout.write(`      users back after ${seconds} s, a flip ${flip.toFixed(2)} s\n`);
    assert(seconds <= flip + 2, `${seconds} s, a flip ${flip} s`);
  });

  it("what the SDK tells of every resource is sent only to those who ask for it", async () => {
    const told = async (env?: Record<string, string>) =>
      (await environment().preview({ env, flags: ["--debug"] })).output.match(/RegisterResource RPC/g) ?? [];
    assert.ok((await told()).length < 10, "but for what is registered before the program runs");
    assert.ok((await told({ MAINTENANCE_DEBUG: "true" })).length > 100);
  });
});

/** Seconds that a step took, as Pulumi prints them: `updated (0.12s)`. */
function stepSeconds(output: string, name: string): number {
  return Number(new RegExp(`${name} updated \\(([0-9.]+)s\\)`).exec(output)?.[1]);
}
