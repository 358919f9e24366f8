/** What a deploy does to roles: makes those of the environment, none of which may more than the boundary says. */
import { boundaryArn, type Deployed, iamArn, ownIam } from "./place";
import type { Policy } from "./policy";

/** What runs with a role of the environment. */
const runners = [
  "ec2.amazonaws.com",
  "eks.amazonaws.com",
  "pods.eks.amazonaws.com",
  "vpc-flow-logs.amazonaws.com",
];

/** Services that make a role of theirs in the account when they are first used. */
const services = [
  "eks.amazonaws.com",
  "eks-nodegroup.amazonaws.com",
  "elasticache.amazonaws.com",
  "elasticloadbalancing.amazonaws.com",
  "rds.amazonaws.com",
  "wafv2.amazonaws.com",
];

export function rolesPolicy(place: Deployed): Policy {
  const bounded = { StringEquals: { "iam:PermissionsBoundary": boundaryArn(place) } };
  return {
    name: "roles",
    statements: [
      {
        sid: "MakeBounded",
        why: "a role is made, and allowed something, only with the boundary",
        actions: [
          "iam:AttachRolePolicy",
          "iam:CreateRole",
          "iam:PutRolePermissionsBoundary",
          "iam:PutRolePolicy",
        ],
        on: [ownIam(place, "role")],
        when: bounded,
      },
      {
        sid: "ChangeRoles",
        why: "roles of the environment, which all have the boundary",
        actions: [
          "iam:DeleteRole",
          "iam:DeleteRolePolicy",
          "iam:DetachRolePolicy",
          "iam:TagRole",
          "iam:UntagRole",
          "iam:UpdateAssumeRolePolicy",
          "iam:UpdateRole",
          "iam:UpdateRoleDescription",
        ],
        on: [ownIam(place, "role")],
      },
      {
        sid: "PassRoles",
        why: "gives them to the services that run with them",
        actions: ["iam:PassRole"],
        on: [ownIam(place, "role")],
        when: { StringEquals: { "iam:PassedToService": runners } },
      },
      {
        sid: "Policies",
        why: "policies of those roles; the boundary and the policies of who deploys have another path",
        actions: [
          "iam:CreatePolicy",
          "iam:CreatePolicyVersion",
          "iam:DeletePolicy",
          "iam:DeletePolicyVersion",
          "iam:TagPolicy",
          "iam:UntagPolicy",
        ],
        on: [ownIam(place, "policy")],
      },
      {
        sid: "RolesOfServices",
        why: "AWS makes them when a service is first used in the account",
        actions: ["iam:CreateServiceLinkedRole"],
        on: services.map((service) => iamArn(place, `role/aws-service-role/${service}/*`)),
        when: { StringEquals: { "iam:AWSServiceName": services } },
      },
    ],
  };
}
