/** Runs on AWS that are killed: users stay on one colour, and the next run converges. */
import assert from "node:assert/strict";
import { type Colour, otherColour } from "../../components/colour";
import { labelsOf, selectorText } from "../../components/kubernetes/names";
import { until } from "../../components/until";
import { AwsEnvironment } from "../support/aws-environment";
import type { Held } from "../support/engine-proxy";
import { KilledRun, type Place, type Victim, victims } from "../support/killed-run";
import type { Item } from "../support/kubernetes/client";
import { cluster } from "../support/kubernetes/cluster";
import { describeInLongForm } from "../support/long-form";
import { assertServed } from "../support/load";
import { failingUp, listed, up } from "../support/stories";

interface Point {
  readonly name: string;
  /** The colour and version that are released. */
  readonly place: (aws: AwsEnvironment, colour: Colour, version: string) => Place | Promise<Place>;
  readonly inFlight: RegExp;
  /** When the command alone is killed, its plugins go on. */
  readonly serving: "former" | "new" | Readonly<Record<Victim, "former" | "new">>;
  /** Otherwise the colour runs its version already. */
  readonly movesVersion?: boolean;
}

const points: readonly Point[] = [
  {
    name: "while the migration's Job runs",
    place: (aws, colour, version) => {
      const pod = { apiVersion: "v1", kind: "Pod", metadata: { namespace: aws.namespace } };
      const isRunning = ({ status }: Item) => (status as { phase?: string }).phase === "Running";
      return inCluster(
        "a migration that runs",
        pod,
        labelsOf({ colour, version, role: "migration" }),
        isRunning,
      );
    },
    inFlight: /^create COLOUR-\S+-migration$/,
    serving: "former",
    movesVersion: true,
  },
  {
    name: "while its Deployment is made",
    place: (aws, colour, version) => {
      const of = { apiVersion: "apps/v1", kind: "Deployment", metadata: { namespace: aws.namespace } };
      const isComing = ({ status }: Item) =>
        (status as { unavailableReplicas?: number }).unavailableReplicas !== undefined;
      return inCluster("a Deployment", of, labelsOf({ colour, version, role: "backend" }), isComing);
    },
    inFlight: /^create COLOUR-\S+-backend$/,
    serving: "former",
    movesVersion: true,
  },
  {
    name: "gate",
    place: (_aws, colour) => ({ failPoint: `gate-${colour}:before-checks` }),
    inFlight: /^create gate-COLOUR$/,
    serving: "former",
  },
  {
    name: "the listener's write, before AWS hears of it",
    place: async ({ aws }) => ({ held: await aws.hold({ action: "ModifyListener", at: "request" }) }),
    inFlight: /^update listener$/,
    serving: { "the command alone": "new", everything: "former" },
  },
  {
    name: "the listener's write, before anybody hears of it",
    place: async ({ aws }) => ({ held: await aws.hold({ action: "ModifyListener", at: "answer" }) }),
    inFlight: /^update listener$/,
    serving: "new",
  },
  {
    name: "settle",
    place: () => ({ failPoint: "settle:before-checks" }),
    inFlight: /^update settle$/,
    serving: "new",
  },
];

/** Nothing is held: it is seen to be so, and takes its time. */
function inCluster(
  what: string,
  of: Item,
  labels: Readonly<Record<string, string>>,
  holds: (item: Item) => boolean,
): { readonly held: Held } {
  const seen = async () => (await cluster().list(of, selectorText(labels))).some(holds);
  const reached = until(seen, what, { timeoutMs: 120_000, intervalMs: 50 }).then(() => what);
  return { held: { reached, release: () => {} } };
}

describeInLongForm("killed releases on AWS", function () {
  this.timeout(400_000);
  let environment: AwsEnvironment;
  let run: KilledRun | undefined;
  let live: Colour = "blue";
  let count = 1;
  const versions = { blue: "1.0.0", green: "1.0.0+1" };

  before(async () => {
    environment = await AwsEnvironment.create("kills");
    await environment.makeVersion("1.0.0");
    environment.pulumi.setRelease({ live, ...versions });
    await up(environment.pulumi);
  });
  afterEach(() => run?.end());
  after(() => environment.dispose());

  for (const { name, place, inFlight, serving, movesVersion } of points) {
    for (const victim of victims) {
      const then = typeof serving === "string" ? serving : serving[victim];
      it(`${name}, ${victim} is killed: the ${then} colour serves, and the next run converges`, async () => {
        const { pulumi } = environment;
        const former = live;
        const next = otherColour(former);
        count += 1;
        const before = { ...versions };
        if (movesVersion) versions[next] = `1.0.0+${count}`;
        const users = await environment.users(
          { [former]: before[former], [next]: versions[next] },
          { perSecond: 50 },
        );
        pulumi.setRelease({ live: next, ...versions });
        run = await KilledRun.until(pulumi, undefined, await place(environment, next, versions[next]));
        run.assertInFlight(inFlight, next);
        await run.kill(victim);
        await run.release();

        const weights = (colour: Colour) => ({ blue: 0, green: 0, [colour]: 100 });
        const expected = JSON.stringify(weights(then === "former" ? former : next));
        const isServing = async () => JSON.stringify(await environment.weights()) === expected;
        await until(isServing, `weights ${expected}`, { timeoutMs: 10_000 });
        await failingUp(pulumi, [/the stack is currently locked/, /pulumi cancel/]);
        assert.equal((await pulumi.command("cancel", "--yes")).code, 0);
        await up(pulumi);
        await run.end();
        assert.deepEqual(await environment.weights(), weights(next));
        assert.deepEqual(listed((await up(pulumi)).operations), []);
        live = next;

        await assertServed(users);
      });
    }
  }
});
