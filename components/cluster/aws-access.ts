/** Who may ask the API of the cluster, and for what. */
import * as aws from "../aws/services";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterPlan } from "../settings/aws/cluster";

/** docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html; the view of administrators knows Secrets. */
const policies = { administrators: "AmazonEKSClusterAdminPolicy", viewers: "AmazonEKSAdminViewPolicy" };

export function createAccess(
  cluster: aws.eks.Cluster,
  plan: ClusterPlan,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const of = (principalArn: string) => ({ clusterName: cluster.name, principalArn });
  const named = (kind: string, principal: string) => `${kind}-${principal.split(":").slice(4).join("-")}`;
  const principals = [...new Set([...plan.administrators, ...plan.viewers])];
  const entries = new Map(
    principals.map((principal) => [
      principal,
      new aws.eks.AccessEntry(named("access", principal), of(principal), opts),
    ]),
  );
  return (["administrators", "viewers"] as const).flatMap((kind) =>
    plan[kind].map(
      (principal) =>
        new aws.eks.AccessPolicyAssociation(
          named(kind, principal),
          {
            ...of(principal),
            policyArn: `arn:aws:eks::aws:cluster-access-policy/${policies[kind]}`,
            accessScope: { type: "cluster" },
          },
          { parent: opts.parent, dependsOn: entries.get(principal) },
        ),
    ),
  );
}
