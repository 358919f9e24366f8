/** A load balancer with two groups, made through the SDK: for tests of the simulation itself. */
import { CreateSecurityGroupCommand } from "@aws-sdk/client-ec2";
import {
  type Action,
  CreateListenerCommand,
  type CreateListenerCommandInput,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  ModifyListenerCommand,
  ModifyTargetGroupAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Colour } from "../../../components/colour";
import { colourTag } from "../../../components/load-balancer/elb";
import type { AwsSimulation } from "./simulation";

export class Edge {
  private constructor(
    readonly aws: AwsSimulation,
    readonly loadBalancerArn: string,
    readonly securityGroupId: string,
    readonly blue: string,
    readonly green: string,
  ) {}

  static async make(
    aws: AwsSimulation,
    name = "edge",
    groupsWith: Partial<CreateTargetGroupCommandInput> = {},
  ): Promise<Edge> {
    const { GroupId = "" } = await aws.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: name, Description: name, VpcId: aws.vpcId }),
    );
    const { LoadBalancers = [] } = await aws.elb.send(
      new CreateLoadBalancerCommand({
        Name: name,
        Subnets: [...aws.subnetIds],
        SecurityGroups: [GroupId],
      }),
    );
    const group = (colour: Colour) =>
      makeGroup(aws, `${name}-${colour}`, { ...groupsWith, Tags: [{ Key: colourTag, Value: colour }] });
    const groups = [await group("blue"), await group("green")] as const;
    return new Edge(aws, LoadBalancers[0]?.LoadBalancerArn ?? "", GroupId, ...groups);
  }

  async listen(
    Port: number,
    action: Action,
    more: Partial<CreateListenerCommandInput> = {},
  ): Promise<string> {
    const { Listeners = [] } = await this.aws.elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: this.loadBalancerArn,
        Port,
        Protocol: "HTTP",
        DefaultActions: [action],
        ...more,
      }),
    );
    return Listeners[0]?.ListenerArn ?? "";
  }

  /** What a production listener does: both groups, always in this order. */
  split(blue: number, green: number): Action {
    const weights = [
      { TargetGroupArn: this.blue, Weight: blue },
      { TargetGroupArn: this.green, Weight: green },
    ];
    return { Type: "forward", ForwardConfig: { TargetGroups: weights } };
  }

  async setWeights(listenerArn: string, blue: number, green: number): Promise<void> {
    const DefaultActions = [this.split(blue, green)];
    await this.aws.elb.send(new ModifyListenerCommand({ ListenerArn: listenerArn, DefaultActions }));
  }

  /** Requests with this header go to the group, whatever the weights. */
  async route(ListenerArn: string, Priority: number, header: string, group: string): Promise<void> {
    await this.aws.elb.send(
      new CreateRuleCommand({
        ListenerArn,
        Priority,
        Conditions: [
          { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "x-colour", Values: [header] } },
        ],
        Actions: [{ Type: "forward", TargetGroupArn: group }],
      }),
    );
  }
}

export async function makeGroup(
  aws: AwsSimulation,
  Name: string,
  more: Partial<CreateTargetGroupCommandInput> = {},
): Promise<string> {
  const { TargetGroups = [] } = await aws.elb.send(
    new CreateTargetGroupCommand({
      Name,
      Port: 8080,
      Protocol: "HTTP",
      VpcId: aws.vpcId,
      TargetType: "ip",
      HealthCheckPath: "/health",
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 2,
      ...more,
    }),
  );
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn ?? "";
  const delay = { Key: "deregistration_delay.timeout_seconds", Value: "40" };
  await aws.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [delay] }));
  return TargetGroupArn;
}
