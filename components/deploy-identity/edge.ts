/** What a deploy does to the edge: load balancer, firewall, certificate, records and logs. */
import { arn, type Deployed, made, nameOf, ours, oursToTag } from "./place";
import type { Policy, Statement } from "./policy";

export function edgePolicy(place: Deployed): Policy {
  return {
    name: "edge",
    statements: [
      ...loadBalancer(place),
      ...firewall(place),
      ...certificate(place),
      ...records(place),
      ...logs(place),
    ],
  };
}

/** Of these the name is fixed. */
export function loadBalancerArns(place: Deployed): string[] {
  const name = nameOf(place);
  return [`loadbalancer/app/${name}/*`, `listener/app/${name}/*`, `listener-rule/app/${name}/*`].map(
    (resource) => arn(place, "elasticloadbalancing", resource),
  );
}

function loadBalancer(place: Deployed): Statement[] {
  const targetGroups = [arn(place, "elasticloadbalancing", "targetgroup/*/*")];
  return [
    {
      sid: "LoadBalancer",
      why: "load balancer, listeners and rules, all known by its name; deleting it is an administrator's",
      actions: [
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:CreateListener",
        "elasticloadbalancing:CreateLoadBalancer",
        "elasticloadbalancing:CreateRule",
        "elasticloadbalancing:DeleteListener",
        "elasticloadbalancing:DeleteRule",
        "elasticloadbalancing:ModifyListener",
        "elasticloadbalancing:ModifyListenerAttributes",
        "elasticloadbalancing:ModifyLoadBalancerAttributes",
        "elasticloadbalancing:ModifyRule",
        "elasticloadbalancing:RemoveTags",
        "elasticloadbalancing:SetIpAddressType",
        "elasticloadbalancing:SetRulePriorities",
        "elasticloadbalancing:SetSecurityGroups",
        "elasticloadbalancing:SetSubnets",
        "elasticloadbalancing:SetWebACL",
      ],
      on: loadBalancerArns(place),
    },
    {
      sid: "WatchRelease",
      why: "the release command looks at what users met after a flip",
      actions: ["cloudwatch:GetMetricData"],
      on: { everything: "metrics have no ARNs" },
    },
    {
      sid: "MakeTargetGroup",
      why: "target groups have generated names: they are known by their tags",
      actions: ["elasticloadbalancing:CreateTargetGroup"],
      on: targetGroups,
      when: made(place),
    },
    {
      sid: "TagNewTargetGroup",
      why: "at the moment of making only",
      actions: ["elasticloadbalancing:AddTags"],
      on: targetGroups,
      when: {
        StringEquals: {
          ...made(place).StringEquals,
          "elasticloadbalancing:CreateAction": "CreateTargetGroup",
        },
      },
    },
    {
      sid: "TargetGroup",
      why: "changes and deletes target groups of the environment",
      actions: [
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:DeleteTargetGroup",
        "elasticloadbalancing:ModifyTargetGroup",
        "elasticloadbalancing:ModifyTargetGroupAttributes",
        "elasticloadbalancing:RemoveTags",
      ],
      on: targetGroups,
      when: oursToTag(place),
    },
  ];
}

function firewall(place: Deployed): Statement[] {
  const acl = arn(place, "wafv2", `regional/webacl/${nameOf(place)}-*/*`);
  return [
    {
      sid: "Firewall",
      why: "the list of rules, where its records go, and its place before the load balancer",
      actions: [
        "wafv2:AssociateWebACL",
        "wafv2:CreateWebACL",
        "wafv2:DeleteLoggingConfiguration",
        "wafv2:DeleteWebACL",
        "wafv2:DisassociateWebACL",
        "wafv2:PutLoggingConfiguration",
        "wafv2:TagResource",
        "wafv2:UntagResource",
        "wafv2:UpdateWebACL",
      ],
      on: [
        acl,
        // A list names the rules of AWS that it takes over.
        arn(place, "wafv2", "regional/managedruleset/*/*"),
        arn(place, "elasticloadbalancing", `loadbalancer/app/${nameOf(place)}/*`),
      ],
    },
    {
      sid: "LogDelivery",
      why: "firewall and flow logs have AWS write to CloudWatch Logs",
      actions: [
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeResourcePolicies",
        "logs:PutResourcePolicy",
      ],
      on: { everything: "deliveries and the account's policies for them have no ARNs" },
    },
  ];
}

function certificate(place: Deployed): Statement[] {
  const certificates = [arn(place, "acm", "certificate/*")];
  return [
    {
      sid: "AskForCertificate",
      why: "for the environment's domain only",
      actions: ["acm:RequestCertificate"],
      on: { everything: "a certificate has no ARN before it is made" },
      when: {
        ...made(place),
        "ForAllValues:StringEquals": { "acm:DomainNames": place.domain },
      },
    },
    {
      sid: "TagNewCertificate",
      why: "AWS asks for it when a certificate is made with tags; one that has tags of another is left alone",
      actions: ["acm:AddTagsToCertificate"],
      on: certificates,
      when: {
        ...made(place),
        StringEqualsIfExists: ours(place).StringEquals ?? {},
      },
    },
    {
      sid: "Certificate",
      why: "deletes one that is replaced; AWS deletes none that is in use",
      actions: ["acm:DeleteCertificate", "acm:RemoveTagsFromCertificate"],
      on: certificates,
      when: ours(place),
    },
  ];
}

function records(place: Deployed): Statement[] {
  if (place.zoneId === undefined) return [];
  return [
    {
      sid: "Records",
      why: "the domain, and the proof of its certificate; no other name of the zone",
      actions: ["route53:ChangeResourceRecordSets"],
      on: [`arn:aws:route53:::hostedzone/${place.zoneId}`],
      when: {
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": [place.domain, `_*.${place.domain}`],
        },
        "ForAllValues:StringEquals": {
          "route53:ChangeResourceRecordSetsRecordTypes": ["A", "CNAME"],
        },
      },
    },
  ];
}

function logs(place: Deployed): Statement[] {
  const bucket = `arn:aws:s3:::${nameOf(place)}-access-logs-*`;
  return [
    {
      sid: "LogGroups",
      why: "records of connections and of what the firewall refused",
      actions: [
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:DeleteRetentionPolicy",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      on: ["aws-waf-logs", "flow-logs"].map((group) =>
        arn(place, "logs", `log-group:${group}-${nameOf(place)}-*`),
      ),
    },
    {
      sid: "AccessLogs",
      why: "the bucket with the load balancer's access logs, and who may write there; not what is in it",
      actions: [
        "s3:CreateBucket",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketTagging",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
        "s3:TagResource",
        "s3:UntagResource",
      ],
      on: [bucket],
    },
  ];
}
