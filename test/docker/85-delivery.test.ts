/** What GitHub would do with pushes and dispatches: the workflows' own steps, on a real git, registry and engine. */
import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { removeImages } from "../support/docker";
import { TestEnvironment } from "../support/environment";
import { baseImages, versionFile } from "../support/images";
import { pulumiOn } from "../support/pulumi-on";
import { Registry } from "../support/registry/registry";
import { run } from "../support/run";
import { servingNow, up } from "../support/stories";
import { FakeGh } from "../support/workflows/fake-gh";
import { gitIn, Repository } from "../support/workflows/repository";
import { WorkflowRun } from "../support/workflows/run";

const stack = "staging";
const file = `Pulumi.${stack}.yaml`;
const branch = "release/1";

const decide = "validate: setup/delivery/decide.sh";
const proved = ["validate: make check", "validate: make unit"];
const publish = 'build/publish: make image PART="$PART" STACK="$STACK" VERSION="$VERSION" PUSH=1';
const deploy = 'deploy-staging/run: ./deploy.sh "$VERSION" "$ENVIRONMENT" --message "$WHY"';
const rollback = 'deploy-staging/run: ./rollback.sh "$ENVIRONMENT" ${VERSION:+"$VERSION"} --message "$WHY"';
const keep = 'deploy-staging/run: setup/delivery/keep.sh "$ENVIRONMENT" "$BRANCH"';

describe("delivery", () => {
  let staging: TestEnvironment;
  let registry: Registry;
  let repository: Repository;
  let released = "";

  before(async function () {
    // The registry is built once.
    this.timeout(600_000);
    [registry, staging] = await Promise.all([Registry.start(), TestEnvironment.create("delivery", stack)]);
    const { api, frontend } = await baseImages();
    write(
      "app/api/Dockerfile",
      `FROM ${api}\nUSER 0\nARG VERSION\nRUN echo "$VERSION" >${versionFile}\nUSER 10001\n`,
    );
    // It does not say which version it is.
    write("app/frontend/Dockerfile", `FROM ${frontend}\n`);
    staging.replace({
      frontend: { image: `${registry.host}/maintenance-frontend`, replicas: 1 },
      backend: { image: `${registry.host}/maintenance-api`, replicas: 1 },
    });
    staging.setRelease({ live: "blue", blue: "1.0.0" });
    repository = await Repository.of(staging.folder, branch);
    for (const part of ["api", "frontend"]) {
      const words = ["image", `PART=${part}`, `STACK=${stack}`, "VERSION=1.0.0", "PUSH=1"];
      await run("make", words, { cwd: staging.folder });
    }
    await up(staging);
  });
  after(() => {
    staging?.dispose();
    registry?.dispose();
    repository?.dispose();
    removeImages(registry.host);
  });

  const write = (path: string, text: string) => writeFileSync(join(staging.folder, path), text);

  /** A workflow as an event of the branch starts it. */
  async function started(
    name: string,
    event: Record<string, unknown>,
    inputs: Record<string, unknown> = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<WorkflowRun> {
    const commit = await repository.commitHash();
    const pulumi = pulumiOn(join(staging.folder, ".state/pulumi"));
    const ref = `refs/heads/${branch}`;
    const github = { sha: commit, ref, repository: "example/maintenance", run_id: 1, ...event };
    const told = {
      GITHUB_SHA: commit,
      GITHUB_REF: ref,
      GITHUB_EVENT_NAME: String(event.event_name),
      GITHUB_REPOSITORY: "example/maintenance",
      GITHUB_ACTOR: "octocat",
    };
    const vars = { PULUMI_BACKEND_URL: pulumi.PULUMI_BACKEND_URL };
    return WorkflowRun.of(
      name,
      { github, vars, inputs, secrets: {} },
      {
        checkout: (at) => repository.checkout(at),
        env: { ...pulumi, ...told, ...env },
        // Parts of the tests themselves.
        noted: (command) => ["make check", "make unit"].includes(command),
      },
    );
  }
  const pushed = async () =>
    started("deploy-automation", { event_name: "push", event: { before: await repository.push() } });
  const dispatched = (inputs: Record<string, unknown>) =>
    started("deploy-automation", { event_name: "workflow_dispatch", event: {} }, inputs);

  it("a push that changes the application is released, and the stack file that was released is on the branch", async () => {
    appendFileSync(join(staging.folder, "app/api/Dockerfile"), "LABEL changed=1\n");
    await repository.commit("a change of the API");
    released = (await repository.commitHash()).slice(0, 12);
    const { ran, said } = await pushed();
    assert.deepEqual(ran, [decide, ...proved, publish, publish, deploy, keep], said);
    assert.deepEqual(await servingNow(staging), { version: released, colour: "green" }, said);
    const { config } = parse(await repository.fileOnBranch(file)) as { config: Record<string, unknown> };
    const { live, blue, green } = config["maintenance:release"] as Record<string, unknown>;
    assert.deepEqual([live, blue, green], ["green", "1.0.0", released]);
    assert.equal(await repository.newest(), `Release of staging: push to ${branch}, run 1`);
  });

  it("of its images, what has not changed was not built: it has a name more", async () => {
    const digest = (part: string, tag: string) => registry.digest(`maintenance-${part}`, tag);
    assert.equal(await digest("frontend", released), await digest("frontend", "1.0.0"));
    assert.notEqual(await digest("api", released), await digest("api", "1.0.0"));
    const tags = await registry.tags("maintenance-api");
    for (const tag of [released, `sha-${released}`, `staging-${released}`])
      assert.ok(tags.includes(tag), tags.join(" "));
  });

  it("git revert of the release commit takes users back: no version is new, nothing is built", async () => {
    await repository.pull();
    await repository.git("revert", "--no-edit", "HEAD");
    const { ran, said } = await pushed();
    assert.deepEqual(ran, [decide, ...proved, "deploy-staging/run: make up", keep], said);
    assert.deepEqual(await servingNow(staging), { version: "1.0.0", colour: "blue" }, said);
    assert.equal(await repository.newest(), `Revert "Release of staging: push to ${branch}, run 1"`);
  });

  it("a push of what no stack is made from starts nothing", async () => {
    write("docs/new.md", "# New\n");
    await repository.commit("a page");
    assert.deepEqual((await pushed()).ran, [decide, ...proved]);
  });

  it("a version that the environment had is gone back to by its name", async () => {
    const { ran, said } = await dispatched({ environment: stack, rollback: true, version: released });
    assert.deepEqual(ran, [decide, rollback, keep], said);
    assert.deepEqual(await servingNow(staging), { version: released, colour: "green" }, said);
    assert.equal(await repository.newest(), "Release of staging: asked for by hand, run 1");
  });

  it("a wrong version and a wrong environment are refused at once, before anything is touched", async () => {
    const { ran, said } = await dispatched({ environment: "qa", rollback: false, version: "$(id)" });
    assert.deepEqual(ran, [decide]);
    assert.match(said, /version: should be an image tag.* got "\$\(id\)"/);
    assert.match(said, /environment: should be one of dev, staging, prod, development, production, got "qa"/);
  });

  it("a pull request gets one comment: what it would do to each stack, or that nobody can tell", async () => {
    const gh = new FakeGh();
    const pull_request = { number: 7, head: { repo: { full_name: "example/maintenance" } } };
    const event = { event_name: "pull_request", event: { pull_request } };
    const { ran, said } = await started("preview", event, {}, { PATH: gh.path });
    const plan = 'preview: make plan OUT="out/preview-$STACK.md"';
    const comment = "comment: setup/comment.sh out/preview-staging.md out/preview-prod.md";
    assert.deepEqual(ran, [plan, plan, comment], said);
    assert.match(gh.body, new RegExp(`^### staging: green ${released} answers everybody$`, "m"));
    assert.match(gh.body, /^### prod: nobody can tell$/m);
    gh.dispose();
  });

  it("every night, a stack that is as its file says passes, and one that cannot be asked fails", async () => {
    const { ran, said } = await started("drift", {
      event_name: "schedule",
      event: {},
      ref: "refs/heads/main",
    });
    assert.deepEqual(ran, ["drift: make drift", "drift: make drift"]);
    assert.match(said, /prod is not as its file and its state say, or cannot be asked/);
    assert.doesNotMatch(said, /staging is not as its file/);
  });

  it("a release block that somebody else wrote meanwhile is not overwritten: the job says what is to be kept", async () => {
    const [ours, other] = [await repository.checkout(""), await repository.checkout("")];
    const edit = (folder: string, line: string) => {
      const path = join(folder, file);
      writeFileSync(path, readFileSync(path, "utf8").replace(/^( *)live: .*$/m, `$1live: ${line}`));
    };
    edit(other, "green # stays");
    await gitIn(other, "commit", "--quiet", "--all", "--message", "by hand");
    await repository.push(other);
    edit(ours, "blue");
    const { code, output } = await run("setup/delivery/keep.sh", [stack, branch], {
      cwd: ours,
      mayFail: true,
    });
    assert.equal(code, 1, output);
    assert.match(
      output,
      /staging is as released, but Pulumi\.staging\.yaml could not be pushed to release\/1/,
    );
    assert.match(output, /^ *\+ +live: blue$/m);
    assert.equal(await repository.newest(), "by hand");
  });
});
