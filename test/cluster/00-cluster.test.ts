/** The cluster does what the others rely on: it runs, refuses, names and protects as any Kubernetes does. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { until } from "../../components/until";
import { onExit } from "../support/cleanup";
import { docker } from "../support/docker";
import { type Item, Refused } from "../support/kubernetes/client";
import { cluster, hasCondition, make, untilObject, useNamespace } from "../support/kubernetes/cluster";
import { image, job, podSpec, python, webDeployment, webService } from "../support/kubernetes/workloads";

async function refusal(answer: Promise<unknown>): Promise<Refused> {
  const refused = await answer.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert(refused instanceof Refused, `it was not refused: ${String(refused)}`);
  return refused;
}

describe("the cluster", () => {
  const namespace = useNamespace("cluster");

  /** @throws when one of the addresses does not answer a pod. */
  async function askFromPod(name: string, ...urls: string[]): Promise<void> {
    // The rules of a Service follow its pods within a second or two.
    const ask = python(`
import time
from urllib.error import URLError
from urllib.request import urlopen
until = time.monotonic() + 15
for url in ${JSON.stringify(urls)}:
    while True:
        try:
            print(urlopen(url, timeout=5).read().decode())
            break
        except (URLError, TimeoutError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
`);
    const asking = job(namespace(), name, ask);
    await make(asking);
    const ended = (live: Item) => hasCondition("Complete")(live) || hasCondition("Failed")(live);
    const done = await untilObject(asking, "ended", ended);
    assert(hasCondition("Complete")(done), JSON.stringify(done.status));
  }

  it("a node is ready", async () => {
    const nodes = await cluster().list({ apiVersion: "v1", kind: "Node" });
    assert(nodes.some(hasCondition("Ready")), JSON.stringify(nodes));
  });

  it("a Deployment that needs no privilege becomes available, from a local image", async () => {
    const deployment = webDeployment(namespace(), "web", 2);
    await make(deployment, webService(namespace(), "web"));
    const live = await untilObject(deployment, "available", hasCondition("Available"));
    assert.equal((live.status as { availableReplicas?: number }).availableReplicas, 2);
  });

  it("a Service answers another pod by its name, short and whole", async () => {
    await askFromPod(
      "by-name",
      "http://web/hostname",
      `http://web.${namespace()}.svc.cluster.local/hostname`,
    );
  });

  it("a pod that asks for privileges is refused where the namespace forbids them", async () => {
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "privileged", namespace: namespace() },
      spec: podSpec(["true"], { securityContext: { privileged: true } }),
    };
    const { status, message } = await refusal(make(pod));
    assert.equal(status, 403);
    assert.match(message, /violates PodSecurity "restricted.*privileged/);
  });

  it("a disruption budget refuses an eviction that would break it, and allows another", async () => {
    const budget = {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "web", namespace: namespace() },
      spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
    };
    await make(budget);
    const allowed = (count: number) => (live: typeof budget & { status?: { disruptionsAllowed?: number } }) =>
      live.status?.disruptionsAllowed === count;
    await untilObject(budget, "one disruption is allowed", allowed(1) as never);
    const pods = await cluster().list(
      { apiVersion: "v1", kind: "Pod", metadata: { namespace: namespace() } },
      "app=web",
    );
    const [first, second] = pods.map(({ metadata }) => metadata?.name ?? "");
    assert(first && second, "two pods run");
    const evict = (name: string) =>
      cluster().ask("POST", `/api/v1/namespaces/${namespace()}/pods/${name}/eviction`, {
        body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace: namespace() } },
      });
    await evict(first);
    const { status, message } = await refusal(evict(second));
    assert.equal(status, 429);
    assert.match(message, /disruption budget/);
  });

  it("pods reach containers of the Docker engine, whose published ports go on answering", async function () {
    // Another cluster need not be on this machine.
    if (process.env.TEST_KUBECONFIG) this.skip();
    // The engine lets anybody reach the port that is published; pods reach the others too.
    const serve = (port: number) => `python3 -m http.server ${port} --directory /etc`;
    const command = ["sh", "-c", `${serve(8080)} & exec ${serve(8081)}`];
    const id = await docker(["run", "--detach", "--rm", "--publish", "127.0.0.1::8080", image, ...command]);
    const undo = onExit(() => execFileSync("docker", ["rm", "--force", id], { stdio: "ignore" }));
    try {
      const published = await docker(["port", id, "8080"]);
      const answers = async () => {
        const signal = AbortSignal.timeout(2_000);
        return (await fetch(`http://${published}/hostname`, { signal }).catch(() => undefined))?.ok;
      };
      await until(answers, "the published port to answer");
      const address = await docker(["inspect", "--format", "{{.NetworkSettings.IPAddress}}", id]);
      await askFromPod("container", `http://${address}:8081/hostname`);
    } finally {
      undo();
      await docker(["rm", "--force", id]);
    }
  });
});
