/** What a deploy does to a cluster of the environment. Deleting it is an administrator's. */
import { arn, type Deployed, nameOf, ours } from "./place";
import type { Policy } from "./policy";

/** A cluster and all that is in it, by its name. */
export function clusterArns(place: Deployed): string[] {
  const name = nameOf(place);
  const parts = ["access-entry", "addon", "nodegroup", "podidentityassociation"];
  return [`cluster/${name}`, ...parts.map((part) => `${part}/${name}/*`)].map((resource) =>
    arn(place, "eks", resource),
  );
}

export function clusterPolicy(place: Deployed): Policy {
  const ec2 = (...kinds: string[]) => kinds.map((kind) => arn(place, "ec2", `${kind}/*`));
  return {
    name: "cluster",
    statements: [
      {
        sid: "Cluster",
        why: "the cluster, its nodes and add-ons, who may use it, and which role its pods have",
        actions: [
          "eks:AssociateAccessPolicy",
          "eks:AssociateEncryptionConfig",
          "eks:CreateAccessEntry",
          "eks:CreateAddon",
          "eks:CreateCluster",
          "eks:CreateNodegroup",
          "eks:CreatePodIdentityAssociation",
          "eks:DeleteAccessEntry",
          "eks:DeleteAddon",
          "eks:DeleteNodegroup",
          "eks:DeletePodIdentityAssociation",
          "eks:DisassociateAccessPolicy",
          "eks:TagResource",
          "eks:UntagResource",
          "eks:UpdateAccessEntry",
          "eks:UpdateAddon",
          "eks:UpdateClusterConfig",
          "eks:UpdateClusterVersion",
          "eks:UpdateNodegroupConfig",
          "eks:UpdateNodegroupVersion",
          "eks:UpdatePodIdentityAssociation",
        ],
        on: clusterArns(place),
      },
      {
        sid: "RunNodes",
        why: "EKS takes a launch template only from who may start instances with it",
        actions: ["ec2:RunInstances"],
        on: ec2("instance", "key-pair", "network-interface", "volume"),
        when: { Bool: { "ec2:IsLaunchTemplateResource": "true" } },
      },
      {
        sid: "RunNodesInOurs",
        why: "the template, and where the nodes stand",
        actions: ["ec2:RunInstances"],
        on: ec2("launch-template", "security-group", "subnet"),
        when: ours(place),
      },
      {
        sid: "RunNodesInClustersGroup",
        why: "the security group that EKS makes, which has EKS's own tags only",
        actions: ["ec2:RunInstances"],
        on: ec2("security-group"),
        when: { StringEquals: { "aws:ResourceTag/aws:eks:cluster-name": nameOf(place) } },
      },
      {
        sid: "RunNodesFromImage",
        why: "images of nodes are Amazon's",
        actions: ["ec2:RunInstances"],
        on: [`arn:aws:ec2:${place.region}::image/*`],
        when: { StringEquals: { "ec2:Owner": "amazon" } },
      },
      {
        sid: "ControlPlaneLogs",
        why: "the group that EKS writes the control plane's logs to, made before EKS makes one that keeps them for ever",
        actions: [
          "logs:CreateLogGroup",
          "logs:DeleteLogGroup",
          "logs:DeleteRetentionPolicy",
          "logs:PutRetentionPolicy",
          "logs:TagResource",
          "logs:UntagResource",
        ],
        on: [arn(place, "logs", `log-group:/aws/eks/${nameOf(place)}/*`)],
      },
    ],
  };
}
