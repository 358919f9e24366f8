/** Pulumi's history in a bucket, as on AWS: what a run proved is read from there, too. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { checkpointsOf } from "../../release/checkpoints";
import { evidenceOf } from "../../release/evidence";
import { historyOf } from "../../release/history";
import { type Stack, stackHere } from "../../setup/stack";
import { AwsSimulation } from "../support/aws/simulation";
import { projectRoot } from "../support/project-copy";
import { run } from "../support/run";

describe("a history in a bucket", () => {
  const former = { env: { ...process.env }, cwd: process.cwd() };
  const folder = mkdtempSync(join(tmpdir(), "maintenance-bucket-"));
  let aws: AwsSimulation;
  let stack: Stack;
  let backend = "";

  before(async () => {
    aws = await AwsSimulation.start();
    const { endpoint, region } = aws;
    backend = `s3://states/environments?region=${region}&endpoint=${endpoint}&s3ForcePathStyle=true`;
    Object.assign(process.env, aws.env, {
      PULUMI_BACKEND_URL: backend,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    });
    await new S3Client({ endpoint, region, forcePathStyle: true }).send(
      new CreateBucketCommand({
        Bucket: "states",
        CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
      }),
    );
    writeFileSync(join(folder, "Pulumi.yaml"), "name: maintenance\nruntime: nodejs\n");
    writeFileSync(join(folder, "package.json"), '{ "name": "nothing", "main": "index.js" }\n');
    writeFileSync(join(folder, "index.js"), "exports.nothing = true;\n");
    symlinkSync(join(projectRoot, "node_modules"), join(folder, "node_modules"));
    process.chdir(folder);
    for (const name of ["staging", "prod"]) {
      await run("pulumi", ["stack", "init", name, "--non-interactive"]);
      await run("pulumi", ["up", "--yes", "--skip-preview", "--stack", name]);
    }
    await run("pulumi", ["up", "--yes", "--skip-preview", "--stack", "staging"]);
    stack = stackHere("staging");
  });

  after(async () => {
    process.chdir(former.cwd);
    process.env = former.env;
    rmSync(folder, { recursive: true });
    await aws.stop();
  });

  it("is kept by stack, a checkpoint beside each entry", async () => {
    const kept = checkpointsOf(stack, backend);
    assert(kept);
    const names = (await kept.names()).sort();
    assert.equal(names.length, 4, names.join());
    assert.equal(names.filter((name) => /^staging-\d+\.(history|checkpoint)\.json$/.test(name)).length, 4);
    const text = await kept.read(names.find((name) => name.endsWith("checkpoint.json")) ?? "");
    assert.equal(
      (JSON.parse(text) as { checkpoint: { stack: string } }).checkpoint.stack.split("/").at(-1),
      "staging",
    );
  });

  it("tells what a run proved: of a program without gates, that it proved nothing", async () => {
    const entries = await historyOf(stack);
    assert.equal(entries.length, 2);
    for (const entry of entries) assert.deepEqual(await evidenceOf(stack, entry), []);
  });

  it("tells nothing of an entry that it does not have", async () => {
    const [first] = await historyOf(stack);
    assert(first);
    assert.equal(await evidenceOf(stack, { ...first, number: 3 }), undefined);
    assert.equal(await evidenceOf(stack, { ...first, at: "2020-01-01T00:00:00.000Z" }), undefined);
    assert.equal(checkpointsOf(stack, "https://app.pulumi.com/someone"), undefined);
  });
});
