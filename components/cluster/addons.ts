/** Programs in the cluster that AWS keeps: network, names, identities, volumes, metrics. */
export interface Addon {
  /** Pods without a network are not ready, nor is a node; others need a node to run on. */
  readonly runs: "before nodes" | "on nodes";
  readonly configuration?: object;
  /** What its pods may do in AWS, and as which service account. */
  readonly identity?: { readonly serviceAccount: string; readonly policy: string };
}

const table = {
  "eks-pod-identity-agent": { runs: "before nodes" },
  "kube-proxy": { runs: "before nodes" },
  "vpc-cni": {
    runs: "before nodes",
    configuration: { enableNetworkPolicy: "true" },
    identity: { serviceAccount: "aws-node", policy: "AmazonEKS_CNI_Policy" },
  },
  "aws-ebs-csi-driver": {
    runs: "on nodes",
    identity: {
      serviceAccount: "ebs-csi-controller-sa",
      policy: "service-role/AmazonEBSCSIDriverPolicy",
    },
  },
  coredns: { runs: "on nodes" },
  // What autoscaling measures.
  "metrics-server": { runs: "on nodes" },
} as const satisfies Record<string, Addon>;

export type AddonName = keyof typeof table;
/** By name, as EKS has them. */
export const addons: Readonly<Record<AddonName, Addon>> = table;
export const addonNames = Object.keys(table) as AddonName[];
