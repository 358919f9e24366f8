import * as aws from "../aws/services";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../aws/context";

export interface SecurityGroups {
  readonly users: aws.ec2.SecurityGroup;
  readonly preview: aws.ec2.SecurityGroup;
}

/** Anyone may ask the users' ports, a few the preview port; the load balancer reaches the pods, nothing else. */
export function createSecurityGroups(
  { aws: settings, cluster, network, kubernetes: { name: environment } }: AwsContext,
  opts: pulumi.CustomResourceOptions,
): SecurityGroups {
  const { previewFrom, previewPort } = settings.edge;
  const group = (name: string, description: string) =>
    new aws.ec2.SecurityGroup(
      name,
      { description: `${environment}: ${description}`, vpcId: network.vpcId },
      opts,
    );
  const users = group("load-balancer-users", "users of the load balancer");
  const preview = group("load-balancer-preview", "the preview route of the load balancer");
  const allow = (name: string, to: pulumi.Output<string>, port: number, cidrIpv4: string, why: string) =>
    new aws.vpc.SecurityGroupIngressRule(
      name,
      { securityGroupId: to, ipProtocol: "tcp", fromPort: port, toPort: port, cidrIpv4, description: why },
      opts,
    );
  allow("users-http", users.id, 80, "0.0.0.0/0", "redirected to HTTPS");
  allow("users-https", users.id, 443, "0.0.0.0/0", "users");
  previewFrom.forEach((range, at) =>
    allow(`preview-${at + 1}`, preview.id, previewPort, range, "the preview route"),
  );
  // A version may listen on another port than the one before it, so no single port is named.
  const pods = { ipProtocol: "tcp", fromPort: 1024, toPort: 65_535 };
  new aws.vpc.SecurityGroupEgressRule(
    "load-balancer-to-pods",
    {
      securityGroupId: users.id,
      referencedSecurityGroupId: cluster.securityGroupId,
      ...pods,
      description: "requests and health checks",
    },
    opts,
  );
  new aws.vpc.SecurityGroupIngressRule(
    "pods-from-load-balancer",
    {
      securityGroupId: cluster.securityGroupId,
      referencedSecurityGroupId: users.id,
      ...pods,
      description: "requests and health checks of the load balancer",
    },
    opts,
  );
  return { users, preview };
}
