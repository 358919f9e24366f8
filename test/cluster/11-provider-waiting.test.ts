/** What the provider for tests waits for, what it says when that does not come, and how the next run goes on. */
import assert from "node:assert/strict";
import type { Item } from "../support/kubernetes/client";
import { cluster, useNamespace } from "../support/kubernetes/cluster";
import { podSpec, webDeployment, webService } from "../support/kubernetes/workloads";
import { type Declared, Program, type ProgramRun } from "../support/provider/program";
import { assertWorked, operationsOn } from "../support/provider/runs";

describe("the Kubernetes provider, waiting", function () {
  this.timeout(240_000);
  const namespace = useNamespace("waiting");
  let program: Program;
  before(async () => {
    program = await Program.create();
  });
  after(async () => {
    await program.pulumi("destroy");
    program.dispose();
  });

  async function up(...resources: Declared[]): Promise<ProgramRun> {
    program.declare(resources);
    return program.pulumi("up");
  }
  function assertFailed(ran: ProgramRun, ...said: RegExp[]): void {
    assert.notEqual(ran.code, 0, ran.output);
    for (const one of said) assert.match(ran.output, one);
  }
  const soon = { customTimeouts: { create: "5s", update: "5s" } };

  describe("a Deployment", () => {
    const deployment = (image?: string): Declared => {
      const { metadata, spec } = webDeployment(namespace(), "broken");
      const { template, ...others } = spec as {
        template: { metadata: object; spec: { containers: object[] } };
      };
      const containers = template.spec.containers.map((one) => ({
        ...one,
        ...(image ? { image, imagePullPolicy: "Never" } : {}),
      }));
      return {
        type: "apps/v1/Deployment",
        name: "broken",
        args: {
          metadata,
          spec: { ...others, template: { ...template, spec: { ...template.spec, containers } } },
        },
        options: soon,
      };
    };

    it("whose image is not to be had fails in the time given, and says why", async () => {
      const ran = await up(deployment("not-there:1"));
      assertFailed(ran, /waited 5 s/, /0 of 1 replicas are available/, /container main: ErrImageNeverPull/);
    });

    it("stays in the state: the next run fails the same way without a change", async () => {
      const ran = await up(deployment("not-there:1"));
      assertFailed(ran, /container main: ErrImageNeverPull/);
      assert.deepEqual(operationsOn(ran, "broken"), ["update"]);
    });

    it("a refresh does not make it whole", async () => {
      await program.pulumi("refresh");
      assert.match(program.state, /replicas are available/);
    });

    it("with an image that is there the next run converges", async () => {
      assertWorked(await up({ ...deployment(), options: {} }));
      assertWorked(await program.pulumi("preview", "--expect-no-changes"));
    });
  });

  describe("a Job", () => {
    const job = (
      command: string[],
      annotations: object = {},
      options: Declared["options"] = {},
    ): Declared => ({
      type: "batch/v1/Job",
      name: "migration",
      args: {
        metadata: { name: "migration", namespace: namespace(), annotations },
        spec: { backoffLimit: 0, template: { spec: { ...podSpec(command), restartPolicy: "Never" } } },
      },
      options,
    });
    const rerun = { "pulumi.com/replaceUnready": "true" };

    it("that fails, fails the run at once and says why", async () => {
      const ran = await up(job(["false"]));
      assertFailed(ran, /Failed: BackoffLimitExceeded/, /container main: Error/);
    });

    it("goes on failing, as it is not run again", async () => {
      assertFailed(await up(job(["false"])), /Failed: BackoffLimitExceeded/);
    });

    it("with another command is another Job", async () => {
      const ran = await up(job(["true"]));
      assertWorked(ran);
      assert.deepEqual(operationsOn(ran, "migration"), ["delete-replaced", "replace", "create-replacement"]);
    });

    it("that completed is left alone, also if it may be replaced when unready", async () => {
      assertWorked(await up(job(["true"], rerun)));
      assertWorked(await program.pulumi("preview", "--expect-no-changes"));
    });

    it("that failed and may be replaced runs again without a change", async () => {
      assertFailed(await up(job(["false"], rerun)), /Failed: BackoffLimitExceeded/);
      const failed = (await live())?.metadata?.uid;
      const ran = await up(job(["false"], rerun));
      assertFailed(ran, /Failed: BackoffLimitExceeded/);
      assert(operationsOn(ran, "migration").includes("create-replacement"), ran.output);
      assert.notEqual((await live())?.metadata?.uid, failed);
    });

    it("and does so when changes to it are ignored: as it is written now, because it is made anew", async () => {
      assertWorked(await up(job(["true"], rerun, { ignoreChanges: ["*"] })));
    });

    function live(): Promise<Item | undefined> {
      const metadata = { name: "migration", namespace: namespace() };
      return cluster().get({ apiVersion: "batch/v1", kind: "Job", metadata });
    }
  });

  describe("a Service", () => {
    const service = (annotations: object = {}): Declared => {
      const { metadata, spec } = webService(namespace(), "empty");
      return {
        type: "core/v1/Service",
        name: "empty",
        args: { metadata: { ...metadata, annotations }, spec },
        options: soon,
      };
    };

    it("without a pod fails in the time given, and says why", async () => {
      assertFailed(await up(service()), /waited 5 s/, /no endpoint that is ready/);
    });

    it("need not be waited for", async () => {
      assertWorked(await up(service({ "pulumi.com/skipAwait": "true" })));
      assertWorked(await program.pulumi("preview", "--expect-no-changes"));
    });
  });
});
