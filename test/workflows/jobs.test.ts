/** Which steps an event starts; they are noted, not run. What those of releases do is told by test/docker/85-delivery. */
import assert from "node:assert/strict";
import { projectRoot } from "../support/project-copy";
import { WorkflowRun } from "../support/workflows/run";

interface Started {
  readonly event?: Record<string, unknown>;
  readonly inputs?: Record<string, unknown>;
  readonly vars?: Record<string, string>;
}

async function stepsOf(
  name: string,
  { event = {}, inputs = {}, vars = {} }: Started = {},
): Promise<string[]> {
  const github = { repository: "example/maintenance", ref: "refs/heads/main", event: {}, ...event };
  const machine = { checkout: () => Promise.resolve(projectRoot), env: {}, noted: () => true };
  return (await WorkflowRun.of(name, { github, inputs, vars, secrets: {} }, machine)).ran;
}

function pullRequest(from: string): Record<string, unknown> {
  const pull_request = {
    number: 7,
    head: { repo: { full_name: from, fork: from !== "example/maintenance" } },
  };
  return { event_name: "pull_request", event: { pull_request } };
}

describe("what GitHub runs", () => {
  const states = { PULUMI_BACKEND_URL: "s3://example" };

  it("for a pull request from a fork is no preview, and nothing without a backend", async () => {
    assert.deepEqual(
      await stepsOf("preview", { event: pullRequest("somebody/maintenance"), vars: states }),
      [],
    );
    assert.deepEqual(await stepsOf("preview", { event: pullRequest("example/maintenance") }), []);
    const own = await stepsOf("preview", { event: pullRequest("example/maintenance"), vars: states });
    assert.equal(own.length, 3);
  });

  it("every night is a look at both stacks, on main only", async () => {
    assert.deepEqual(await stepsOf("drift", { vars: states }), ["drift: make drift", "drift: make drift"]);
    assert.deepEqual(await stepsOf("drift", { event: { ref: "refs/heads/topic" }, vars: states }), []);
  });

  it("for a pull request's images is a build of each part, for a release a push", async () => {
    const build = 'build: make image PART="$PART" UNLESS_AS_IN="$BASE"';
    assert.deepEqual(await stepsOf("monorepo-build", { event: pullRequest("somebody/maintenance") }), [
      build,
      build,
    ]);
    const publish = 'publish: make image PART="$PART" STACK="$STACK" VERSION="$VERSION" PUSH=1';
    const inputs = { environment: "staging", version: "1.5.0" };
    assert.deepEqual(await stepsOf("monorepo-build", { event: { event_name: "push" }, inputs }), [
      publish,
      publish,
    ]);
  });

  it("for a rollback waits for no tests, and for prod brings no server's login", async () => {
    const rollback = {
      environment: "prod",
      act: "rollback",
      version: "1.4.2",
      checkout: "main",
      why: "by hand",
    };
    assert.deepEqual(await stepsOf("_pulumi", { inputs: rollback }), [
      'run: ./rollback.sh "$ENVIRONMENT" ${VERSION:+"$VERSION"} --message "$WHY"',
      'run: setup/delivery/keep.sh "$ENVIRONMENT" "$BRANCH"',
    ]);
  });

  it("for dev brings the server's login, and keeps nothing", async () => {
    const deploy = {
      environment: "dev",
      act: "deploy",
      version: "3f2a9c1b7d4e",
      checkout: "3f2a",
      why: "push",
    };
    assert.deepEqual(await stepsOf("_pulumi", { inputs: deploy }), [
      "run: setup/delivery/server.sh",
      'run: ./deploy.sh "$VERSION" "$ENVIRONMENT" --message "$WHY"',
    ]);
  });

  it("on every ordinary machine is the README's beginning; docker tests where there is a browser", async () => {
    const ran = await stepsOf("portability");
    const times = (step: string) => ran.filter((each) => each === step).length;
    assert.equal(times("ordinary: make up"), 6);
    assert.equal(times("ordinary: make docker-test"), 3);
    assert.equal(times("cluster: make kind-test"), 1);
  });

  it("for scans is each scanner, and then one judge", async () => {
    const ran = await stepsOf("security-scan-improved", { event: pullRequest("somebody/maintenance") });
    assert.deepEqual(ran.slice(0, 4), [
      ...['by-hand-too: make "$PART"', 'by-hand-too: make "$PART"'],
      ...["images: setup/scan-prepare.sh images", "images: setup/judge.sh images"],
    ]);
    assert.equal(ran.filter((each) => each === "code: setup/judge.sh code").length, 3);
  });
});
