import * as aws from "../aws/services";
import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "../aws/context";
import { environmentName } from "../aws/names";
import { createKey } from "../aws/key";
import type { Network } from "../network/network";
import type { ClusterPlan } from "../settings/aws/cluster";
import { createRole, trustOf } from "./aws-roles";

/** The API of Kubernetes, in the care of AWS. */
export function createControlPlane(
  place: Place,
  plan: ClusterPlan,
  network: Network,
  opts: pulumi.CustomResourceOptions,
): aws.eks.Cluster {
  const name = environmentName(place);
  const { deletionProtection, reachedFrom } = plan;
  const kept = { ...opts, protect: deletionProtection };
  const key = createKey(place, "cluster", kept);
  const roleArn = createRole(place, "cluster-role", trustOf("eks"), ["AmazonEKSClusterPolicy"], opts);
  // EKS would make it, and its records would never end.
  const logs = new aws.cloudwatch.LogGroup(
    "cluster-logs",
    { name: `/aws/eks/${name}/cluster`, retentionInDays: plan.logDays },
    opts,
  );
  return new aws.eks.Cluster(
    "control-plane",
    {
      name,
      version: plan.version,
      roleArn,
      // Who may do what stands in the settings only: whoever makes it is nobody in it.
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
      bootstrapSelfManagedAddons: false,
      deletionProtection,
      enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
      encryptionConfig: { provider: { keyArn: key.arn }, resources: ["secrets"] },
      // With EXTENDED, a version that nobody upgrades goes on at six times the price.
      upgradePolicy: { supportType: "STANDARD" },
      vpcConfig: {
        subnetIds: Object.values(network.privateSubnetIds),
        endpointPrivateAccess: true,
        endpointPublicAccess: reachedFrom.length > 0,
        ...(reachedFrom.length > 0 && { publicAccessCidrs: reachedFrom }),
      },
    },
    {
      ...kept,
      dependsOn: [logs],
      // It stays in the zones it was made in, which EKS asks for; nodes may stand in others.
      ignoreChanges: ["vpcConfig.subnetIds"],
    },
  );
}
