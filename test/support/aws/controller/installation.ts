/** Whether the controller's chart is installed in a way in which its pods could do what they are for. */
import type { Client } from "../../kubernetes/client";
import { recordOf } from "../../provider/kubernetes/chart";

const name = "aws-load-balancer-controller";
const namespace = "kube-system";

interface Installation {
  readonly chart: string;
  readonly values: {
    readonly clusterName?: string;
    readonly region?: string;
    readonly vpcId?: string;
    readonly serviceAccount?: { readonly name?: string };
  };
}

/** @param roleOf of a service account in a cluster */
export async function isInstalled(
  kubernetes: Client,
  roleOf: (cluster: string, namespace: string, serviceAccount: string) => string | undefined,
): Promise<boolean> {
  const record = await kubernetes.get(recordOf({ name, namespace }));
  const { release } = (record?.data ?? {}) as { release?: string };
  if (release === undefined) return false;
  const { chart, values } = JSON.parse(Buffer.from(release, "base64").toString()) as Installation;
  const { clusterName, region, vpcId, serviceAccount } = values;
  // Without the last two it asks its node, and a hardened node does not answer pods.
  if (chart !== name || clusterName === undefined || region === undefined || vpcId === undefined)
    return false;
  return roleOf(clusterName, namespace, serviceAccount?.name ?? name) !== undefined;
}
