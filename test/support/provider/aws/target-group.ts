/** aws.lb.TargetGroup, of addresses that speak HTTP. */
import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  type IpAddressType,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  type ProtocolEnum,
  type TargetTypeEnum,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Fault } from "../provider";
import { changes, isUnknown, type Values } from "../values";
import { type Attributes, fromAttributes, toAttributes } from "./attributes";
import { block, type Kind, made, number, text, truth, unlessGone } from "./kind";
import { listed, readTags, updateTags } from "./tags";

/** docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html */
const attributes: Attributes = {
  deregistrationDelay: { key: "deregistration_delay.timeout_seconds", is: "number" },
  loadBalancingAlgorithmType: { key: "load_balancing.algorithm.type", is: "text" },
  slowStart: { key: "slow_start.duration_seconds", is: "number" },
};
const stickiness: Attributes = {
  cookieDuration: { key: "stickiness.lb_cookie.duration_seconds", is: "number" },
  enabled: { key: "stickiness.enabled", is: "truth" },
  type: { key: "stickiness.type", is: "text" },
};

function allAttributes(inputs: Values): { Key: string; Value: string }[] {
  return [
    ...toAttributes(attributes, inputs),
    ...toAttributes(stickiness, block(inputs, "stickiness") ?? {}),
  ];
}

function check(inputs: Values) {
  const values = block(inputs, "healthCheck") ?? {};
  return {
    HealthCheckEnabled: truth(values, "enabled"),
    HealthCheckIntervalSeconds: number(values, "interval"),
    HealthCheckPath: text(values, "path"),
    HealthCheckPort: text(values, "port"),
    HealthCheckProtocol: text(values, "protocol") as ProtocolEnum | undefined,
    HealthCheckTimeoutSeconds: number(values, "timeout"),
    HealthyThresholdCount: number(values, "healthyThreshold"),
    UnhealthyThresholdCount: number(values, "unhealthyThreshold"),
    Matcher: values.matcher === undefined ? undefined : { HttpCode: text(values, "matcher") },
  };
}

export const targetGroup: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/lb/targetgroup; API_CreateTargetGroup.html",
  longestName: 32,
  fields: {
    deregistrationDelay: { is: "number", from: 0, to: 3600, default: 300 },
    healthCheck: {
      is: "block",
      fields: {
        enabled: { is: "truth", oneOf: [true], default: true },
        healthyThreshold: { is: "number", from: 2, to: 10, default: 3 },
        interval: { is: "number", from: 5, to: 300, default: 30 },
        matcher: { is: "text", default: "200" },
        path: { is: "text", default: "/" },
        port: { is: "text", default: "traffic-port" },
        protocol: { is: "text", oneOf: ["HTTP"], default: "HTTP" },
        timeout: { is: "number", from: 2, to: 120, default: 5 },
        unhealthyThreshold: { is: "number", from: 2, to: 10, default: 3 },
      },
    },
    ipAddressType: { is: "text", oneOf: ["ipv4"], replaces: true, default: "ipv4" },
    loadBalancingAlgorithmType: { is: "text", oneOf: ["round_robin"], default: "round_robin" },
    name: { is: "text", longest: 32, replaces: true },
    port: { is: "number", from: 1, to: 65_535, required: true, replaces: true },
    protocol: { is: "text", oneOf: ["HTTP"], required: true, replaces: true },
    protocolVersion: { is: "text", oneOf: ["HTTP1"], replaces: true, default: "HTTP1" },
    slowStart: { is: "number", from: 0, to: 0, default: 0 },
    stickiness: {
      is: "block",
      fields: {
        cookieDuration: { is: "number", from: 1, to: 604_800, default: 86_400 },
        enabled: { is: "truth", oneOf: [false], default: true },
        type: { is: "text", oneOf: ["lb_cookie"], required: true },
      },
    },
    tags: { is: "tags" },
    targetType: { is: "text", oneOf: ["ip"], required: true, replaces: true },
    vpcId: { is: "text", required: true, replaces: true },
  },
  computed: ["arn", "arnSuffix", "loadBalancerArns", "tagsAll"],

  faults(inputs): readonly Fault[] {
    const { timeout, interval } = block(inputs, "healthCheck") ?? {};
    if (timeout === undefined || interval === undefined || isUnknown(timeout) || isUnknown(interval))
      return [];
    return Number(timeout) < Number(interval)
      ? []
      : [{ property: "healthCheck.timeout", reason: "must be smaller than the interval" }];
  },

  async create({ elb }, inputs) {
    const { TargetGroups = [] } = await elb.send(
      new CreateTargetGroupCommand({
        Name: text(inputs, "name"),
        Port: number(inputs, "port"),
        Protocol: text(inputs, "protocol") as ProtocolEnum,
        ProtocolVersion: text(inputs, "protocolVersion"),
        VpcId: text(inputs, "vpcId"),
        TargetType: text(inputs, "targetType") as TargetTypeEnum,
        IpAddressType: text(inputs, "ipAddressType") as IpAddressType as "ipv4",
        Tags: listed(inputs),
        ...check(inputs),
      }),
    );
    const arn = made(TargetGroups[0]?.TargetGroupArn);
    const Attributes = allAttributes(inputs);
    await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: arn, Attributes }));
    return arn;
  },

  async read(aws, arn) {
    const asked = new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] });
    const found = (await unlessGone(aws.elb.send(asked), "TargetGroupNotFound"))?.TargetGroups?.[0];
    if (!found) return undefined;
    const { Attributes } = await aws.elb.send(
      new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }),
    );
    return {
      ...fromAttributes(attributes, Attributes),
      stickiness: fromAttributes(stickiness, Attributes),
      arn,
      arnSuffix: arn.split(":").at(-1),
      healthCheck: {
        enabled: found.HealthCheckEnabled,
        healthyThreshold: found.HealthyThresholdCount,
        interval: found.HealthCheckIntervalSeconds,
        matcher: found.Matcher?.HttpCode,
        path: found.HealthCheckPath,
        port: found.HealthCheckPort,
        protocol: found.HealthCheckProtocol,
        timeout: found.HealthCheckTimeoutSeconds,
        unhealthyThreshold: found.UnhealthyThresholdCount,
      },
      ipAddressType: found.IpAddressType,
      loadBalancerArns: [...new Set(found.LoadBalancerArns ?? [])],
      name: found.TargetGroupName,
      port: found.Port,
      protocol: found.Protocol,
      protocolVersion: found.ProtocolVersion,
      tags: await readTags(aws, arn),
      targetType: found.TargetType,
      vpcId: found.VpcId,
    };
  },

  async update(aws, arn, inputs, before) {
    if (changes(before.healthCheck, inputs.healthCheck).length > 0) {
      await aws.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn: arn, ...check(inputs) }));
    }
    const former = new Map(allAttributes(before).map(({ Key, Value }) => [Key, Value]));
    const Attributes = allAttributes(inputs).filter(({ Key, Value }) => former.get(Key) !== Value);
    if (Attributes.length > 0) {
      await aws.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: arn, Attributes }));
    }
    await updateTags(aws, arn, inputs, before);
  },

  async delete({ elb }, arn) {
    await elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: arn }));
  },
};
