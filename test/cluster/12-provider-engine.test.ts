/** How the provider for tests and the engine treat each other: unknowns, ignored changes, several providers, cancelling. */
import assert from "node:assert/strict";
import { cluster, kubeconfig, useNamespace } from "../support/kubernetes/cluster";
import { webDeployment, webService } from "../support/kubernetes/workloads";
import { type Declared, Program } from "../support/provider/program";
import { assertWorked } from "../support/provider/runs";

describe("the Kubernetes provider and the engine", function () {
  this.timeout(240_000);
  const namespace = useNamespace("engine");
  const another = useNamespace("another");
  let program: Program;
  beforeEach(async () => {
    program = await Program.create();
  });
  afterEach(async () => {
    await program.pulumi("destroy");
    program.dispose();
  });

  const settings = (name: string, data: object, more: Partial<Declared> = {}): Declared => ({
    type: "core/v1/ConfigMap",
    name,
    args: { metadata: { name, namespace: namespace() }, data },
    ...more,
  });
  const dataOf = async (name: string, where = namespace()) =>
    (await cluster().get({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: where } }))
      ?.data;

  it("what only the cluster knows is unknown in a preview, and right afterwards", async () => {
    const { metadata, spec } = webService(namespace(), "known-later");
    const args = { metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } }, spec };
    program.declare([
      { type: "core/v1/Service", name: "service", args },
      settings("told", {
        address: { output: "service.spec.clusterIP" },
        id: { output: "service.metadata.uid" },
      }),
    ]);
    const preview = assertWorked(await program.pulumi("preview"));
    assert.doesNotMatch(preview.output, /undefined/);
    assert.match(preview.output, /address: \[unknown\]|address: output<string>/);
    assertWorked(await program.pulumi("up"));
    const service = await cluster().get({ apiVersion: "v1", kind: "Service", metadata });
    assert.deepEqual(await dataOf("told"), {
      address: (service?.spec as { clusterIP: string }).clusterIP,
      id: service?.metadata?.uid,
    });
  });

  it("a Secret is one by its kind, whatever class makes it: what is derived from its text is secret too", async () => {
    const clear = "hidden-by-kind";
    const encoded = Buffer.from(clear).toString("base64");
    const item = { apiVersion: "v1", kind: "Secret", metadata: { name: "plain", namespace: namespace() } };
    program.declare([
      {
        type: "apiextensions/CustomResource",
        name: "plain",
        args: { ...item, stringData: { password: { secret: clear } } },
      },
    ]);
    assertWorked(await program.pulumi("up"));
    assertWorked(await program.pulumi("refresh"));
    assert.deepEqual((await cluster().get(item))?.data, { password: encoded });
    assert(!program.state.includes(clear), "in clear");
    assert(!program.state.includes(encoded), "in base64");
  });

  it("ignored changes are no operation, with a refresh too", async () => {
    const frozen = { options: { ignoreChanges: ["*"] } };
    program.declare([settings("frozen", { key: "one" }, frozen)]);
    assertWorked(await program.pulumi("up"));
    program.declare([settings("frozen", { key: "two", more: "three" }, frozen)]);
    assertWorked(await program.pulumi("up", "--expect-no-changes"));
    assertWorked(await program.pulumi("up", "--refresh", "--expect-no-changes"));
    assert.deepEqual(await dataOf("frozen"), { key: "one" });
  });

  it("two providers with namespaces of their own do not mix", async () => {
    const providers = [namespace(), another()].map((where, index) => ({
      type: "Provider",
      name: `provider-${index}`,
      args: { kubeconfig, namespace: where },
    }));
    const maps = ["one", "two"].map((name, index) => ({
      type: "core/v1/ConfigMap",
      name,
      args: { metadata: { name }, data: { is: name } },
      options: { provider: `provider-${index}` },
    }));
    program.declare([...providers, ...maps]);
    assertWorked(await program.pulumi("up"));
    const found = [namespace(), another()].map((where) => ["one", "two"].map((name) => dataOf(name, where)));
    assert.deepEqual(await Promise.all(found.flat()), [{ is: "one" }, undefined, undefined, { is: "two" }]);
  });

  it("a run that is interrupted ends its wait; the object stays in the state, and the next run goes on", async () => {
    const { metadata, spec } = webService(namespace(), "later");
    const service: Declared = { type: "core/v1/Service", name: "later", args: { metadata, spec } };
    program.declare([service]);
    const running = program.interrupted(async () => {
      return (await cluster().get({ apiVersion: "v1", kind: "Service", metadata })) !== undefined;
    });
    const ran = await running;
    assert.notEqual(ran.code, 0, ran.output);
    assert.match(ran.output, /cancelled while it was waited for/);
    assert.match(program.state, /"id":\s*"[^"]*\/later"/);
    const { metadata: named, spec: pods } = webDeployment(namespace(), "later");
    program.declare([
      service,
      { type: "apps/v1/Deployment", name: "pods", args: { metadata: named, spec: pods } },
    ]);
    assertWorked(await program.pulumi("up"));
  });
});
