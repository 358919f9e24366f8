/** The objects of Kubernetes that the controller reads, with the fields it reads. */
import type { Item } from "../../kubernetes/client";

export const bindingsPath = "/apis/elbv2.k8s.aws/v1beta1/targetgroupbindings";

export type Named = Required<Pick<NonNullable<Item["metadata"]>, "name" | "namespace" | "uid">> & {
  readonly deletionTimestamp?: string;
  readonly creationTimestamp?: string;
  readonly finalizers?: readonly string[];
};

export interface Binding {
  readonly metadata: Named;
  readonly spec: {
    readonly targetGroupARN: string;
    readonly serviceRef: { readonly name: string; readonly port: number | string };
  };
}

export interface Service {
  readonly metadata: Named;
  readonly spec: { readonly ports?: readonly { readonly name?: string; readonly port: number }[] };
}

export interface EndpointSlice {
  readonly metadata: Named & { readonly labels?: Readonly<Record<string, string>> };
  readonly ports?: readonly { readonly name?: string; readonly port: number }[] | null;
  readonly endpoints?:
    | readonly {
        readonly addresses: readonly string[];
        readonly conditions?: { readonly ready?: boolean; readonly terminating?: boolean };
        readonly targetRef?: { readonly kind?: string; readonly name: string };
      }[]
    | null;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

export interface Pod {
  readonly metadata: Named;
  readonly spec: { readonly readinessGates?: readonly { readonly conditionType: string }[] };
  readonly status: { readonly conditions?: readonly Condition[] };
}

/** The gate of a pod that a binding opens: docs/deploy/pod_readiness_gate.md of the real controller. */
export function gateOf({ metadata }: Binding): string {
  return `target-health.elbv2.k8s.aws/${metadata.name}`;
}

export function isGated({ spec }: Pod, gate: string): boolean {
  return spec.readinessGates?.some(({ conditionType }) => conditionType === gate) ?? false;
}

export function holds({ status }: Pod, type: string): boolean {
  return status.conditions?.some((one) => one.type === type && one.status === "True") ?? false;
}
