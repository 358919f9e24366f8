/** What is refused before the load balancer forwards anything: too many requests, and requests that are known attacks. */
import * as aws from "../aws/services";
import type * as pulumi from "@pulumi/pulumi";
import type { EdgeSettings } from "../settings/aws/edge";

type Rule = aws.types.input.wafv2.WebAclRule;

export function createFirewall(
  { firewall }: EdgeSettings,
  loadBalancer: aws.lb.LoadBalancer,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  if (!firewall.enabled) return [];
  const acl = new aws.wafv2.WebAcl(
    "firewall",
    {
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rules: rules(firewall.rateLimit),
      visibilityConfig: counted("firewall"),
    },
    opts,
  );
  const association = new aws.wafv2.WebAclAssociation(
    "firewall-association",
    { resourceArn: loadBalancer.arn, webAclArn: acl.arn },
    opts,
  );
  return [association, createLogs(firewall.logDays, acl, opts)];
}

/** In the order in which they are asked. */
export function rules(rateLimit: number): Rule[] {
  return [
    managed(1, "AWSManagedRulesAmazonIpReputationList"),
    {
      name: "rate-limit",
      priority: 2,
      action: { block: {} },
      statement: {
        rateBasedStatement: { limit: rateLimit, aggregateKeyType: "IP", evaluationWindowSec: 300 },
      },
      visibilityConfig: counted("rate-limit"),
    },
    // Bodies above 8 KB would be refused; whether an application takes uploads is its own matter.
    managed(3, "AWSManagedRulesCommonRuleSet", ["SizeRestrictions_BODY"]),
    managed(4, "AWSManagedRulesKnownBadInputsRuleSet"),
    managed(5, "AWSManagedRulesSQLiRuleSet"),
  ];
}

/** @param onlyCounted rules of the group that refuse nothing */
function managed(priority: number, name: string, onlyCounted: readonly string[] = []): Rule {
  const overrides = onlyCounted.map((rule) => ({ name: rule, actionToUse: { count: {} } }));
  return {
    name,
    priority,
    // What the group itself says is done.
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name,
        ...(overrides.length > 0 && { ruleActionOverrides: overrides }),
      },
    },
    visibilityConfig: counted(name),
  };
}

function counted(metricName: string) {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true };
}

/** Of what was refused or counted, without what may be secret; all else is in the access logs. */
function createLogs(
  logDays: number,
  acl: aws.wafv2.WebAcl,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  // AWS takes no group whose name begins otherwise.
  const group = new aws.cloudwatch.LogGroup("aws-waf-logs", { retentionInDays: logDays }, opts);
  const acted = (action: string) => ({ actionCondition: { action } });
  return new aws.wafv2.WebAclLoggingConfiguration(
    "firewall-logs",
    {
      resourceArn: acl.arn,
      logDestinationConfigs: [group.arn],
      redactedFields: ["authorization", "cookie"].map((name) => ({ singleHeader: { name } })),
      loggingFilter: {
        defaultBehavior: "DROP",
        filters: [
          {
            behavior: "KEEP",
            requirement: "MEETS_ANY",
            conditions: [acted("BLOCK"), acted("COUNT"), acted("EXCLUDED_AS_COUNT")],
          },
        ],
      },
    },
    opts,
  );
}
