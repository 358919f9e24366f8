/** One resource of each type that the AWS provider for tests models, with a change that keeps it and one that needs another. */
import { DescribeSecurityGroupRulesCommand, DescribeSecurityGroupsCommand } from "@aws-sdk/client-ec2";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { AwsSimulation } from "../aws/simulation";
import type { Declared } from "./program";

/** In an order in which each can refer to those before it. */
export const names = [
  "edge",
  "https",
  "pods",
  "public",
  "blue",
  "green",
  "fixed",
  "front",
  "preview",
] as const;
export type Name = (typeof names)[number];

interface AwsKind {
  readonly declared: Declared;
  /** Merged into the arguments. */
  readonly update: object;
  /** Empty: it is replaced with what it refers to. */
  readonly replace: object;
  /** Outputs that only AWS can tell. */
  readonly tells: readonly string[];
  readonly isThere: (aws: AwsSimulation, id: string) => Promise<boolean>;
}

/** Whether it is not refused. */
async function works(asked: Promise<unknown>): Promise<boolean> {
  return asked.then(
    () => true,
    () => false,
  );
}

const output = (path: string) => ({ output: path });
const forward = (blue: number, green: number) => [
  {
    type: "forward",
    forward: {
      targetGroups: [
        { arn: output("blue.arn"), weight: blue },
        { arn: output("green.arn"), weight: green },
      ],
    },
  },
];

export function awsKinds({ vpcId, subnetIds, bucket }: AwsSimulation): Readonly<Record<Name, AwsKind>> {
  const group = (name: string, more: object = {}): Declared => ({
    type: "aws/lb/TargetGroup",
    name,
    args: {
      port: 8080,
      protocol: "HTTP",
      targetType: "ip",
      vpcId,
      deregistrationDelay: 30,
      healthCheck: { path: "/health", interval: 10 },
      ...more,
    },
  });
  const isGroup: AwsKind["isThere"] = ({ elb }, id) =>
    works(elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [id] })));
  const isRule: AwsKind["isThere"] = ({ ec2 }, id) =>
    works(ec2.send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [id] })));
  const ofGroup = {
    tells: ["arn", "arnSuffix"],
    replace: { port: 8081 },
    isThere: isGroup,
  };
  const ofRule = { tells: ["arn", "securityGroupRuleId"], replace: {}, isThere: isRule };

  return {
    edge: {
      declared: { type: "aws/ec2/SecurityGroup", name: "edge", args: { vpcId, tags: { step: "one" } } },
      update: { tags: { step: "two", more: "yes" } },
      replace: { description: "another" },
      tells: ["arn", "ownerId", "name", "tagsAll"],
      isThere: ({ ec2 }, id) => works(ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }))),
    },
    https: {
      declared: {
        type: "aws/vpc/SecurityGroupIngressRule",
        name: "https",
        args: {
          securityGroupId: output("edge.id"),
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
          cidrIpv4: "0.0.0.0/0",
        },
      },
      update: { cidrIpv4: "10.0.0.0/8", description: "from inside" },
      ...ofRule,
    },
    pods: {
      declared: {
        type: "aws/vpc/SecurityGroupEgressRule",
        name: "pods",
        args: {
          securityGroupId: output("edge.id"),
          ipProtocol: "tcp",
          fromPort: 8080,
          toPort: 8080,
          referencedSecurityGroupId: output("edge.id"),
        },
      },
      update: { fromPort: 8000 },
      ...ofRule,
    },
    public: {
      declared: {
        type: "aws/lb/LoadBalancer",
        name: "public",
        args: {
          securityGroups: [output("edge.id")],
          subnets: subnetIds,
          dropInvalidHeaderFields: true,
          desyncMitigationMode: "strictest",
          accessLogs: { bucket, enabled: true, prefix: "public" },
          tags: { step: "one" },
        },
      },
      update: { idleTimeout: 90, accessLogs: { prefix: "other" }, tags: { step: "two" } },
      replace: { internal: true },
      tells: ["arn", "arnSuffix", "dnsName", "vpcId", "zoneId"],
      isThere: ({ elb }, id) => works(elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [id] }))),
    },
    blue: {
      declared: group("blue"),
      update: { deregistrationDelay: 60, healthCheck: { path: "/healthy" } },
      ...ofGroup,
    },
    green: { declared: group("green"), update: { tags: { step: "two" } }, ...ofGroup },
    // Of a fixed name, and used by nobody.
    fixed: {
      declared: group("fixed", { name: "of-a-fixed-name" }),
      update: { healthCheck: { interval: 20 } },
      ...ofGroup,
    },
    front: {
      declared: {
        type: "aws/lb/Listener",
        name: "front",
        args: {
          loadBalancerArn: output("public.arn"),
          port: 80,
          protocol: "HTTP",
          defaultActions: forward(100, 0),
        },
      },
      update: {
        defaultActions: forward(90, 10),
        routingHttpResponseStrictTransportSecurityHeaderValue: "max-age=60",
      },
      replace: {},
      tells: ["arn"],
      isThere: ({ elb }, id) => works(elb.send(new DescribeListenersCommand({ ListenerArns: [id] }))),
    },
    preview: {
      declared: {
        type: "aws/lb/ListenerRule",
        name: "preview",
        args: {
          listenerArn: output("front.arn"),
          priority: 10,
          conditions: [{ httpHeader: { httpHeaderName: "x-colour", values: ["green"] } }],
          actions: [{ type: "forward", targetGroupArn: output("green.arn") }],
        },
      },
      update: {
        priority: 20,
        conditions: [{ pathPattern: { values: ["/preview/*"] } }],
      },
      replace: {},
      tells: ["arn"],
      isThere: ({ elb }, id) => works(elb.send(new DescribeRulesCommand({ RuleArns: [id] }))),
    },
  };
}
