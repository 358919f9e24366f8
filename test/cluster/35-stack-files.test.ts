/** The stack files that come with the project, each on an empty account: from the first run over a release to nothing. */
import assert from "node:assert/strict";
import { EmptyProgram, median } from "../support/empty-program";
import { everything } from "../support/aws/everything";
import { AwsEnvironment } from "../support/aws-environment";
import { assertServed } from "../support/load";
import { type Aws, awsClients } from "../support/provider/aws/clients";
import { listed, up as upOf } from "../support/stories";

/** Of an empty program's preview, with the cluster, its pods and the simulation on the same machine. */
const most = 3;

/** With a small idle colour, bounds of autoscaling move with the users. */
const scaled = {
  staging: ["blue-1-0-0", "green-1-1-0"].flatMap((of) => [`update ${of}-backend`, `update ${of}-frontend`]),
  prod: [],
};

/** What an account has once, and whoever made it does not take away with an environment. */
const kept = { staging: [], prod: ["oidc-provider/token.actions.githubusercontent.com"] };

for (const file of ["staging", "prod"] as const) {
  describe(`Pulumi.${file}.yaml, on an empty account`, function () {
    this.timeout(600_000);
    let environment: AwsEnvironment;
    let clients: Aws;
    let empty: Record<string, string[]>;
    before(async () => {
      environment = await AwsEnvironment.whole(file);
      clients = awsClients(environment.aws.endpoint);
      empty = await everything(clients);
      for (const version of ["1.0.0", "1.1.0"]) await environment.makeVersion(version);
    });
    after(() => environment.dispose());

    const up = (...flags: string[]) => upOf(environment.pulumi, { flags });

    it("is previewed before anything is there", async () => {
      environment.pulumi.setRelease({ live: "blue", blue: "1.0.0" });
      const preview = await environment.pulumi.preview();
      assert.equal(preview.code, 0, preview.output);
    });

    it("first up: users are served", async () => {
      await up();
      assert.deepEqual(await environment.weights(), { blue: 100, green: 0 });
    });

    it("second up and preview: nothing changes", async () => {
      assert.deepEqual(listed((await up()).operations), []);
      const preview = await environment.pulumi.preview({ flags: ["--expect-no-changes"] });
      assert.equal(preview.code, 0, preview.output);
    });

    it("its preview takes at most so many times as long as an empty program's (medians)", async () => {
      const empty = await EmptyProgram.create();
      const taken = { empty: [] as number[], whole: [] as number[] };
      const times = () => median(taken.whole) / median(taken.empty);
      let resources = 0;
      try {
        // One after the other, so that a busy machine is busy for both; and some more times when it is.
        for (let round = 0; round < 3 || (round < 9 && times() > most); round += 1) {
          taken.empty.push(await empty.seconds("preview"));
          const { seconds, output } = await environment.pulumi.preview();
          taken.whole.push(seconds);
          resources = Number(/(\d+) unchanged/.exec(output)?.[1]);
        }
      } finally {
        empty.dispose();
      }
      process.stdout.write(
        `      ${resources} resources: ${median(taken.whole).toFixed(2)} s, ${times().toFixed(2)} times an empty program\n`,
      );
      assert.ok(resources > 100, String(resources));
      assert.ok(times() <= most, `${times().toFixed(2)} times`);
    });

    it("a release and its rollback: no request fails", async () => {
      const users = await environment.users({ blue: "1.0.0", green: "1.1.0" });
      await users.reach("start", 200, 60_000);
      environment.pulumi.setRelease({ live: "green", blue: "1.0.0", green: "1.1.0" });
      await up();
      environment.pulumi.setRelease({ live: "blue", blue: "1.0.0", green: "1.1.0" });
      const { operations } = await up();
      await assertServed(users);
      const flip = ["create gate-blue", "update listener", "update settle", "delete gate-green"];
      assert.deepEqual(listed(operations).sort(), [...flip, ...scaled[file]].sort());
    });

    it("protected, it is not destroyed", async () => {
      const there = await everything(clients);
      // The preview refuses. Without one, the engine deletes all that does not need what is protected.
      const refused = await environment.pulumi.command("destroy", "--yes", "--skip-preview=false");
      assert.notEqual(refused.code, 0, refused.output);
      assert.match(refused.output, /protect/);
      assert.deepEqual(await everything(clients), there);
      environment.unprotect();
      await up();
    });

    it("destroy leaves snapshots, of the end and before migrations, their key, and what the account has once", async () => {
      const destroyed = await environment.pulumi.destroy();
      assert.equal(destroyed.code, 0, destroyed.output);
      const { snapshots, keys, issuers, ...others } = await everything(clients);
      assert.deepEqual({ ...others, snapshots: [], keys: [], issuers: [] }, empty);
      assert.deepEqual(
        issuers?.map((arn) => arn.slice(arn.indexOf("oidc"))),
        kept[file],
      );
      assert.equal(keys?.length, 1);
      assert.equal(snapshots?.filter((name) => /-final-/.test(name)).length, 1);
    });
  });
}
