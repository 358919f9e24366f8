/** The load balancer as AWS has it, beyond what gate and guard ask. */
import { DescribeSecurityGroupsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupAttributesCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ElbScope } from "../../components/load-balancer/elb";

export interface ReadBack {
  readonly dnsName: string;
  /** TLS policy by port; undefined where it speaks HTTP. */
  readonly tlsPolicies: Readonly<Record<number, string | undefined>>;
  /** Who may reach a port, by all security groups of the load balancer together. */
  readonly openTo: (port: number) => readonly string[];
}

/** @throws when there is no such load balancer, or AWS does not answer. */
export async function readBack({ region, loadBalancer }: ElbScope): Promise<ReadBack> {
  const elb = new ElasticLoadBalancingV2Client({ region });
  const found = await elb.send(new DescribeLoadBalancersCommand({ Names: [loadBalancer] }));
  const { LoadBalancerArn, DNSName = "", SecurityGroups = [] } = found.LoadBalancers?.[0] ?? {};
  const [{ Listeners = [] }, groups] = await Promise.all([
    elb.send(new DescribeListenersCommand({ LoadBalancerArn })),
    new EC2Client({ region }).send(new DescribeSecurityGroupsCommand({ GroupIds: SecurityGroups })),
  ]);
  const rules = (groups.SecurityGroups ?? []).flatMap(({ IpPermissions = [] }) => IpPermissions);
  return {
    dnsName: DNSName,
    tlsPolicies: Object.fromEntries(Listeners.map(({ Port = 0, SslPolicy }) => [Port, SslPolicy])),
    openTo: (port) =>
      rules
        // Without ports: a rule for every protocol.
        .filter(({ FromPort = 0, ToPort = 65_535 }) => FromPort <= port && port <= ToPort)
        .flatMap(({ IpRanges = [], Ipv6Ranges = [], UserIdGroupPairs = [], PrefixListIds = [] }) => [
          ...IpRanges.map(({ CidrIp }) => CidrIp),
          ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6),
          ...UserIdGroupPairs.map(({ GroupId }) => GroupId),
          ...PrefixListIds.map(({ PrefixListId }) => PrefixListId),
        ])
        .filter((range) => range !== undefined),
  };
}

/** Seconds that requests to targets that leave may take to finish. */
export async function drainSeconds(region: string, TargetGroupArn: string): Promise<number> {
  const elb = new ElasticLoadBalancingV2Client({ region });
  const { Attributes = [] } = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
  return Number(Attributes.find(({ Key }) => Key === "deregistration_delay.timeout_seconds")?.Value);
}
