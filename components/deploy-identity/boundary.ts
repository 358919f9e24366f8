/** The most that any role which the environment makes may ever be allowed, whatever its own policies say. */
import { arn, type Deployed, nameOf, ours } from "./place";
import type { Policy } from "./policy";

export function boundary(place: Deployed): Policy {
  return {
    name: "boundary",
    statements: [
      {
        sid: "FlowLogs",
        why: "flow logs write to their group",
        actions: [
          "logs:CreateLogStream",
          "logs:DescribeLogGroups",
          "logs:DescribeLogStreams",
          "logs:PutLogEvents",
        ],
        on: [arn(place, "logs", "log-group:*")],
      },
      {
        sid: "Look",
        why: "cluster, nodes and what runs on them find out where they are",
        actions: [
          "ec2:DescribeAvailabilityZones",
          "ec2:DescribeInstanceTopology",
          "ec2:DescribeInstanceTypes",
          "ec2:DescribeInstances",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeRouteTables",
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeSnapshots",
          "ec2:DescribeSubnets",
          "ec2:DescribeTags",
          "ec2:DescribeVolumeStatus",
          "ec2:DescribeVolumes",
          "ec2:DescribeVolumesModifications",
          "ec2:DescribeVpcs",
          "ecr:GetAuthorizationToken",
          "elasticloadbalancing:DescribeListeners",
          "elasticloadbalancing:DescribeLoadBalancers",
          "elasticloadbalancing:DescribeRules",
          "elasticloadbalancing:DescribeTags",
          "elasticloadbalancing:DescribeTargetGroupAttributes",
          "elasticloadbalancing:DescribeTargetGroups",
          "elasticloadbalancing:DescribeTargetHealth",
        ],
        on: { everything: "these list all or none" },
      },
      {
        sid: "PodAddresses",
        why: "the network plugin gives pods addresses of their nodes' interfaces",
        actions: [
          "ec2:AssignPrivateIpAddresses",
          "ec2:AttachNetworkInterface",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:DetachNetworkInterface",
          "ec2:ModifyNetworkInterfaceAttribute",
          "ec2:UnassignPrivateIpAddresses",
        ],
        on: ["instance", "network-interface", "security-group", "subnet"].map((kind) =>
          arn(place, "ec2", `${kind}/*`),
        ),
      },
      {
        sid: "Volumes",
        why: "the driver for volumes makes them and gives them to nodes",
        actions: [
          "ec2:AttachVolume",
          "ec2:CreateSnapshot",
          "ec2:CreateVolume",
          "ec2:DeleteSnapshot",
          "ec2:DeleteVolume",
          "ec2:DetachVolume",
          "ec2:ModifyVolume",
        ],
        on: [
          ...["instance", "volume"].map((kind) => arn(place, "ec2", `${kind}/*`)),
          `arn:aws:ec2:${place.region}::snapshot/*`,
        ],
      },
      {
        sid: "TagOwn",
        why: "both put tags on what they make; nothing else, since by its tags a deploy knows what it may change",
        actions: ["ec2:CreateTags", "ec2:DeleteTags"],
        on: [
          ...["network-interface", "volume"].map((kind) => arn(place, "ec2", `${kind}/*`)),
          `arn:aws:ec2:${place.region}::snapshot/*`,
        ],
      },
      {
        sid: "Nodes",
        why: "nodes join the cluster, and its pods get the roles that are meant for them",
        actions: ["eks-auth:AssumeRoleForPodIdentity", "eks:DescribeCluster"],
        on: [arn(place, "eks", `cluster/${nameOf(place)}`)],
      },
      {
        sid: "Pull",
        why: "nodes pull images, those of EKS itself from Amazon's account",
        actions: [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:BatchImportUpstreamImage",
          "ecr:GetDownloadUrlForLayer",
        ],
        on: [`arn:aws:ecr:${place.region}:*:repository/*`],
      },
      {
        sid: "Targets",
        why: "the load balancer controller registers pods, in the environment's groups only",
        actions: ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
        on: [arn(place, "elasticloadbalancing", "targetgroup/*/*")],
        when: ours(place),
      },
      {
        sid: "Keys",
        why: "the cluster encrypts its secrets",
        actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
        on: [arn(place, "kms", "key/*")],
        when: ours(place),
      },
    ],
  };
}
