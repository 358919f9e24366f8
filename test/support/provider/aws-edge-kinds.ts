/** One resource of each type that the edge has besides load balancer, groups and listeners. */
import type { AwsSimulation } from "../aws/simulation";
import type { ContractKinds } from "./contract";

const output = (path: string) => ({ output: path });
const tags = { step: "two" };
const counted = (metricName: string) => ({
  metricName,
  cloudwatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});
const rate = (limit: number) => [
  {
    name: "rate-limit",
    priority: 1,
    action: { block: {} },
    statement: { rateBasedStatement: { limit, aggregateKeyType: "IP", evaluationWindowSec: 300 } },
    visibilityConfig: counted("rate-limit"),
  },
  {
    name: "common",
    priority: 2,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name: "AWSManagedRulesCommonRuleSet",
        ruleActionOverrides: [{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }],
      },
    },
    visibilityConfig: counted("common"),
  },
];
const policy = (bucket: string, action: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: "*", Action: action, Resource: `arn:aws:s3:::${bucket}/AWSLogs/*` },
    ],
  });

export function awsEdgeKinds({ subnetIds, vpcId, zoneId }: AwsSimulation): ContractKinds {
  const certificate = (name: string, domainName: string) => ({
    type: "aws/acm/Certificate",
    name,
    args: { domainName, validationMethod: "DNS" },
  });
  const asked = (certificate: string, what: string) =>
    output(`${certificate}.domainValidationOptions.0.${what}`);
  const proof = (name: string, certificate: string) => ({
    type: "aws/route53/Record",
    name,
    args: {
      zoneId,
      name: asked(certificate, "resourceRecordName"),
      type: asked(certificate, "resourceRecordType"),
      records: [asked(certificate, "resourceRecordValue")],
      ttl: 300,
      allowOverwrite: true,
    },
  });
  const ofBucket = (type: string, name: string, args: object) => ({
    type: `aws/s3/${type}`,
    name,
    args: { bucket: output("bucket.bucket"), ...args },
  });
  const sse = [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }];
  const expiring = (days: number) => [
    { id: "expire", status: "Enabled", filter: { prefix: "" }, expiration: { days } },
  ];

  return {
    certificate: {
      declared: certificate("certificate", "one.example.com"),
      update: { tags },
      tells: ["arn", "status", "domainValidationOptions"],
    },
    "certificate-two": {
      declared: certificate("certificate-two", "two.example.com"),
      replace: { domainName: "three.example.com" },
      tells: ["arn"],
    },
    proof: { declared: proof("proof", "certificate"), update: { ttl: 60 }, tells: ["fqdn"] },
    "proof-two": { declared: proof("proof-two", "certificate-two"), replace: {}, tells: ["fqdn"] },
    proven: {
      declared: {
        type: "aws/acm/CertificateValidation",
        name: "proven",
        args: { certificateArn: output("certificate.arn"), validationRecordFqdns: [output("proof.fqdn")] },
      },
      tells: ["certificateArn"],
      stays: true,
    },
    group: {
      declared: { type: "aws/ec2/SecurityGroup", name: "group", args: { vpcId } },
      tells: ["arn"],
    },
    "load-balancer": {
      declared: {
        type: "aws/lb/LoadBalancer",
        name: "load-balancer",
        args: { securityGroups: [output("group.id")], subnets: subnetIds },
      },
      tells: ["arn", "dnsName", "zoneId"],
    },
    alias: {
      declared: {
        type: "aws/route53/Record",
        name: "alias",
        args: {
          zoneId,
          name: "one.example.com",
          type: "A",
          aliases: [
            {
              name: output("load-balancer.dnsName"),
              zoneId: output("load-balancer.zoneId"),
              evaluateTargetHealth: false,
            },
          ],
        },
      },
      replace: { name: "four.example.com" },
      tells: ["fqdn"],
    },
    firewall: {
      declared: {
        type: "aws/wafv2/WebAcl",
        name: "firewall",
        args: {
          scope: "REGIONAL",
          defaultAction: { allow: {} },
          rules: rate(2_000),
          visibilityConfig: counted("firewall"),
        },
      },
      update: { rules: rate(3_000), tags },
      tells: ["arn", "lockToken", "name"],
    },
    "firewall-two": {
      declared: {
        type: "aws/wafv2/WebAcl",
        name: "firewall-two",
        args: { scope: "REGIONAL", defaultAction: { block: {} }, visibilityConfig: counted("two") },
      },
      replace: { name: "of-another-name" },
      tells: ["arn"],
    },
    association: {
      declared: {
        type: "aws/wafv2/WebAclAssociation",
        name: "association",
        args: { resourceArn: output("load-balancer.arn"), webAclArn: output("firewall.arn") },
      },
      tells: ["webAclArn"],
    },
    "aws-waf-logs": {
      declared: { type: "aws/cloudwatch/LogGroup", name: "aws-waf-logs", args: { retentionInDays: 7 } },
      tells: ["arn"],
    },
    logging: {
      declared: {
        type: "aws/wafv2/WebAclLoggingConfiguration",
        name: "logging",
        args: {
          resourceArn: output("firewall.arn"),
          logDestinationConfigs: [output("aws-waf-logs.arn")],
          redactedFields: [{ singleHeader: { name: "cookie" } }],
        },
      },
      update: { redactedFields: [{ singleHeader: { name: "authorization" } }] },
      tells: ["resourceArn"],
    },
    bucket: {
      declared: { type: "aws/s3/Bucket", name: "bucket", args: { forceDestroy: false } },
      update: { forceDestroy: true, tags },
      tells: ["arn", "bucket"],
    },
    "bucket-two": {
      declared: { type: "aws/s3/Bucket", name: "bucket-two", args: { bucket: "of-a-fixed-name" } },
      replace: { bucket: "of-another-fixed-name" },
      tells: ["arn"],
    },
    closed: {
      declared: ofBucket("BucketPublicAccessBlock", "closed", { blockPublicAcls: true }),
      update: { blockPublicPolicy: true },
      replace: { bucket: output("bucket-two.bucket") },
      tells: ["bucket"],
    },
    encryption: {
      declared: ofBucket("BucketServerSideEncryptionConfiguration", "encryption", { rules: sse }),
      replace: { bucket: output("bucket-two.bucket") },
      tells: ["bucket"],
    },
    expiry: {
      declared: ofBucket("BucketLifecycleConfiguration", "expiry", { rules: expiring(30) }),
      update: { rules: expiring(90) },
      replace: { bucket: output("bucket-two.bucket") },
      tells: ["bucket"],
    },
    policy: {
      declared: ofBucket("BucketPolicy", "policy", { policy: policy("any", "s3:PutObject") }),
      update: { policy: policy("any", "s3:GetObject") },
      replace: { bucket: output("bucket-two.bucket") },
      tells: ["bucket"],
    },
  };
}
