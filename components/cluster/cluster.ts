/** What the colours run in. */
import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

export interface EnvironmentCluster {
  readonly provider: kubernetes.Provider;
  /** Of the pods' addresses. */
  readonly securityGroupId: pulumi.Input<string>;
  /** What has to stand before anything is put into it. */
  readonly ready: pulumi.Resource[];
}
