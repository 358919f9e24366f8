/** What AWS asks for things that are paid by the hour or the month, each with the page that says so. */

export interface Price {
  readonly usd: number;
  readonly per: "hour" | "month" | "GiB and month";
  /** Of the list that it is from; `every`: the source says that it is the same in all. */
  readonly region: "eu-central-1" | "us-east-1" | "us-west-2" | "every" | "not named";
  readonly source: string;
  /** The day that the source says its prices are of, as exactly as it says it. */
  readonly of: string;
}

/** The day on which every source below was read. */
export const readOn = "2026-11-22";

const snapshot =
  "https://github.com/johnbekele/infracanvas/blob/c6c2aaab359b6d322dc9f03f64926951493ef54b/data/pricing/README.md";
const nodeTypes =
  "https://github.com/LeanerCloud/ec2-instances-info/blob/32acf84f42eb1b5d4f4b95bb3e749a75fbae94f9/data/elasticache-instances.json";
const machines =
  "https://github.com/aws/karpenter-provider-aws/blob/265ee0ba5b8e337dec6b82dde965b03021ccb418/pkg/providers/pricing/zz_generated.pricing_aws.go";
const firewall = "https://c3x.dev/blog/aws-waf-cost-explained/";

const unnamed = { region: "not named" } as const;
const virginia = { region: "us-east-1" } as const;
const hourly = { per: "hour" } as const;
const monthly = { per: "month" } as const;

/** By what is paid for: a kind of resource, or a size. */
export const prices: Readonly<Record<string, Price>> = {
  "NAT gateway": { usd: 0.045, ...hourly, ...virginia, source: snapshot, of: "2026-08-10" },
  "interface endpoint": {
    usd: 0.01,
    ...hourly,
    ...virginia,
    source: "https://www.zacfukuda.com/blog/aws-nat-gateway-vs-vpc-endpoint",
    of: "2026-06-01",
  },
  "public IPv4 address": {
    usd: 0.005,
    ...hourly,
    region: "every",
    source: "https://www.doit.com/aws-public-ipv4-price-increase-the-complete-guide/",
    of: "2024-02-01",
  },
  "load balancer": { usd: 0.0225, ...hourly, ...virginia, source: snapshot, of: "2026-08-10" },
  "web ACL": { usd: 5, ...monthly, ...unnamed, source: firewall, of: "not said" },
  "rule of the web ACL": { usd: 1, ...monthly, ...unnamed, source: firewall, of: "not said" },
  "EKS cluster": {
    usd: 0.1,
    ...hourly,
    ...unnamed,
    source:
      "https://aws.amazon.com/blogs/containers/amazon-eks-extended-support-for-kubernetes-versions-pricing",
    of: "2024-04-01",
  },
  "m6i.large": { usd: 0.096, ...hourly, ...virginia, source: machines, of: "2026-02-09" },
  "m6i.xlarge": { usd: 0.192, ...hourly, ...virginia, source: machines, of: "2026-02-09" },
  "disk of a node (gp3)": {
    usd: 0.08,
    per: "GiB and month",
    ...virginia,
    source: snapshot,
    of: "2026-08-10",
  },
  "db.t4g.medium": {
    usd: 0.065,
    ...hourly,
    ...virginia,
    source: "https://infratally.com/articles/aws-rds-pricing-explained-2026.html",
    of: "2026",
  },
  // The list is of MySQL.
  "db.m7g.large": {
    usd: 0.168,
    ...hourly,
    region: "us-west-2",
    source:
      "https://github.com/hashicorp/terraform-provider-aws/blob/585d9e1cd617ad32b8ffea4566273f7358cc7782/internal/service/rds/consts_test.go",
    of: "2024-02-02",
  },
  "disk of the database (gp3)": {
    usd: 0.115,
    per: "GiB and month",
    ...virginia,
    source: "https://www.usage.ai/blogs/aws/reserved-instances/rds/pricing-calculator/",
    of: "2026-06",
  },
  "cache.t4g.small": { usd: 0.036, ...hourly, region: "eu-central-1", source: nodeTypes, of: "2025-04-24" },
  "cache.m7g.large": { usd: 0.188, ...hourly, region: "eu-central-1", source: nodeTypes, of: "2025-04-24" },
  "KMS key": {
    usd: 1,
    ...monthly,
    ...unnamed,
    source: "https://gist.github.com/dasgoll/b88d5be05dcc0deb052ad40446c2fb40",
    of: "2019-10-30",
  },
  secret: {
    usd: 0.4,
    ...monthly,
    ...unnamed,
    source:
      "https://github.com/api-evangelist/amazon-secrets-manager/blob/main/plans/amazon-secrets-manager-plans-pricing.yml",
    of: "2026-09-20",
  },
};
