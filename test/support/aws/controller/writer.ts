/** What the controller writes into the cluster: finalizers, the conditions of gates, and why it does nothing. */
import { type Client, type Item, Refused } from "../../kubernetes/client";
import { type Binding, holds, type Pod } from "./objects";

export const finalizer = "elbv2.k8s.aws/resources";

export class Writer {
  /** Bindings whose refusal has been told. */
  private readonly told = new Set<string>();

  constructor(
    private readonly kubernetes: Client,
    private readonly log: (event: object) => void,
  ) {}

  async refuse({ metadata, spec }: Binding): Promise<void> {
    if (this.told.has(metadata.uid)) return;
    this.told.add(metadata.uid);
    const message = `TargetGroup ${spec.targetGroupARN} is already bound to another TargetGroupBinding`;
    this.log({ event: "binding refused", binding: metadata.name, message });
    const now = new Date().toISOString();
    const { name, namespace, uid } = metadata;
    await this.kubernetes.ask("POST", `/api/v1/namespaces/${namespace}/events`, {
      body: {
        metadata: { generateName: `${name}-`, namespace },
        involvedObject: {
          apiVersion: "elbv2.k8s.aws/v1beta1",
          kind: "TargetGroupBinding",
          name,
          namespace,
          uid,
        },
        type: "Warning",
        reason: "AlreadyBound",
        message,
        firstTimestamp: now,
        lastTimestamp: now,
        source: { component: "load-balancer-controller" },
      },
    });
  }

  async openGate(pod: Pod, gate: string, open: boolean, why: string): Promise<void> {
    const { name, namespace } = pod.metadata;
    const isKnown = pod.status.conditions?.some(({ type }) => type === gate) ?? false;
    if (isKnown && holds(pod, gate) === open) return;
    const condition = {
      type: gate,
      status: open ? "True" : "False",
      reason: open ? "Healthy" : "NotHealthy",
      message: open ? why : "the target is not healthy",
      lastTransitionTime: `${new Date().toISOString().slice(0, 19)}Z`,
    };
    await this.unlessGone(
      this.kubernetes.ask("PATCH", `/api/v1/namespaces/${namespace}/pods/${name}/status`, {
        body: { status: { conditions: [condition] } },
        contentType: "application/strategic-merge-patch+json",
      }),
    );
    this.log({ event: "gate", pod: name, gate, open });
  }

  async setFinalizer({ metadata }: Binding, present: boolean): Promise<void> {
    const { finalizers = [], name, namespace } = metadata;
    if (finalizers.includes(finalizer) === present) return;
    const others = finalizers.filter((one) => one !== finalizer);
    await this.unlessGone(
      this.kubernetes.ask(
        "PATCH",
        `/apis/elbv2.k8s.aws/v1beta1/namespaces/${namespace}/targetgroupbindings/${name}`,
        {
          body: { metadata: { finalizers: present ? [...others, finalizer] : others } },
          contentType: "application/merge-patch+json",
        },
      ),
    );
  }

  private async unlessGone(asked: Promise<Item>): Promise<void> {
    await asked.catch((error: unknown) => {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
    });
  }
}
