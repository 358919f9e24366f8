/** The Kubernetes provider for tests keeps the contract of the published one, kind by kind, on the real engine. */
import assert from "node:assert/strict";
import type { Item } from "../support/kubernetes/client";
import { cluster, useNamespace } from "../support/kubernetes/cluster";
import { changed, definition, type Kind, kindsIn } from "../support/provider/kinds";
import { type Declared, Program, type ProgramRun } from "../support/provider/program";
import { assertNothing, assertWorked, operationsOn } from "../support/provider/runs";

const names = [
  "Namespace",
  "ConfigMap",
  "Secret",
  "Deployment",
  "Service",
  "Job",
  "NetworkPolicy",
  "PodDisruptionBudget",
  "HorizontalPodAutoscaler",
  "CustomResourceDefinition",
  "Binding",
] as const;
type Name = (typeof names)[number];

describe("the Kubernetes provider, kind by kind", function () {
  this.timeout(240_000);
  const namespace = useNamespace("provider");
  let program: Program;
  let kinds: Readonly<Record<string, Kind>>;
  let group: string;
  /** What is declared now, by kind. */
  let now: Map<Name, Declared>;
  let ran: ProgramRun;
  const kind = (name: Name) => kinds[name] as Kind;
  const declareAll = () => program.declare([definition("bindings", group), ...now.values()]);

  before(async () => {
    group = `${namespace()}.example.com`;
    kinds = kindsIn(namespace(), group);
    now = new Map(names.map((name) => [name, kind(name).declared]));
    program = await Program.create();
    declareAll();
  });
  after(async () => {
    await program.pulumi("destroy");
    program.dispose();
  });

  /** The object of a kind as the state knows it, asked of the cluster. */
  async function live(name: Name): Promise<Item | undefined> {
    const { outputs } = stateOf(name);
    return outputs && cluster().get(outputs);
  }

  interface State {
    readonly outputs?: Item;
    readonly inputs?: Item;
    readonly initErrors?: string[];
  }
  const stateOf = (name: Name): State => program.stateOf<State>(kind(name).declared.name);

  describe("create", () => {
    before(async () => {
      assertWorked(await program.pulumi("preview"));
      ran = assertWorked(await program.pulumi("up"));
    });
    for (const name of names) {
      it(name, async () => {
        assert.deepEqual(operationsOn(ran, kind(name).declared.name), ["create"]);
        const made = await live(name);
        assert.equal(made?.kind, name);
        assert.equal(made?.metadata?.uid, stateOf(name).outputs?.metadata?.uid);
        assert(made?.metadata?.uid, "it is in the cluster");
      });
    }

    it("what takes time is waited for", () => {
      const { outputs: deployment } = stateOf("Deployment");
      const { outputs: job } = stateOf("Job");
      assert.equal((deployment?.status as { availableReplicas?: number }).availableReplicas, 1);
      assert.equal((job?.status as { succeeded?: number }).succeeded, 1);
    });

    it("a name that is left out is generated, and says so", async () => {
      const made = await live("ConfigMap");
      assert.match(made?.metadata?.name ?? "", /^config-map-[0-9a-f]{8}$/);
      assert.equal(made?.metadata?.annotations?.["pulumi.com/autonamed"], "true");
    });

    it("a secret is in the state neither in clear nor in base64, and whole in the cluster", async () => {
      const clear = "in-clear-nowhere";
      const encoded = Buffer.from(clear).toString("base64");
      assert(!program.state.includes(clear), "in clear");
      assert(!program.state.includes(encoded), "in base64");
      assert.equal(((await live("Secret"))?.data as { password?: string }).password, encoded);
    });
  });

  describe("no-op", () => {
    it("nothing is done, in a preview or for real", async () => {
      assertNothing(await program.pulumi("preview"));
      assertNothing(await program.pulumi("up"));
    });
  });

  describe("update", () => {
    const uids = new Map<Name, string | undefined>();
    before(async () => {
      for (const name of names) uids.set(name, (await live(name))?.metadata?.uid);
      for (const name of names) now.set(name, changed(kind(name), kind(name).update));
      declareAll();
      ran = assertWorked(await program.pulumi("up"));
    });
    for (const name of names) {
      it(name, async () => {
        assert.deepEqual(operationsOn(ran, kind(name).declared.name), ["update"]);
        const updated = await live(name);
        assert.equal(updated?.metadata?.uid, uids.get(name), "it is the same object");
        assertHolds(updated, kind(name).update);
      });
    }
  });

  describe("refresh", () => {
    before(async () => {
      await cluster().ask("PATCH", await cluster().path(stateOf("Service").outputs ?? {}), {
        body: { spec: { ports: [{ port: 81, nodePort: null, targetPort: 9999, protocol: "TCP" }] } },
        contentType: "application/merge-patch+json",
      });
      const { outputs } = stateOf("PodDisruptionBudget");
      await cluster().delete(outputs ?? {});
      const others = names.filter((name) => name !== "PodDisruptionBudget");
      for (const name of others) {
        await cluster().ask("PATCH", await cluster().path(stateOf(name).outputs ?? {}), {
          body: { metadata: { labels: { step: "by-hand", foreign: "yes" } } },
          contentType: "application/merge-patch+json",
        });
      }
    });

    it("without it, what was changed by hand is not seen", async () => {
      assertNothing(await program.pulumi("preview"));
    });

    it("with it, fields of the program that were changed by hand are shown and repaired", async () => {
      const preview = assertWorked(await program.pulumi("preview", "--refresh"));
      assert.match(preview.output, /targetPort: 9999 => 8080/);
      ran = assertWorked(await program.pulumi("up", "--refresh"));
      assert.deepEqual(operationsOn(ran, kind("Service").declared.name), ["update"]);
      assertHolds(await live("Service"), kind("Service").update);
    });

    it("what is gone is made again", async () => {
      assert.deepEqual(operationsOn(ran, kind("PodDisruptionBudget").declared.name), ["create"]);
      assert(await live("PodDisruptionBudget"), "it is in the cluster");
    });

    for (const name of ["Namespace", "ConfigMap", "Secret", "Job"] as const) {
      it(`${name}: a label of the program is set right, a foreign one is left`, async () => {
        assert.deepEqual(operationsOn(ran, kind(name).declared.name), ["update"]);
        const { step, foreign } = (await live(name))?.metadata?.labels ?? {};
        assert.deepEqual({ step, foreign }, { step: "two", foreign: "yes" });
      });
    }

    for (const name of [
      "Deployment",
      "NetworkPolicy",
      "HorizontalPodAutoscaler",
      "CustomResourceDefinition",
      "Binding",
    ] as const) {
      it(`${name}: fields that the program does not give are nobody's concern`, async () => {
        assert.deepEqual(operationsOn(ran, kind(name).declared.name), []);
        assert.equal((await live(name))?.metadata?.labels?.foreign, "yes");
      });
    }

    it("afterwards nothing is left to do", async () => {
      assertNothing(await program.pulumi("preview", "--refresh"));
    });
  });

  describe("refuse", () => {
    for (const name of names) {
      it(name, async () => {
        program.declare([definition("bindings", group), changed(kind(name), kind(name).refused)]);
        const refused = await program.pulumi("preview");
        assert.notEqual(refused.code, 0, refused.output);
        assert.match(refused.output, kind(name).says);
      });
    }
  });

  describe("replace", () => {
    const uids = new Map<Name, string | undefined>();
    before(async () => {
      for (const name of names) uids.set(name, (await live(name))?.metadata?.uid);
      for (const name of names) now.set(name, changed(kind(name), kind(name).replace));
      declareAll();
      ran = assertWorked(await program.pulumi("up"));
    });
    for (const name of names) {
      it(name, async () => {
        const operations = operationsOn(ran, kind(name).declared.name);
        assert(operations.includes("create-replacement"), JSON.stringify(operations));
        assert(operations.includes("delete-replaced"), JSON.stringify(operations));
        const replaced = await live(name);
        assert(replaced?.metadata?.uid, "it is in the cluster");
        assert.notEqual(replaced.metadata.uid, uids.get(name), "it is another object");
        assertHolds(replaced, kind(name).replace);
      });
    }

    it("a fixed name is free before it is used again; a generated one need not be", () => {
      const first = (name: Name) => operationsOn(ran, kind(name).declared.name)[0];
      assert.equal(first("Secret"), "delete-replaced");
      assert.equal(first("ConfigMap"), "create-replacement");
    });

    it("afterwards nothing is left to do", async () => {
      assertNothing(await program.pulumi("up"));
    });
  });

  describe("delete", () => {
    const objects = new Map<Name, Item | undefined>();
    before(async () => {
      for (const name of names) objects.set(name, stateOf(name).outputs);
      program.declare([]);
      ran = assertWorked(await program.pulumi("up"));
    });
    for (const name of names) {
      it(name, async () => {
        assert.deepEqual(operationsOn(ran, kind(name).declared.name), ["delete"]);
        assert.equal(await cluster().get(objects.get(name) ?? {}), undefined);
      });
    }
  });
});

/** Every field of the change is in the object; what is secret in the change is not compared. */
function assertHolds(object: unknown, change: unknown): void {
  if (typeof change !== "object" || change === null) return assert.deepEqual(object, change);
  for (const [key, value] of Object.entries(change)) {
    if (key === "stringData") continue;
    assertHolds((object as Record<string, unknown> | undefined)?.[key], value);
  }
}
