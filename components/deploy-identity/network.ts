/** What a deploy does to the network. The VPC itself is made and deleted by an administrator. */
import { arn, type Deployed, made, nameOf, ours, oursToTag } from "./place";
import type { Policy } from "./policy";

export function networkPolicy(place: Deployed): Policy {
  const ec2 = (...kinds: string[]) => kinds.map((kind) => arn(place, "ec2", `${kind}/*`));
  return {
    name: "network",
    statements: [
      {
        sid: "Make",
        why: "what stands by itself is made with the environment's tags",
        actions: [
          "ec2:AllocateAddress",
          "ec2:CreateInternetGateway",
          "ec2:CreateLaunchTemplate",
          "ec2:CreateRouteTable",
          "ec2:CreateSecurityGroup",
          "ec2:CreateSubnet",
        ],
        on: ec2(
          "elastic-ip",
          "internet-gateway",
          "launch-template",
          "route-table",
          "security-group",
          "subnet",
        ),
        when: made(place),
      },
      {
        // Apart: what these refer to are kinds of the statement above, and those have to be ours already.
        sid: "MakeWithin",
        why: "what refers to other things is made with the environment's tags",
        actions: [
          "ec2:AuthorizeSecurityGroupEgress",
          "ec2:AuthorizeSecurityGroupIngress",
          "ec2:CreateFlowLogs",
          "ec2:CreateNatGateway",
          "ec2:CreateVpcEndpoint",
        ],
        on: ec2("natgateway", "security-group-rule", "vpc-endpoint", "vpc-flow-log"),
        when: made(place),
      },
      {
        sid: "MakeInOurs",
        why: "and refers to what is the environment's only",
        actions: [
          "ec2:AuthorizeSecurityGroupEgress",
          "ec2:AuthorizeSecurityGroupIngress",
          "ec2:CreateFlowLogs",
          "ec2:CreateNatGateway",
          "ec2:CreateRouteTable",
          "ec2:CreateSecurityGroup",
          "ec2:CreateSubnet",
          "ec2:CreateVpcEndpoint",
        ],
        on: ec2("elastic-ip", "route-table", "security-group", "subnet", "vpc"),
        when: ours(place),
      },
      {
        sid: "Change",
        why: "changes and deletes what bears the environment's tags",
        actions: [
          "ec2:AssociateRouteTable",
          "ec2:AttachInternetGateway",
          "ec2:CreateLaunchTemplateVersion",
          "ec2:CreateRoute",
          "ec2:DeleteFlowLogs",
          "ec2:DeleteInternetGateway",
          "ec2:DeleteLaunchTemplate",
          "ec2:DeleteLaunchTemplateVersions",
          "ec2:DeleteNatGateway",
          "ec2:DeleteRoute",
          "ec2:DeleteRouteTable",
          "ec2:DeleteSecurityGroup",
          "ec2:DeleteSubnet",
          "ec2:DeleteVpcEndpoints",
          "ec2:DetachInternetGateway",
          "ec2:DisassociateAddress",
          "ec2:DisassociateRouteTable",
          "ec2:ModifyLaunchTemplate",
          "ec2:ModifySecurityGroupRules",
          "ec2:ModifySubnetAttribute",
          "ec2:ModifyVpcAttribute",
          "ec2:ModifyVpcEndpoint",
          "ec2:ReleaseAddress",
          "ec2:ReplaceRoute",
          "ec2:ReplaceRouteTableAssociation",
          "ec2:RevokeSecurityGroupEgress",
          "ec2:RevokeSecurityGroupIngress",
        ],
        on: [arn(place, "ec2", "*/*")],
        when: ours(place),
      },
      ...clusterGroups(place),
      {
        sid: "TagNew",
        why: "tags at the moment of making; what others have made cannot be taken over by a tag",
        actions: ["ec2:CreateTags"],
        on: [arn(place, "ec2", "*/*")],
        when: {
          StringEquals: {
            ...made(place).StringEquals,
            "ec2:CreateAction": [
              "AllocateAddress",
              "AuthorizeSecurityGroupEgress",
              "AuthorizeSecurityGroupIngress",
              "CreateFlowLogs",
              "CreateInternetGateway",
              "CreateLaunchTemplate",
              "CreateNatGateway",
              "CreateRouteTable",
              "CreateSecurityGroup",
              "CreateSubnet",
              "CreateVpcEndpoint",
              "RunInstances",
            ],
          },
        },
      },
      {
        sid: "Tag",
        why: "other tags of what is ours already",
        actions: ["ec2:CreateTags", "ec2:DeleteTags"],
        on: [arn(place, "ec2", "*/*")],
        when: oursToTag(place),
      },
      {
        sid: "NameEndpoints",
        why: "the private names of an interface endpoint are in a zone of AWS that making it joins to the VPC",
        actions: ["route53:AssociateVPCWithHostedZone"],
        on: ["arn:aws:route53:::hostedzone/*"],
      },
    ],
  };
}

/** The pods' security group is the cluster's: rules between it and the load balancer are ours. */
function clusterGroups(place: Deployed): Policy["statements"] {
  const rules = [
    "ec2:AuthorizeSecurityGroupEgress",
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:ModifySecurityGroupRules",
    "ec2:RevokeSecurityGroupEgress",
    "ec2:RevokeSecurityGroupIngress",
  ];
  const { name = nameOf(place), securityGroup } = place.cluster ?? {};
  return [
    {
      ...(securityGroup === undefined
        ? {
            why: "rules of the security group that EKS makes with the cluster, which has EKS's own tags only",
            on: [arn(place, "ec2", "security-group/*")],
            when: { StringEquals: { "aws:ResourceTag/aws:eks:cluster-name": name } },
          }
        : {
            why: "rules of the security group that the settings name",
            on: [arn(place, "ec2", `security-group/${securityGroup}`)],
          }),
      sid: "ClustersGroup",
      actions: rules,
    },
    ...(place.vpc === undefined
      ? []
      : [
          {
            sid: "MakeInGivenVpc",
            why: "security groups in a network that was there before",
            actions: ["ec2:CreateSecurityGroup"],
            on: [arn(place, "ec2", `vpc/${place.vpc}`)],
          },
        ]),
  ];
}
