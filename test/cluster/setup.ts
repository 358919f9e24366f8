/** Before all cluster tests: what those on the simulated AWS need, a cluster that answers, and the image that pods run. */
import { mochaGlobalSetup as aws } from "../aws/setup";
import { cluster, kubeconfig, loadImages } from "../support/kubernetes/cluster";
import { image } from "../support/kubernetes/workloads";
import { needed } from "../support/needed";

export async function mochaGlobalSetup(): Promise<void> {
  const ready = () => cluster().ask("GET", "/readyz");
  await needed(`the cluster of ${kubeconfig}`, ready, "run: make cluster-up");
  await aws();
  await loadImages(image);
}
