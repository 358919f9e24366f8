/** The stand-in for the load balancer controller keeps target groups as bindings say, and opens readiness gates. */
import assert from "node:assert/strict";
import { DeleteTargetGroupCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { until } from "../../components/until";
import { binding, gatedDeployment, service } from "../support/aws/bound-pods";
import { Edge, makeGroup } from "../support/aws/edge";
import { AwsSimulation } from "../support/aws/simulation";
import { LocalTarget } from "../support/aws/target";
import { ask } from "../support/http";
import { type Item, Refused } from "../support/kubernetes/client";
import {
  cluster,
  hasCondition,
  kubeconfig,
  make,
  untilObject,
  useNamespace,
} from "../support/kubernetes/cluster";

interface Pod extends Item {
  readonly status: { readonly podIP?: string; readonly conditions: { type: string; status: string }[] };
}

describe("the load balancer controller", function () {
  this.timeout(120_000);
  const namespace = useNamespace("controller");
  let aws: AwsSimulation;
  let edge: Edge;
  before(async () => {
    aws = await AwsSimulation.start({ kubeconfig });
    edge = await Edge.make(aws, "edge", { HealthCheckPath: "/hostname" });
  });
  after(() => aws.stop());

  /** Those that are to stay. */
  const pods = async () => {
    const ours = { apiVersion: "v1", kind: "Pod", metadata: { namespace: namespace() } };
    const found = (await cluster().list(ours, "app=web")) as Pod[];
    return found.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  };
  const gates = async () =>
    (await pods()).map(
      ({ status }) =>
        status.conditions.find(({ type }) => type === "target-health.elbv2.k8s.aws/web")?.status ?? "none",
    );
  const bound = () => binding(namespace(), "web", edge.blue);
  const untilGone = (item: Item) =>
    until(async () => (await cluster().get(item)) === undefined, `${item.kind} to be gone`);

  it("registers a pod whose containers are ready; its gate is shut while no listener uses the group", async () => {
    await make(service(namespace(), "web"), bound(), gatedDeployment(namespace(), "web"));
    await aws.untilHealth(edge.blue, "unused Target.NotInUse", 1);
    await until(async () => (await gates()).join() === "False", "the gate to be told to be shut");
    assert(!hasCondition("Ready")((await pods())[0] ?? {}), "the pod is not ready");
  });

  it("opens the gate when the target is healthy, and requests reach the pod", async () => {
    await edge.listen(80, edge.split(100, 0));
    await untilObject(gatedDeployment(namespace(), "web"), "available", hasCondition("Available"));
    assert.deepEqual(await gates(), ["True"]);
    const { status, body } = await ask(`${await aws.url(80)}/hostname`);
    assert.equal(status, 200, body);
  });

  it("follows the pods, and takes out what does not belong", async () => {
    const foreign = await (await LocalTarget.start("foreign")).register(aws, edge.blue);
    await make(gatedDeployment(namespace(), "web", 2));
    await aws.untilHealth(edge.blue, "healthy", 2);
    foreign.stop();
    await make(gatedDeployment(namespace(), "web", 1));
    await aws.untilHealth(edge.blue, "healthy", 1);
  });

  it("a fault that keeps a target from being healthy keeps a new pod from being ready", async () => {
    await aws.fault({ neverHealthy: [edge.blue] });
    await make(gatedDeployment(namespace(), "web", 2));
    await until(async () => (await gates()).filter((gate) => gate === "False").length === 2, "shut gates");
    await aws.fault({});
    await until(async () => (await gates()).join() === "True,True", "open gates");
  });

  it("does not let a group be bound twice: the second binding does nothing, and says why", async () => {
    const second = binding(namespace(), "second", edge.blue, "nothing");
    await make(second);
    const told = async () =>
      (await cluster().list({ apiVersion: "v1", kind: "Event", metadata: { namespace: namespace() } })).some(
        ({ reason, message }) => reason === "AlreadyBound" && String(message).includes(edge.blue),
      );
    await until(told, "an event about it");
    await aws.untilHealth(edge.blue, "healthy", 2);
    await cluster().delete(second);
    await untilGone(second);
  });

  it("fields that cannot change are refused", async () => {
    const refused = make(binding(namespace(), "web", edge.green));
    await assert.rejects(
      refused,
      (error) => error instanceof Refused && /targetGroupARN/.test(error.message),
    );
    const unknown = { ...bound(), spec: { ...(bound().spec as object), networking: {} } };
    await assert.rejects(make(unknown), /networking/);
  });

  it("a binding stays until the controller has taken its targets out; pods are ready without it", async () => {
    await aws.controller("stop");
    await cluster().delete(bound());
    const held = await cluster().get(bound());
    assert(held?.metadata?.deletionTimestamp, "it is held by its finalizer");
    assert.match(JSON.stringify(held.metadata.finalizers), /elbv2.k8s.aws\/resources/);
    await aws.controller("start");
    await untilGone(bound());
    const states = await aws.health(edge.blue);
    assert.deepEqual(new Set(states), new Set(["draining Target.DeregistrationInProgress"]));
    assert.deepEqual(await gates(), ["True", "True"]);
  });

  it("bindings of groups that this AWS never had are somebody else's", async () => {
    const foreign = binding(namespace(), "foreign", `${edge.green}0`, "nothing");
    const own = binding(namespace(), "own", edge.green, "nothing");
    await make(foreign, own);
    await untilObject(own, "held", ({ metadata }) => metadata?.finalizers !== undefined);
    assert.doesNotMatch(aws.events, /"binding":"foreign"/);
    for (const one of [foreign, own]) await cluster().delete(one);
    for (const one of [foreign, own]) await untilGone(one);
  });

  it("a binding to a group that is gone can be deleted", async () => {
    const lone = binding(namespace(), "lone", await makeGroup(aws, "lone"), "nothing");
    await make(lone);
    await untilObject(lone, "held", ({ metadata }) => metadata?.finalizers !== undefined);
    const { targetGroupARN } = lone.spec as { targetGroupARN: string };
    await aws.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: targetGroupARN }));
    await cluster().delete(lone);
    await untilGone(lone);
  });
});
