import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentCluster } from "../cluster/cluster";
import * as kubernetes from "./kinds";
import { ours } from "./names";

/** What every maker of Kubernetes objects needs. */
export interface KubernetesContext {
  readonly provider: kubernetes.Provider;
  /** Name of the environment's namespace. */
  readonly name: string;
  /** Absent: it is another stack's, and there already. */
  readonly namespace?: kubernetes.Namespace;
}

/** The objects of a namespace that admits only pods without privileges. */
export function createNamespace({ provider, ready }: EnvironmentCluster, name: string): KubernetesContext {
  const level = { enforce: "restricted", audit: "restricted", warn: "restricted" };
  const namespace = new kubernetes.Namespace(
    "namespace",
    {
      metadata: {
        name,
        labels: {
          ...ours,
          ...Object.fromEntries(
            Object.entries(level).map(([mode, value]) => [`pod-security.kubernetes.io/${mode}`, value]),
          ),
        },
      },
    },
    // What is bound to a load balancer goes with the help of what stands before.
    { provider, dependsOn: ready },
  );
  return { provider, name, namespace };
}

/** Metadata of an object in the environment's namespace, under exactly this name. */
export function metadata(
  { name: namespace }: KubernetesContext,
  name: string,
  labels: Record<string, string>,
  annotations?: Record<string, pulumi.Input<string>>,
): kubernetes.types.input.meta.v1.ObjectMeta {
  return annotations === undefined ? { name, namespace, labels } : { name, namespace, labels, annotations };
}

/** Options of an object in the environment's namespace. */
export function inNamespace(
  { provider, namespace }: KubernetesContext,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions(opts, { provider, dependsOn: namespace });
}
