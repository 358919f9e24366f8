/** R11: today's program, given what any released version made on AWS, replaces and deletes nothing of it. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { AwsSimulation } from "../support/aws/simulation";
import { describe as told, type Operation } from "../support/events";
import { Program } from "../support/provider/program";
import { awsStates, type RecordedState } from "../support/record-aws-state";

const isGentle = ({ op }: Operation) => op === "create" || op === "update";

describe("upgrade of this program on AWS", () => {
  const versions = readdirSync(awsStates).map((file) => basename(file, ".json"));

  it("knows the state of at least one released version", () => assert.notEqual(versions.length, 0));

  for (const version of versions) {
    describe(`from ${version}`, () => {
      let aws: AwsSimulation;
      let program: Program;
      let settings: RecordedState["settings"];
      before(async () => {
        const file = readFileSync(join(awsStates, `${version}.json`), "utf8");
        const recorded = JSON.parse(file) as RecordedState;
        settings = recorded.settings;
        aws = await AwsSimulation.start();
        program = await Program.create({ main: "foundations.js", env: aws.env, isNamedAsHere: true });
        const state = JSON.stringify(recorded.state).replaceAll(recorded.zoneId, aws.zoneId);
        await program.imported(JSON.parse(state) as object);
      });
      after(async () => {
        program.dispose();
        await aws.stop();
      });

      it("replaces and deletes nothing", async () => {
        program.configure(settings);
        const { code, output, operations } = await program.pulumi("preview");
        assert.equal(code, 0, output);
        assert.deepEqual(operations.filter((one) => !isGentle(one)).map(told), []);
      });

      it("finds a replacement when there is one", async () => {
        const { aws: section } = settings as { aws: Record<string, object> };
        const network = { ...section.network, range: "10.21.0.0/16" };
        program.configure({ ...settings, aws: { ...section, network } });
        const { operations } = await program.pulumi("preview");
        assert.ok(
          operations
            .filter((one) => !isGentle(one))
            .map(told)
            .some((one) => /vpc/.test(one)),
        );
      });
    });
  }
});
