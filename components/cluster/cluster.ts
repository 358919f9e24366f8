/** What the colours run in. */
import type * as pulumi from "@pulumi/pulumi";
import type * as kubernetes from "../kubernetes/kinds";

export interface EnvironmentCluster {
  readonly provider: kubernetes.Provider;
  /** Absent: not an EKS cluster, but a context of KUBECONFIG. */
  readonly kubeconfig?: pulumi.Output<string>;
  /** Of the pods' addresses. */
  readonly securityGroupId: pulumi.Input<string>;
  /** What has to stand before anything is put into it. */
  readonly ready: pulumi.Resource[];
}
