/** Runs on AWS that are killed: users stay on one colour, and the next run converges. */
import assert from "node:assert/strict";
import { AwsEnvironment } from "../support/aws-environment";
import { KilledRun, victims } from "../support/killed-run";
import { assertNoneFailed, describeReport } from "../support/load";
import { failingUp, listed, up } from "../support/stories";

describe("killed releases on AWS", function () {
  this.timeout(400_000);
  let environment: AwsEnvironment;
  let run: KilledRun | undefined;
  let live: "blue" | "green" = "blue";
  const both = { blue: "1.0.0", green: "1.0.0+1" };

  before(async () => {
    environment = await AwsEnvironment.create("kills");
    await environment.makeVersion("1.0.0");
    environment.pulumi.setRelease({ live, ...both });
    await up(environment.pulumi);
  });
  afterEach(() => run?.end());
  after(() => environment.dispose());

  for (const [step, serving] of [
    ["gate", "former"],
    ["settle", "new"],
  ] as const) {
    for (const victim of victims) {
      it(`${step}, ${victim} is killed: the ${serving} colour serves, and the next run converges`, async () => {
        const { pulumi } = environment;
        const former = live;
        const next = former === "blue" ? "green" : "blue";
        const users = await environment.users(both, { perSecond: 50 });
        pulumi.setRelease({ live: next, ...both });
        const name = step === "gate" ? `gate-${next}` : step;
        run = await KilledRun.until(pulumi, undefined, { failPoint: `${name}:before-checks` });
        await run.kill(victim);
        run.release();

        const weights = (colour: string) => ({ blue: 0, green: 0, [colour]: 100 });
        assert.deepEqual(await environment.weights(), weights(serving === "former" ? former : next));
        await failingUp(pulumi, [/the stack is currently locked/, /pulumi cancel/]);
        assert.equal((await pulumi.command("cancel", "--yes")).code, 0);
        await up(pulumi);
        run.end();
        assert.deepEqual(await environment.weights(), weights(next));
        assert.deepEqual(listed((await up(pulumi)).operations), []);
        live = next;

        const report = await users.stop();
        process.stdout.write(`      ${describeReport(report)}\n`);
        assertNoneFailed(report);
      });
    }
  }
});
