/** The kinds of objects that this program makes. The index of `@pulumi/kubernetes` loads all groups of its API. */
export { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
export { Deployment } from "@pulumi/kubernetes/apps/v1";
export { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
export { Job } from "@pulumi/kubernetes/batch/v1";
export { ConfigMap, Namespace, Secret, Service } from "@pulumi/kubernetes/core/v1";
export { Release } from "@pulumi/kubernetes/helm/v3/release";
export { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
export { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
export { Provider, type ProviderArgs } from "@pulumi/kubernetes/provider";
export type * as types from "@pulumi/kubernetes/types";
