/** Who talked to whom, as the network saw it. */
import * as aws from "../aws/services";
import * as pulumi from "@pulumi/pulumi";
import { type Place, roleArgs } from "../aws/context";
import type { NetworkPlan } from "./aws";

export function createFlowLogs(
  place: Place,
  { flowLogDays }: NetworkPlan,
  vpc: aws.ec2.Vpc,
  opts: pulumi.CustomResourceOptions,
): void {
  const group = new aws.cloudwatch.LogGroup("flow-logs", { retentionInDays: flowLogDays }, opts);
  const role = new aws.iam.Role(
    "flow-logs-writer",
    { ...roleArgs(place), assumeRolePolicy: trust(vpc.ownerId) },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    "flow-logs-writing",
    { role: role.name, policy: writing(group.arn) },
    opts,
  );
  new aws.ec2.FlowLog(
    "flow-log",
    {
      vpcId: vpc.id,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
    },
    { ...opts, dependsOn: [policy] },
  );
}

/** For this account's flow logs only: otherwise another's could write here in its name. */
function trust(account: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ],
  });
}

/** VPC guide, "IAM role for publishing flow logs": what is asked there, without making groups, and on this one only. */
function writing(group: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: [
          "logs:CreateLogStream",
          "logs:DescribeLogGroups",
          "logs:DescribeLogStreams",
          "logs:PutLogEvents",
        ],
        Resource: [group, pulumi.interpolate`${group}:*`],
      },
    ],
  });
}
