/** The AWS Load Balancer Controller: it keeps the colours' target groups filled with the addresses of their pods. */
import * as aws from "../aws/services";
import * as pulumi from "@pulumi/pulumi";
import { type Place, roleArgs } from "../aws/context";
import * as kubernetes from "../kubernetes/kinds";
import type { Network } from "../network/network";
import { trustOfPods } from "./aws-roles";

const name = "aws-load-balancer-controller";
const namespace = "kube-system";

export function createController(
  place: Place,
  cluster: aws.eks.Cluster,
  network: Network,
  { provider, ...opts }: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const parent = { parent: opts.parent };
  const role = new aws.iam.Role(
    "controller-role",
    { ...roleArgs(place), assumeRolePolicy: trustOfPods(cluster) },
    parent,
  );
  const allowed = new aws.iam.RolePolicy(
    "controller-registering",
    { role: role.name, policy: registering(place) },
    parent,
  );
  const identity = new aws.eks.PodIdentityAssociation(
    "load-balancer-controller",
    { clusterName: cluster.name, namespace, serviceAccount: name, roleArn: role.arn },
    { ...parent, dependsOn: allowed },
  );
  return new kubernetes.Release(
    "load-balancer-controller",
    {
      name,
      namespace,
      chart: name,
      version: "3.5.0",
      repositoryOpts: { repo: "https://aws.github.io/eks-charts" },
      atomic: true,
      timeout: 600,
      values: {
        clusterName: cluster.name,
        // Nodes do not tell pods where they are.
        region: place.region,
        vpcId: network.vpcId,
        serviceAccount: { name },
        podDisruptionBudget: { maxUnavailable: 1 },
        resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        // Registering is all it is for: it makes no load balancer, and may not.
        createIngressClassResource: false,
        ingressClassParams: { create: false },
        enableServiceMutatorWebhook: false,
        controllerConfig: {
          featureGates: { EnableServiceController: false, ALBGatewayAPI: false, NLBGatewayAPI: false },
        },
      },
    },
    pulumi.mergeOptions(opts, { provider, dependsOn: [identity] }),
  );
}

/**
 * Installation guide of the controller, "TargetGroupBinding only", without what changes a target group: they are not
 * its own.
 */
function registering({ project, region, stack }: Place): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "SeesWhatIsThere", // questions that AWS answers for all of the account or not at all
        Effect: "Allow",
        Action: [
          "ec2:DescribeAvailabilityZones",
          "ec2:DescribeInstances",
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeVpcs",
          "elasticloadbalancing:DescribeTargetGroups",
          "elasticloadbalancing:DescribeTargetHealth",
        ],
        Resource: "*",
      },
      {
        Sid: "FillsTargetGroupsOfThisEnvironment",
        Effect: "Allow",
        Action: ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
        Resource: `arn:aws:elasticloadbalancing:${region}:*:targetgroup/*`,
        Condition: {
          StringEquals: { "aws:ResourceTag/project": project, "aws:ResourceTag/stack": stack },
        },
      },
    ],
  });
}
