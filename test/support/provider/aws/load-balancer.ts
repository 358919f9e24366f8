/** aws.lb.LoadBalancer, of the kind "application". */
import {
  CreateLoadBalancerCommand,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  type IpAddressType,
  ModifyLoadBalancerAttributesCommand,
  SetIpAddressTypeCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { changes, type Values } from "../values";
import { type Attributes, fromAttributes, toAttributes } from "./attributes";
import type { Fields } from "./fields";
import { block, type Kind, made, text, texts, truth, unlessGone } from "./kind";
import { listed, readTags, updateTags } from "./tags";

/** docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html */
const attributes: Attributes = {
  clientKeepAlive: { key: "client_keep_alive.seconds", is: "number" },
  desyncMitigationMode: { key: "routing.http.desync_mitigation_mode", is: "text" },
  dropInvalidHeaderFields: { key: "routing.http.drop_invalid_header_fields.enabled", is: "truth" },
  enableDeletionProtection: { key: "deletion_protection.enabled", is: "truth" },
  enableHttp2: { key: "routing.http2.enabled", is: "truth" },
  enableWafFailOpen: { key: "waf.fail_open.enabled", is: "truth" },
  idleTimeout: { key: "idle_timeout.timeout_seconds", is: "number" },
  preserveHostHeader: { key: "routing.http.preserve_host_header.enabled", is: "truth" },
  xffHeaderProcessingMode: { key: "routing.http.xff_header_processing.mode", is: "text" },
};

const logs: Fields = {
  bucket: { is: "text", required: true },
  enabled: { is: "truth", default: false },
  prefix: { is: "text" },
};
const logKinds = { accessLogs: "access_logs.s3", connectionLogs: "connection_logs.s3" } as const;
const logAttributes = (prefix: string): Attributes => ({
  bucket: { key: `${prefix}.bucket`, is: "text" },
  enabled: { key: `${prefix}.enabled`, is: "truth" },
  prefix: { key: `${prefix}.prefix`, is: "text" },
});

function allAttributes(inputs: Values): { Key: string; Value: string }[] {
  const ofLogs = Object.entries(logKinds).flatMap(([input, prefix]) =>
    toAttributes(logAttributes(prefix), block(inputs, input) ?? {}),
  );
  return [...toAttributes(attributes, inputs), ...ofLogs];
}

export const loadBalancer: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/lb/loadbalancer; API_CreateLoadBalancer.html",
  longestName: 32,
  fields: {
    accessLogs: { is: "block", fields: logs },
    connectionLogs: { is: "block", fields: logs },
    clientKeepAlive: { is: "number", from: 60, to: 604_800, default: 3600 },
    desyncMitigationMode: {
      is: "text",
      oneOf: ["monitor", "defensive", "strictest"],
      default: "defensive",
    },
    dropInvalidHeaderFields: { is: "truth", default: false },
    enableDeletionProtection: { is: "truth", default: false },
    enableHttp2: { is: "truth", default: true },
    enableWafFailOpen: { is: "truth", default: false },
    idleTimeout: { is: "number", from: 1, to: 4000, default: 60 },
    internal: { is: "truth", replaces: true, default: false },
    ipAddressType: { is: "text", oneOf: ["ipv4"], default: "ipv4" },
    loadBalancerType: { is: "text", oneOf: ["application"], replaces: true, default: "application" },
    name: { is: "text", longest: 32, replaces: true },
    preserveHostHeader: { is: "truth", default: false },
    securityGroups: { is: "texts", least: 1, required: true },
    subnets: { is: "texts", least: 2, required: true },
    tags: { is: "tags" },
    xffHeaderProcessingMode: { is: "text", oneOf: ["append"], default: "append" },
  },
  computed: ["arn", "arnSuffix", "dnsName", "tagsAll", "vpcId", "zoneId"],

  async create({ elb }, inputs) {
    const { LoadBalancers = [] } = await elb.send(
      new CreateLoadBalancerCommand({
        Name: text(inputs, "name"),
        Scheme: truth(inputs, "internal") ? "internal" : "internet-facing",
        Type: "application",
        IpAddressType: text(inputs, "ipAddressType") as IpAddressType,
        SecurityGroups: texts(inputs, "securityGroups"),
        Subnets: texts(inputs, "subnets"),
        Tags: listed(inputs),
      }),
    );
    const arn = made(LoadBalancers[0]?.LoadBalancerArn);
    const Attributes = allAttributes(inputs);
    try {
      await elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn: arn, Attributes }));
    } catch (error) {
      // Nobody would know of it.
      await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: arn }));
      throw error;
    }
    return arn;
  },

  async read(aws, arn) {
    const asked = new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] });
    const found = (await unlessGone(aws.elb.send(asked), "LoadBalancerNotFound"))?.LoadBalancers?.[0];
    if (!found) return undefined;
    const { Attributes } = await aws.elb.send(
      new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn }),
    );
    const ofLogs = Object.entries(logKinds).map(([input, prefix]) => [
      input,
      fromAttributes(logAttributes(prefix), Attributes),
    ]);
    return {
      ...fromAttributes(attributes, Attributes),
      ...(Object.fromEntries(ofLogs) as Values),
      arn,
      arnSuffix: arn.split(":loadbalancer/")[1],
      dnsName: found.DNSName,
      internal: found.Scheme === "internal",
      ipAddressType: found.IpAddressType,
      loadBalancerType: found.Type,
      name: found.LoadBalancerName,
      securityGroups: found.SecurityGroups ?? [],
      subnets: found.AvailabilityZones?.map(({ SubnetId }) => SubnetId) ?? [],
      tags: await readTags(aws, arn),
      vpcId: found.VpcId,
      zoneId: found.CanonicalHostedZoneId,
    };
  },

  async update(aws, arn, inputs, before) {
    const isChanged = (name: string) => changes(before[name], inputs[name]).length > 0;
    const LoadBalancerArn = arn;
    if (isChanged("subnets")) {
      await aws.elb.send(new SetSubnetsCommand({ LoadBalancerArn, Subnets: texts(inputs, "subnets") }));
    }
    if (isChanged("securityGroups")) {
      const SecurityGroups = texts(inputs, "securityGroups");
      await aws.elb.send(new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups }));
    }
    if (isChanged("ipAddressType")) {
      const IpAddressType = text(inputs, "ipAddressType") as IpAddressType;
      await aws.elb.send(new SetIpAddressTypeCommand({ LoadBalancerArn, IpAddressType }));
    }
    const former = new Map(allAttributes(before).map(({ Key, Value }) => [Key, Value]));
    const Attributes = allAttributes(inputs).filter(({ Key, Value }) => former.get(Key) !== Value);
    for (const [input, prefix] of Object.entries(logKinds)) {
      if (before[input] !== undefined && inputs[input] === undefined) {
        Attributes.push({ Key: `${prefix}.enabled`, Value: "false" });
      }
    }
    if (Attributes.length > 0) {
      await aws.elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
    }
    await updateTags(aws, arn, inputs, before);
  },

  async delete({ elb }, arn) {
    await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: arn }));
  },
};
