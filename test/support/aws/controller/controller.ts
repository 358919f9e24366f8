/**
 * Stands in for the AWS Load Balancer Controller: keeps target groups as their TargetGroupBindings say, and opens the
 * readiness gates of pods whose targets are healthy. It asks again and again instead of watching.
 */
import { setTimeout as pause } from "node:timers/promises";
import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Client } from "../../kubernetes/client";
import {
  type Binding,
  type EndpointSlice,
  bindingsPath,
  gateOf,
  isGated,
  type Named,
  type Pod,
  type Service,
} from "./objects";
import { owners, type Wanted, wantedTargets } from "./wanted";
import { finalizer, Writer } from "./writer";

const intervalMs = 200;

interface Seen {
  readonly services: readonly Service[];
  readonly slices: readonly EndpointSlice[];
  readonly pods: readonly Pod[];
}

export class Controller {
  private readonly ended = new AbortController();
  private readonly running: Promise<void>;
  private readonly writer: Writer;

  constructor(
    private readonly kubernetes: Client,
    private readonly elb: ElasticLoadBalancingV2Client,
    /** A cluster may be shared: the bindings of another simulation are not touched. */
    private readonly isOurs: (targetGroupArn: string) => boolean,
    /** Whether it is there at all. */
    private readonly isInstalled: () => Promise<boolean>,
    private readonly log: (event: object) => void,
  ) {
    this.writer = new Writer(kubernetes, log);
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.running;
    this.elb.destroy();
  }

  private async run(): Promise<void> {
    const { signal } = this.ended;
    while (!signal.aborted) {
      try {
        await this.once();
      } catch (error) {
        // The next round tries again.
        this.log({ event: "controller failed", message: (error as Error).message });
      }
      await pause(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async once(): Promise<void> {
    const all = await this.list<Binding>(bindingsPath);
    const bindings = all.filter(({ spec }) => this.isOurs(spec.targetGroupARN));
    if (bindings.length === 0 || !(await this.isInstalled())) return;
    const [services, slices, pods] = await Promise.all([
      this.list<Service>("/api/v1/services"),
      this.list<EndpointSlice>("/apis/discovery.k8s.io/v1/endpointslices"),
      this.list<Pod>("/api/v1/pods"),
    ]);
    const owning = owners(bindings);
    for (const binding of bindings) {
      try {
        if (binding.metadata.deletionTimestamp !== undefined) {
          await this.release(binding, owning.has(binding), pods);
        } else if (owning.has(binding)) {
          await this.keep(binding, { services, slices, pods });
        } else {
          await this.writer.refuse(binding);
        }
      } catch (error) {
        const { name } = binding.metadata;
        this.log({ event: "controller failed", binding: name, message: (error as Error).message });
      }
    }
  }

  private async keep(binding: Binding, { services, slices, pods }: Seen): Promise<void> {
    const { metadata, spec } = binding;
    await this.writer.setFinalizer(binding, true);
    const service = services.find(
      ({ metadata: { name, namespace } }) =>
        name === spec.serviceRef.name && namespace === metadata.namespace,
    );
    const wanted = wantedTargets(binding, service, slices, pods);
    const states = await this.registered(spec.targetGroupARN);
    const missing = wanted.filter((target) => !states.has(key(target)) || isLeaving(states.get(key(target))));
    const wantedKeys = new Set(wanted.map(key));
    const foreign = [...states]
      .filter(([target, state]) => !wantedKeys.has(target) && !isLeaving(state))
      .map(([target]) => target);
    if (missing.length > 0) {
      await this.elb.send(
        new RegisterTargetsCommand({
          TargetGroupArn: spec.targetGroupARN,
          Targets: missing.map(({ id, port }) => ({ Id: id, Port: port })),
        }),
      );
    }
    await this.deregister(spec.targetGroupARN, foreign);
    const gate = gateOf(binding);
    for (const target of wanted.filter(({ pod }) => isGated(pod, gate))) {
      await this.writer.openGate(
        target.pod,
        gate,
        states.get(key(target)) === "healthy",
        "the target is healthy",
      );
    }
  }

  /** Nothing of it is left in the group when it goes; its pods are ready without it (issue 3665 of the real controller). */
  private async release(binding: Binding, isOwner: boolean, pods: readonly Pod[]): Promise<void> {
    if (!binding.metadata.finalizers?.includes(finalizer)) return;
    const { targetGroupARN } = binding.spec;
    if (isOwner) {
      const states = await this.registered(targetGroupARN).catch(notFoundIsEmpty);
      await this.deregister(
        targetGroupARN,
        [...states].filter(([, state]) => !isLeaving(state)).map(([target]) => target),
      );
    }
    const gate = gateOf(binding);
    const ours = pods.filter((pod) => pod.metadata.namespace === binding.metadata.namespace);
    for (const pod of ours.filter((one) => isGated(one, gate))) {
      await this.writer.openGate(pod, gate, true, "the binding is gone");
    }
    await this.writer.setFinalizer(binding, false);
  }

  private async registered(arn: string): Promise<Map<string, string>> {
    const asked = new DescribeTargetHealthCommand({ TargetGroupArn: arn });
    const { TargetHealthDescriptions = [] } = await this.elb.send(asked);
    return new Map(
      TargetHealthDescriptions.map(({ Target, TargetHealth }) => [
        `${Target?.Id}:${Target?.Port}`,
        TargetHealth?.State ?? "",
      ]),
    );
  }

  private async deregister(arn: string, targets: readonly string[]): Promise<void> {
    if (targets.length === 0) return;
    const Targets = targets.map((target) => {
      const [Id, port] = target.split(":");
      return { Id, Port: Number(port) };
    });
    await this.elb.send(new DeregisterTargetsCommand({ TargetGroupArn: arn, Targets }));
  }

  private async list<T extends { readonly metadata: Named }>(path: string): Promise<T[]> {
    const answer = await this.kubernetes.ask("GET", path, { signal: this.ended.signal });
    return (answer.items ?? []) as T[];
  }
}

function key({ id, port }: Pick<Wanted, "id" | "port">): string {
  return `${id}:${port}`;
}

function isLeaving(state: string | undefined): boolean {
  return state === "draining";
}

/** A group that is gone before its binding. */
function notFoundIsEmpty(error: Error): Map<string, string> {
  if (error.name !== "TargetGroupNotFoundException" && error.name !== "TargetGroupNotFound") throw error;
  return new Map();
}
