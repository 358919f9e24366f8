/** What the load balancers are to do, read from moto in one piece. */
import {
  type Action,
  DescribeListenerAttributesCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  type RuleCondition,
} from "@aws-sdk/client-elastic-load-balancing-v2";

export interface Model {
  readonly loadBalancers: readonly LoadBalancer[];
  readonly groups: ReadonlyMap<string, Group>;
}

export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly securityGroups: readonly string[];
  readonly attributes: Attributes;
  readonly listeners: readonly Listener[];
}

export interface Listener {
  readonly arn: string;
  readonly port: number;
  readonly protocol: string;
  readonly certificateArn: string | undefined;
  readonly attributes: Attributes;
  /** In the order in which they are tried; the default rule is the last. */
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly arn: string;
  readonly isDefault: boolean;
  readonly conditions: readonly RuleCondition[];
  readonly actions: readonly Action[];
}

export interface Group {
  readonly arn: string;
  readonly port: number;
  readonly health: HealthSettings;
  readonly deregistrationDelaySeconds: number;
}

export interface HealthSettings {
  readonly path: string;
  /** Of the check; undefined: where the traffic goes. */
  readonly port: number | undefined;
  /** Such as `200` or `200-299,302`. */
  readonly matcher: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export type Attributes = ReadonlyMap<string, string>;

export const nothing: Model = { loadBalancers: [], groups: new Map() };

export async function readModel(moto: ElasticLoadBalancingV2Client): Promise<Model> {
  const [{ LoadBalancers = [] }, { TargetGroups = [] }] = await Promise.all([
    moto.send(new DescribeLoadBalancersCommand({})),
    moto.send(new DescribeTargetGroupsCommand({})),
  ]);
  const loadBalancers = LoadBalancers.map(
    async ({ LoadBalancerArn = "", LoadBalancerName = "", SecurityGroups = [] }) => {
      const [attributes, listeners] = await Promise.all([
        moto.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn })),
        readListeners(moto, LoadBalancerArn),
      ]);
      return {
        arn: LoadBalancerArn,
        name: LoadBalancerName,
        securityGroups: SecurityGroups,
        attributes: attributesIn(attributes.Attributes),
        listeners,
      };
    },
  );
  const groups = TargetGroups.map(async (group): Promise<[string, Group]> => {
    const arn = group.TargetGroupArn ?? "";
    const described = await moto.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }));
    const delay = attributesIn(described.Attributes).get("deregistration_delay.timeout_seconds");
    const checkPort = Number(group.HealthCheckPort);
    const health = {
      path: group.HealthCheckPath ?? "/",
      port: checkPort > 0 ? checkPort : undefined,
      matcher: group.Matcher?.HttpCode ?? "200",
      intervalSeconds: group.HealthCheckIntervalSeconds ?? 30,
      timeoutSeconds: group.HealthCheckTimeoutSeconds ?? 5,
      healthyThreshold: group.HealthyThresholdCount ?? 5,
      unhealthyThreshold: group.UnhealthyThresholdCount ?? 2,
    };
    return [arn, { arn, port: group.Port ?? 80, health, deregistrationDelaySeconds: Number(delay ?? 300) }];
  });
  return { loadBalancers: await Promise.all(loadBalancers), groups: new Map(await Promise.all(groups)) };
}

async function readListeners(moto: ElasticLoadBalancingV2Client, arn: string): Promise<Listener[]> {
  const { Listeners = [] } = await moto.send(new DescribeListenersCommand({ LoadBalancerArn: arn }));
  return Promise.all(
    Listeners.map(async ({ ListenerArn = "", Port = 0, Protocol = "HTTP", Certificates = [] }) => {
      const [{ Rules = [] }, { Attributes }] = await Promise.all([
        moto.send(new DescribeRulesCommand({ ListenerArn, PageSize: 400 })),
        moto.send(new DescribeListenerAttributesCommand({ ListenerArn })),
      ]);
      const last = Number.MAX_SAFE_INTEGER;
      const order = (priority = "") => (priority === "default" ? last : Number(priority));
      return {
        arn: ListenerArn,
        port: Port,
        protocol: Protocol,
        certificateArn: Certificates[0]?.CertificateArn,
        attributes: attributesIn(Attributes),
        rules: [...Rules]
          .sort((one, other) => order(one.Priority) - order(other.Priority))
          .map(({ RuleArn = "", IsDefault = false, Conditions = [], Actions = [] }) => ({
            arn: RuleArn,
            isDefault: IsDefault,
            conditions: Conditions,
            actions: Actions,
          })),
      };
    }),
  );
}

function attributesIn(pairs: readonly { Key?: string; Value?: string }[] = []): Attributes {
  return new Map(pairs.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** The groups that an action may forward to, with their weights. */
export function forwardsOf({ ForwardConfig, TargetGroupArn }: Action): { arn: string; weight: number }[] {
  const several = ForwardConfig?.TargetGroups ?? [];
  if (several.length > 0) {
    return several.map(({ TargetGroupArn: arn = "", Weight = 1 }) => ({ arn, weight: Weight }));
  }
  return TargetGroupArn === undefined ? [] : [{ arn: TargetGroupArn, weight: 1 }];
}

/** The load balancers of each group that a listener or rule names, at whatever weight. */
export function usersOf({ loadBalancers }: Pick<Model, "loadBalancers">): ReadonlyMap<string, Set<string>> {
  const users = new Map<string, Set<string>>();
  for (const { arn: loadBalancer, listeners } of loadBalancers) {
    const actions = listeners.flatMap(({ rules }) => rules.flatMap((rule) => rule.actions));
    for (const { arn } of actions.flatMap(forwardsOf)) {
      users.set(arn, (users.get(arn) ?? new Set()).add(loadBalancer));
    }
  }
  return users;
}
