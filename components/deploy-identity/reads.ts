/** What a preview reads, and so a deploy too: nothing of it changes anything. */
import { clusterArns } from "./cluster";
import { arn, type Deployed, githubArn, iamArn, identityPath, nameOf, ours, ownIam } from "./place";
import type { Policy, Statement } from "./policy";
import { stateReads } from "./state";

/** Two, as one would be larger than IAM takes. */
export function readPolicies(place: Deployed): Policy[] {
  return [
    { name: "read-network", statements: [...network(), ...edge(place), ...logs(place)] },
    {
      name: "read-rest",
      statements: [
        ...data(place),
        ...images(place),
        ...cluster(place),
        ...roles(place),
        ...stateReads(place),
      ],
    },
  ];
}

function network(): Statement[] {
  return [
    {
      sid: "Ec2",
      why: "ids of what there is, and how it is set; also of what others made",
      actions: [
        "ec2:DescribeAccountAttributes",
        "ec2:DescribeAddresses",
        "ec2:DescribeAddressesAttribute",
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeFlowLogs",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:DescribeLaunchTemplates",
        "ec2:DescribeNatGateways",
        "ec2:DescribeNetworkAcls",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribePrefixLists",
        "ec2:DescribeRouteTables",
        "ec2:DescribeSecurityGroupRules",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeTags",
        "ec2:DescribeVpcAttribute",
        "ec2:DescribeVpcEndpoints",
        "ec2:DescribeVpcs",
      ],
      on: { everything: "EC2 lists its resources all or none" },
    },
    {
      sid: "LoadBalancers",
      why: "load balancer, listeners, rules, and which pods are healthy: guard, gate and settle ask too",
      actions: [
        "elasticloadbalancing:DescribeCapacityReservation",
        "elasticloadbalancing:DescribeListenerAttributes",
        "elasticloadbalancing:DescribeListenerCertificates",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeLoadBalancerAttributes",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeTags",
        "elasticloadbalancing:DescribeTargetGroupAttributes",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
      ],
      on: { everything: "load balancers are listed all or none" },
    },
  ];
}

function edge(place: Deployed): Statement[] {
  return [
    {
      sid: "Certificates",
      why: "whether the certificate is proven, and by which record",
      actions: ["acm:DescribeCertificate", "acm:ListTagsForCertificate"],
      on: [arn(place, "acm", "certificate/*")],
    },
    {
      sid: "Zones",
      why: "a hosted zone is found by its name",
      actions: ["route53:ListHostedZones"],
      on: { everything: "hosted zones are listed all or none" },
    },
    {
      sid: "Records",
      why: "the zone, its records, and whether a change has reached all name servers",
      actions: [
        "route53:GetChange",
        "route53:GetHostedZone",
        "route53:ListResourceRecordSets",
        "route53:ListTagsForResource",
      ],
      on: [`arn:aws:route53:::hostedzone/${place.zoneId ?? "*"}`, "arn:aws:route53:::change/*"],
    },
    {
      sid: "Firewall",
      why: "its rules, and whether it stands before the load balancer",
      actions: [
        "wafv2:GetLoggingConfiguration",
        "wafv2:GetWebACL",
        "wafv2:GetWebACLForResource",
        "wafv2:ListTagsForResource",
      ],
      on: [
        arn(place, "wafv2", `regional/webacl/${nameOf(place)}-*/*`),
        arn(place, "elasticloadbalancing", `loadbalancer/app/${nameOf(place)}/*`),
      ],
    },
  ];
}

function logs(place: Deployed): Statement[] {
  return [
    {
      sid: "LogGroups",
      why: "how long records are kept; not the records",
      actions: ["logs:DescribeLogGroups", "logs:ListTagsForResource"],
      on: [arn(place, "logs", "log-group:*")],
    },
    {
      sid: "AccessLogs",
      why: "how the bucket is set, which the provider reads as a whole; not what is in it, but the names of it",
      actions: [
        "s3:GetAccelerateConfiguration",
        "s3:GetBucketAcl",
        "s3:GetBucketCORS",
        "s3:GetBucketLocation",
        "s3:GetBucketLogging",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetBucketPolicy",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketRequestPayment",
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetBucketWebsite",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
        "s3:ListTagsForResource",
      ],
      on: [`arn:aws:s3:::${nameOf(place)}-access-logs-*`],
    },
  ];
}

function data(place: Deployed): Statement[] {
  const name = nameOf(place);
  const within = (service: string, ...resources: string[]) =>
    resources.map((one) => arn(place, service, one));
  return [
    {
      sid: "Databases",
      why: "database, its groups and snapshots; the provider asks for a database by a filter, so for any",
      actions: [
        "rds:DescribeDBInstances",
        "rds:DescribeDBParameterGroups",
        "rds:DescribeDBParameters",
        "rds:DescribeDBSnapshots",
        "rds:DescribeDBSubnetGroups",
        "rds:ListTagsForResource",
      ],
      on: within("rds", "db:*", `pg:${name}-*`, "snapshot:*", `subgrp:${name}-*`),
    },
    {
      sid: "Caches",
      why: "nodes of Redis, and where they stand",
      actions: [
        "elasticache:DescribeCacheClusters",
        "elasticache:DescribeCacheSubnetGroups",
        "elasticache:DescribeReplicationGroups",
        "elasticache:ListTagsForResource",
      ],
      on: within("elasticache", `cluster:${name}-*`, `replicationgroup:${name}`, `subnetgroup:${name}-*`),
    },
    {
      sid: "MakeUpPassword",
      why: "each run is offered a password, and takes it once",
      actions: ["secretsmanager:GetRandomPassword"],
      on: { everything: "what is made up belongs to nothing yet" },
    },
    {
      sid: "Passwords",
      why: "a refresh compares passwords with the state, which has them too",
      actions: [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetResourcePolicy",
        "secretsmanager:GetSecretValue",
      ],
      on: within("secretsmanager", `secret:${name}-*`),
      when: ours(place),
    },
    {
      sid: "DecryptPasswords",
      why: "by Secrets Manager, for whoever may read them",
      actions: ["kms:Decrypt"],
      on: within("kms", "key/*"),
      when: {
        StringEquals: {
          ...ours(place).StringEquals,
          "kms:ViaService": `secretsmanager.${place.region}.amazonaws.com`,
        },
      },
    },
    {
      sid: "Keys",
      why: "how keys are set, and whose they are",
      actions: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
      on: within("kms", "key/*"),
      when: ours(place),
    },
    {
      sid: "KeyNames",
      why: "which key a name leads to",
      actions: ["kms:ListAliases"],
      on: { everything: "names of keys are listed all or none" },
    },
  ];
}

function images(place: Deployed): Statement[] {
  if (place.repositories.length === 0) return [];
  return [
    {
      sid: "Repositories",
      why: "how repositories are set, and how long images are kept",
      actions: ["ecr:DescribeRepositories", "ecr:GetLifecyclePolicy", "ecr:ListTagsForResource"],
      on: place.repositories.map((name) => arn(place, "ecr", `repository/${name}`)),
    },
  ];
}

function cluster(place: Deployed): Statement[] {
  return [
    {
      sid: "Cluster",
      why: "where the cluster answers, and how it is set; what is in it, the cluster itself allows or not",
      actions: [
        "eks:DescribeAccessEntry",
        "eks:DescribeAddon",
        "eks:DescribeCluster",
        "eks:DescribeNodegroup",
        "eks:DescribePodIdentityAssociation",
        "eks:DescribeUpdate",
        "eks:ListAssociatedAccessPolicies",
        "eks:ListPodIdentityAssociations",
        "eks:ListTagsForResource",
      ],
      on: [
        ...clusterArns(place),
        ...(place.cluster?.name === undefined ? [] : [arn(place, "eks", `cluster/${place.cluster.name}`)]),
      ],
    },
    {
      sid: "AddonVersions",
      why: "which versions of an add-on fit the cluster",
      actions: ["eks:DescribeAddonVersions"],
      on: { everything: "add-ons that could be had belong to nobody" },
    },
  ];
}

function roles(place: Deployed): Statement[] {
  return [
    {
      sid: "Roles",
      why: "roles and policies of the environment, and those of who deploys: all are in the state",
      actions: [
        "iam:GetOpenIDConnectProvider",
        "iam:GetPolicy",
        "iam:GetPolicyVersion",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListOpenIDConnectProviderTags",
        "iam:ListPolicyTags",
        "iam:ListPolicyVersions",
        "iam:ListRolePolicies",
        "iam:ListRoleTags",
      ],
      on: [
        ownIam(place, "role"),
        ownIam(place, "policy"),
        iamArn(place, `role${identityPath(place)}*`),
        iamArn(place, `policy${identityPath(place)}*`),
        githubArn(place),
      ],
    },
  ];
}
