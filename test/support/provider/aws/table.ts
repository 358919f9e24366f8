/** All types that the AWS provider for tests models. */
import type { Kind } from "./kind";
import { listener } from "./listener";
import { listenerRule } from "./listener-rule";
import { loadBalancer } from "./load-balancer";
import { securityGroup } from "./security-group";
import { egressRule, ingressRule } from "./security-group-rule";
import { targetGroup } from "./target-group";

export const table: Readonly<Record<string, Kind>> = {
  "aws:ec2/securityGroup:SecurityGroup": securityGroup,
  "aws:lb/listener:Listener": listener,
  "aws:lb/listenerRule:ListenerRule": listenerRule,
  "aws:lb/loadBalancer:LoadBalancer": loadBalancer,
  "aws:lb/targetGroup:TargetGroup": targetGroup,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": egressRule,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ingressRule,
};
