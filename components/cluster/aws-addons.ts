import * as aws from "../aws/services";
import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "../aws/context";
import type { ClusterPlan } from "../settings/aws/cluster";
import { type Addon, type AddonName, addons } from "./addons";
import { createRole, trustOfPods } from "./aws-roles";

type Identity = NonNullable<Addon["identity"]>;

export function createAddons(
  place: Place,
  plan: ClusterPlan,
  cluster: aws.eks.Cluster,
  runs: Addon["runs"],
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const wanted = Object.entries(addons).filter(([, addon]) => addon.runs === runs);
  return wanted.map(([addonName, { configuration, identity }]) => {
    const may = ({ policy, serviceAccount }: Identity) => ({
      serviceAccount,
      roleArn: createRole(place, `${addonName}-role`, trustOfPods(cluster), [policy], {
        parent: opts.parent,
      }),
    });
    return new aws.eks.Addon(
      addonName,
      {
        clusterName: cluster.name,
        addonName,
        addonVersion: plan.addons[addonName as AddonName],
        configurationValues: configuration && JSON.stringify(configuration),
        podIdentityAssociations: identity && [may(identity)],
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
      },
      opts,
    );
  });
}
