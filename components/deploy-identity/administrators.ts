/**
 * What no deploy may do, so that only an administrator can: what is made once, in the first run, and what takes away
 * data or the way in for users. Everything else that a run needs is in the policies beside this file.
 */
export interface Reserved {
  readonly what: string;
  readonly why: string;
  readonly actions: readonly string[];
}

export const reserved: readonly Reserved[] = [
  {
    what: "roles and policies of who deploys, the boundary, GitHub as an identity provider",
    why: "nobody widens what he himself may do",
    actions: [
      "iam:AddClientIDToOpenIDConnectProvider",
      "iam:CreateOpenIDConnectProvider",
      "iam:DeleteOpenIDConnectProvider",
      "iam:DeleteRolePermissionsBoundary",
      "iam:RemoveClientIDFromOpenIDConnectProvider",
      "iam:TagOpenIDConnectProvider",
      "iam:UntagOpenIDConnectProvider",
      "iam:UpdateOpenIDConnectProviderThumbprint",
    ],
  },
  {
    what: "making and deleting keys and their names",
    why: "whoever may tag a new key may tag any key of the account; what a deleted one encrypted is lost",
    actions: [
      "kms:CreateAlias",
      "kms:CreateKey",
      "kms:DeleteAlias",
      "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion",
      "kms:UpdateAlias",
    ],
  },
  {
    what: "making and deleting the VPC",
    why: "its default security group has no tags by which it could be told from others",
    actions: ["ec2:CreateVpc", "ec2:DeleteVpc"],
  },
  {
    what: "deleting what holds data: database, cache, passwords, repositories, access logs",
    why: "a deploy never loses a row",
    actions: [
      "ecr:DeleteRepository",
      "elasticache:DeleteReplicationGroup",
      "rds:DeleteDBInstance",
      "s3:DeleteBucket",
      "secretsmanager:DeleteSecret",
    ],
  },
  {
    what: "deleting the load balancer and the cluster",
    why: "users would have no way in",
    actions: ["eks:DeleteCluster", "elasticloadbalancing:DeleteLoadBalancer"],
  },
];
