/** The machines of the cluster, in each zone a group of its own: another zone moves none of them. */
import * as aws from "../aws/services";
import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "../aws/context";
import { environmentName } from "../aws/names";
import type { Network } from "../network/network";
import type { ClusterPlan } from "../settings/aws/cluster";
import { createRole, trustOf } from "./aws-roles";
import { imageFor } from "./node-image";

/** To join, and to pull images; their network is a matter of the add-on that makes it. */
const policies = ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"];

export function createNodes(
  place: Place,
  plan: ClusterPlan,
  cluster: aws.eks.Cluster,
  network: Network,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { perZone, size } = plan.nodes;
  const nodeRoleArn = createRole(place, "nodes-role", trustOf("ec2"), policies, { parent: opts.parent });
  const template = createTemplate(place, plan, { parent: opts.parent });
  return Object.entries(network.privateSubnetIds).map(
    ([zone, subnet]) =>
      new aws.eks.NodeGroup(
        `nodes-${zone}`,
        {
          clusterName: cluster.name,
          nodeRoleArn,
          subnetIds: [subnet],
          amiType: imageFor(size),
          // Their version follows the cluster's, and the newest image of it comes with a change of either.
          version: cluster.version,
          launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
          // One more while they are replaced.
          scalingConfig: { minSize: perZone, desiredSize: perZone, maxSize: perZone + 1 },
          updateConfig: { maxUnavailable: 1 },
          nodeRepairConfig: { enabled: true },
        },
        opts,
      ),
  );
}

function createTemplate(
  place: Place,
  { nodes }: ClusterPlan,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.LaunchTemplate {
  const { project, stack } = place;
  const tags = { project, stack, Name: `${environmentName(place)}-node` };
  return new aws.ec2.LaunchTemplate(
    "nodes-template",
    {
      instanceType: nodes.size,
      updateDefaultVersion: true,
      // Pods are one hop further away: none of them gets the credentials of its node.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { volumeSize: nodes.disk, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" },
        },
      ],
      // What EC2 makes of it does not get the provider's tags.
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
    },
    opts,
  );
}
