/** What AWS refuses is refused by its simulation: each row of its table, and what moto refuses by itself. */
import assert from "node:assert/strict";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  DeleteSecurityGroupCommand,
} from "@aws-sdk/client-ec2";
import {
  type Action,
  CreateLoadBalancerCommand,
  type CreateLoadBalancerCommandInput,
  CreateRuleCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  ModifyListenerCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyTargetGroupCommand,
  RegisterTargetsCommand,
  type RuleCondition,
  SetRulePrioritiesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { Edge, makeGroup } from "../support/aws/edge";
import { dataRefusals, refusals } from "../support/aws/front/refusals";
import { assertRefused } from "../support/aws/refused";
import { AwsSimulation } from "../support/aws/simulation";

describe("the simulation of AWS refuses", function () {
  this.timeout(60_000);
  let aws: AwsSimulation;
  let edge: Edge;
  let other: Edge;
  let listener: string;
  before(async () => {
    aws = await AwsSimulation.start();
    edge = await Edge.make(aws);
    other = await Edge.make(aws, "other");
    listener = await edge.listen(80, edge.split(100, 0));
  });
  after(() => aws.stop());

  const make = (more: Partial<CreateLoadBalancerCommandInput>) =>
    aws.elb.send(
      new CreateLoadBalancerCommand({
        Name: "third",
        Subnets: [...aws.subnetIds],
        SecurityGroups: [edge.securityGroupId],
        ...more,
      }),
    );
  const modify = (action: Action) =>
    aws.elb.send(new ModifyListenerCommand({ ListenerArn: listener, DefaultActions: [action] }));
  const rule = (Priority: number, condition?: RuleCondition) =>
    aws.elb.send(
      new CreateRuleCommand({
        ListenerArn: listener,
        Priority,
        Conditions: [condition ?? { Field: "path-pattern", PathPatternConfig: { Values: ["/x"] } }],
        Actions: [edge.split(1, 1)],
      }),
    );

  it("a load balancer in one subnet, or in two of one zone", async () => {
    await assertRefused(make({ Subnets: aws.subnetIds.slice(0, 1) }), "ValidationError", /two subnets/);
    const { Subnet } = await aws.ec2.send(
      new CreateSubnetCommand({
        VpcId: aws.vpcId,
        CidrBlock: "10.77.9.0/24",
        AvailabilityZone: `${aws.region}a`,
      }),
    );
    const Subnets = [...aws.subnetIds, Subnet?.SubnetId ?? ""];
    await assertRefused(make({ Subnets }), "InvalidConfigurationRequest", /same Availability Zone/);
  });

  it("a name that is taken, or that is none", async () => {
    await assertRefused(make({ Name: "edge" }), "DuplicateLoadBalancerName", /edge/);
    await assertRefused(make({ Name: "internal-x" }), "ValidationError", /not valid/);
    await assertRefused(make({ Name: "x".repeat(33) }), "ValidationError", /not valid/);
  });

  it("a security group that is not there", () =>
    assertRefused(make({ SecurityGroups: ["sg-1234"] }), "InvalidSecurityGroup", /sg-1234/));

  it("logs into a bucket that is not there", async () => {
    const logs = (bucket: string) =>
      aws.elb.send(
        new ModifyLoadBalancerAttributesCommand({
          LoadBalancerArn: edge.loadBalancerArn,
          Attributes: [
            { Key: "access_logs.s3.enabled", Value: "true" },
            { Key: "access_logs.s3.bucket", Value: bucket },
          ],
        }),
      );
    await assertRefused(logs("nowhere"), "InvalidConfigurationRequest", /nowhere/);
    await logs(aws.bucket);
  });

  it("deleting a load balancer that is protected", async () => {
    const protect = (Value: string) =>
      aws.elb.send(
        new ModifyLoadBalancerAttributesCommand({
          LoadBalancerArn: other.loadBalancerArn,
          Attributes: [{ Key: "deletion_protection.enabled", Value }],
        }),
      );
    await protect("true");
    const remove = () =>
      aws.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: other.loadBalancerArn }));
    await assertRefused(remove(), "OperationNotPermitted", /protection/);
    await protect("false");
  });

  it("two listeners on one port, or one on no port", async () => {
    await assertRefused(edge.listen(80, edge.split(1, 0)), "DuplicateListener", /80/);
    await assertRefused(edge.listen(70_000, edge.split(1, 0)), "ValidationError", /Port/);
  });

  it("HTTPS without a certificate, and HTTP with one", async () => {
    const secure = { Protocol: "HTTPS" } as const;
    await assertRefused(edge.listen(443, edge.split(1, 0), secure), "ValidationError", /certificate/);
    const Certificates = [{ CertificateArn: aws.certificateArn }];
    await assertRefused(
      edge.listen(81, edge.split(1, 0), { Certificates }),
      "ValidationError",
      /HTTP listeners/,
    );
  });

  it("weights that are none", async () => {
    await assertRefused(modify(edge.split(1000, 0)), "ValidationError", /0-999/);
    await assertRefused(modify(edge.split(-1, 0)), "ValidationError", /0-999/);
    await modify(edge.split(999, 0));
  });

  it("a group that is not there, too many, or another load balancer's", async () => {
    const forward = (...arns: string[]): Action => ({
      Type: "forward",
      ForwardConfig: { TargetGroups: arns.map((TargetGroupArn) => ({ TargetGroupArn, Weight: 1 })) },
    });
    await assertRefused(modify(forward(`${edge.blue}0`)), "TargetGroupNotFound", /not found/);
    await assertRefused(modify(forward(...Array<string>(6).fill(edge.blue))), "TooManyTargets", /5/);
    await other.listen(80, other.split(1, 0));
    await assertRefused(modify(forward(other.blue)), "TargetGroupAssociationLimit", /more than one/);
  });

  it("stickiness without a duration; and with one, as it is not simulated", async () => {
    const sticky = (DurationSeconds?: number): Action => ({
      Type: "forward",
      ForwardConfig: {
        TargetGroups: [{ TargetGroupArn: edge.blue, Weight: 1 }],
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds },
      },
    });
    await assertRefused(modify(sticky()), "ValidationError", /duration/);
    await assertRefused(modify(sticky(60)), "InvalidConfigurationRequest", /does not know stickiness/);
  });

  it("health checks out of range, and a time-out that is not below the interval", async () => {
    const check = (more: object) =>
      aws.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn: edge.blue, ...more }));
    await assertRefused(check({ HealthCheckIntervalSeconds: 4 }), "ValidationError", /5-300/);
    await assertRefused(check({ UnhealthyThresholdCount: 11 }), "ValidationError", /2-10/);
    await assertRefused(check({ HealthCheckTimeoutSeconds: 5 }), "ValidationError", /smaller/);
  });

  it("priorities out of range, or taken", async () => {
    await assertRefused(rule(0), "ValidationError", /1-50000/);
    const { Rules } = await rule(5);
    await assertRefused(rule(5), "PriorityInUse", /in use/);
    const RulePriorities = [{ RuleArn: Rules?.[0]?.RuleArn, Priority: 50_001 }];
    await assertRefused(
      aws.elb.send(new SetRulePrioritiesCommand({ RulePriorities })),
      "ValidationError",
      /1-50000/,
    );
  });

  it("deleting what is in use", async () => {
    await assertRefused(
      aws.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: edge.green })),
      "ResourceInUse",
      /in use/,
    );
    const remove = (GroupId: string) => aws.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    await assertRefused(remove(edge.securityGroupId), "DependencyViolation", /edge/);
    const ids = ["one", "two"].map(async (GroupName) => {
      const asked = { GroupName, Description: GroupName, VpcId: aws.vpcId };
      return (await aws.ec2.send(new CreateSecurityGroupCommand(asked))).GroupId ?? "";
    });
    const [one = "", two = ""] = await Promise.all(ids);
    const IpPermissions = [
      { IpProtocol: "tcp", FromPort: 1, ToPort: 1, UserIdGroupPairs: [{ GroupId: two }] },
    ];
    await aws.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: one, IpPermissions }));
    await assertRefused(remove(two), "DependencyViolation", new RegExp(one));
    await remove(one);
    await remove(two);
  });

  it("targets that no load balancer could reach, and groups that are not there", async () => {
    const register = (TargetGroupArn: string, Id: string) =>
      aws.elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id, Port: 80 }] }));
    await assertRefused(register(edge.blue, "8.8.8.8"), "InvalidTarget", /8\.8\.8\.8/);
    await assertRefused(register(`${edge.blue}0`, "10.0.0.1"), "TargetGroupNotFound", /not found/);
  });

  it("what it does not simulate", async () => {
    const method: RuleCondition = {
      Field: "http-request-method",
      HttpRequestMethodConfig: { Values: ["GET"] },
    };
    await assertRefused(rule(6, method), "InvalidConfigurationRequest", /http-request-method/);
    const instances = makeGroup(aws, "instances", { TargetType: "instance" });
    await assertRefused(instances, "InvalidConfigurationRequest", /addresses/);
    const login: Action = { Type: "authenticate-oidc" };
    await assertRefused(modify(login), "InvalidConfigurationRequest", /authenticate-oidc/);
  });

  it("nothing without saying where AWS says so", () => {
    for (const { source } of [...refusals, ...dataRefusals])
      assert.match(source, /^(simulation|[a-zA-Z0-9./_-]+\.html)$/);
  });
});
