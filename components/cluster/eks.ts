/** An EKS cluster as our own resources find it. The package is loaded when the first question is asked. */
import { awsRetries, loadSdk } from "../aws/sdk";
import type { ClusterApi } from "./kubeconfig";

/** @throws that there is none, or that AWS cannot be asked. */
export async function eksApi(region: string, name: string): Promise<ClusterApi> {
  const sdk = await loadSdk(() => import("@aws-sdk/client-eks"));
  const client = new sdk.EKSClient({ region, ...awsRetries });
  try {
    const { cluster } = await client.send(new sdk.DescribeClusterCommand({ name }));
    const { endpoint, certificateAuthority } = cluster ?? {};
    if (endpoint === undefined || certificateAuthority?.data === undefined)
      throw new Error(
        `the cluster ${name} has no address yet: it is ${cluster?.status}; run again when it is ACTIVE`,
      );
    return { name, region, endpoint, ca: certificateAuthority.data };
  } finally {
    client.destroy();
  }
}
