/** What the flip and the colours do with the edge once it stands; it may be another stack's. */
import * as aws from "../aws/services";
import * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../aws/context";
import { type Colour, colours, isNobody, type Weights } from "../colour";
import { inNamespace, metadata } from "../kubernetes/context";
import * as kubernetes from "../kubernetes/kinds";
import { labelsOf } from "../kubernetes/names";
import { httpPort } from "../kubernetes/pod";
import type { Listener, ListenerArgs, LoadBalancer } from "./load-balancer";
import * as problem from "./problem";

/** All that others know of the edge: values, so that the outputs of another stack can stand for it. */
export interface EdgeValues extends LoadBalancer {
  readonly arn: pulumi.Input<string>;
  readonly dnsName: pulumi.Input<string>;
  readonly certificateArn: pulumi.Input<string>;
  readonly targetGroupArns: Readonly<Record<Colour, pulumi.Input<string>>>;
}

/** How both listeners that carry requests speak. */
export function encrypted(
  { aws: settings }: AwsContext,
  { certificateArn }: Pick<EdgeValues, "certificateArn">,
) {
  // Explicit: a listener made without one gets a policy of 2016.
  return { protocol: "HTTPS", sslPolicy: settings.edge.tlsPolicy, certificateArn } as const;
}

/** Both groups, always, in the same order, without stickiness: that would outrank the weights (R1); or the page. */
export function createListener(
  context: AwsContext,
  edge: EdgeValues,
  { weights }: ListenerArgs,
  opts: pulumi.CustomResourceOptions,
): Listener {
  const listener = new aws.lb.Listener(
    "listener",
    {
      loadBalancerArn: edge.arn,
      port: 443,
      ...encrypted(context, edge),
      routingHttpResponseStrictTransportSecurityHeaderValue: "max-age=31536000",
      routingHttpResponseServerEnabled: false,
      defaultActions: [
        isNobody(weights)
          ? { type: "fixed-response", fixedResponse: page(problem.maintenance) }
          : { type: "forward", forward: { targetGroups: forwardTo(edge, weights) } },
      ],
    },
    opts,
  );
  const appliedAt = pulumi.jsonStringify(listener.defaultActions);
  return Object.assign(listener, { appliedAt });
}

/** The load balancer lets nobody set a header of it, such as Retry-After. */
function page(said: problem.Problem) {
  return {
    statusCode: String(said.status),
    contentType: "text/html",
    messageBody: problem.html(said),
  };
}

function forwardTo({ targetGroupArns }: EdgeValues, weights: Weights) {
  return colours.map((colour) => ({ arn: targetGroupArns[colour], weight: weights[colour] }));
}

/** Tells the load balancer controller to keep the colour's target group filled with the pods of a Service. */
export function bindTargetGroup(
  context: AwsContext,
  colour: Colour,
  edge: EdgeValues,
  service: kubernetes.Service,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const { kubernetes: cluster, network } = context;
  const name = service.metadata.name;
  return new kubernetes.CustomResource(
    `${colour}-frontend`,
    {
      apiVersion: "elbv2.k8s.aws/v1beta1",
      kind: "TargetGroupBinding",
      metadata: metadata(cluster, `${colour}-frontend`, labelsOf({ role: "frontend", colour })),
      spec: {
        serviceRef: { name, port: httpPort },
        targetGroupARN: edge.targetGroupArns[colour],
        targetType: "ip",
        vpcID: network.vpcId,
      },
    },
    // Deleting one that is in use takes every target with it.
    pulumi.mergeOptions(inNamespace(cluster, opts), { dependsOn: [service] }),
  );
}
