/** The load balancer on AWS: an Application Load Balancer, a target group for each colour, and all listeners but one. */
import * as aws from "../aws/services";
import * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../aws/context";
import { loadBalancerName } from "../aws/names";
import { type Colour, colours } from "../colour";
import { type AccessLogs, createAccessLogs } from "./aws-access-logs";
import { createAlias, createCertificate, zoneIdOf } from "./aws-certificate";
import { createFirewall } from "./aws-firewall";
import { type EdgeValues, encrypted } from "./aws-listener";
import { createSecurityGroups, type SecurityGroups } from "./aws-security-groups";
import { colourTag } from "./elb";
import { colourHeader } from "./load-balancer";

/**
 * Everything but the listener with the weights, which comes after the gates. The preview listener names both target
 * groups from the first second: one that no rule names is never checked, and no pod of it ever becomes ready.
 */
export class Edge extends pulumi.ComponentResource implements EdgeValues {
  readonly arn: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  readonly certificateArn: pulumi.Input<string>;
  readonly targetGroupArns: Readonly<Record<Colour, pulumi.Output<string>>>;
  readonly url: pulumi.Output<string>;
  readonly previewUrl: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];

  constructor(context: AwsContext, { parent, dependsOn, ...opts }: pulumi.ComponentResourceOptions) {
    super("maintenance:index:Edge", "edge", {}, { parent, ...opts });
    const here = { parent: this, dependsOn };
    const settings = context.aws.edge;
    const zoneId = zoneIdOf(settings, here);
    this.certificateArn = createCertificate(settings, zoneId, here);
    const groups = createSecurityGroups(context, here);
    const logs = createAccessLogs(settings, groups.users.ownerId, here);
    const loadBalancer = createLoadBalancer(context, groups, logs, here);
    const firewall = createFirewall(settings, loadBalancer, here);
    this.targetGroupArns = perColour((colour) => createTargetGroup(context, colour, here).arn);
    const redirect = createRedirect(loadBalancer, here);
    const preview = createPreview(context, this, loadBalancer, here);
    const alias = zoneId === undefined ? [] : [createAlias(settings, zoneId, loadBalancer, here)];
    this.arn = loadBalancer.arn;
    this.dnsName = loadBalancer.dnsName;
    this.url = pulumi.output(`https://${settings.domain}`);
    this.previewUrl = pulumi.output(`https://${settings.domain}:${settings.previewPort}`);
    // Nobody is let in before the firewall stands.
    this.ready = [redirect, ...preview, ...firewall, ...alias];
    this.registerOutputs({ url: this.url, previewUrl: this.previewUrl });
  }
}

function createLoadBalancer(
  context: AwsContext,
  groups: SecurityGroups,
  logs: AccessLogs,
  opts: pulumi.CustomResourceOptions,
): aws.lb.LoadBalancer {
  return new aws.lb.LoadBalancer(
    "load-balancer",
    {
      name: loadBalancerName(context),
      loadBalancerType: "application",
      internal: false,
      subnets: context.network.publicSubnetIds,
      securityGroups: [groups.users.id, groups.preview.id],
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "strictest",
      enableDeletionProtection: context.aws.edge.deletionProtection,
      // Nginx keeps idle connections longer, so that it is always this side that closes.
      idleTimeout: 60,
      accessLogs: { bucket: logs.bucket, enabled: true },
    },
    // AWS alone would refuse too late: a destroy takes listeners, records and firewall first.
    pulumi.mergeOptions(opts, { dependsOn: logs.ready, protect: context.aws.edge.deletionProtection }),
  );
}

function perColour<T>(make: (colour: Colour) => T): Record<Colour, T> {
  return { blue: make("blue"), green: make("green") };
}

/** Addresses of pods: each brings its own port. Its name is generated, as one in use cannot be replaced under its name. */
function createTargetGroup(
  { aws: settings, network }: AwsContext,
  colour: Colour,
  opts: pulumi.CustomResourceOptions,
): aws.lb.TargetGroup {
  return new aws.lb.TargetGroup(
    `target-group-${colour}`,
    {
      targetType: "ip",
      protocol: "HTTP",
      port: 80,
      vpcId: network.vpcId,
      deregistrationDelay: settings.edge.deregistrationDelay,
      healthCheck: {
        path: "/health",
        matcher: "200",
        interval: 5,
        timeout: 4,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
      tags: { [colourTag]: colour },
    },
    opts,
  );
}

function createRedirect(
  loadBalancer: aws.lb.LoadBalancer,
  opts: pulumi.CustomResourceOptions,
): aws.lb.Listener {
  return new aws.lb.Listener(
    "http",
    {
      loadBalancerArn: loadBalancer.arn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [
        { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
      ],
    },
    opts,
  );
}

/** Its own port, closed to users: a rule on the users' port would show the idle colour to everybody. */
function createPreview(
  context: AwsContext,
  edge: EdgeValues,
  loadBalancer: aws.lb.LoadBalancer,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const listener = new aws.lb.Listener(
    "preview",
    {
      loadBalancerArn: loadBalancer.arn,
      port: context.aws.edge.previewPort,
      ...encrypted(context, edge),
      defaultActions: [
        {
          type: "fixed-response",
          fixedResponse: {
            statusCode: "404",
            contentType: "text/plain",
            messageBody: `name a colour with the header ${colourHeader}`,
          },
        },
      ],
    },
    opts,
  );
  const rules = colours.map(
    (colour, at) =>
      new aws.lb.ListenerRule(
        `preview-${colour}`,
        {
          listenerArn: listener.arn,
          priority: at + 1,
          conditions: [{ httpHeader: { httpHeaderName: colourHeader, values: [colour] } }],
          actions: [{ type: "forward", targetGroupArn: edge.targetGroupArns[colour] }],
        },
        opts,
      ),
  );
  return [listener, ...rules];
}
