import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "../aws/context";
import type { ClusterPlan } from "../settings/aws/cluster";
import { type Addon, type AddonName, addons } from "./addons";
import { createRole, trustOfPods } from "./aws-roles";

export function createAddons(
  place: Place,
  plan: ClusterPlan,
  cluster: aws.eks.Cluster,
  runs: Addon["runs"],
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const wanted = Object.entries(addons).filter(([, addon]) => addon.runs === runs);
  return wanted.map(([addonName, { configuration, identity }]) => {
    const role =
      identity &&
      createRole(place, `${addonName}-role`, trustOfPods(cluster), [identity.policy], {
        parent: opts.parent,
      });
    return new aws.eks.Addon(
      addonName,
      {
        clusterName: cluster.name,
        addonName,
        addonVersion: plan.addons[addonName as AddonName],
        configurationValues: configuration && JSON.stringify(configuration),
        podIdentityAssociations: identity &&
          role && [{ serviceAccount: identity.serviceAccount, roleArn: role.arn }],
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
      },
      opts,
    );
  });
}
