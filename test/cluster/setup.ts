/** Before all cluster tests: a cluster that answers, or one clear line; then the image that its pods run. */
import { cluster, kubeconfig, loadImages } from "../support/kubernetes/cluster";
import { image } from "../support/kubernetes/workloads";

export async function mochaGlobalSetup(): Promise<void> {
  try {
    await cluster().ask("GET", "/readyz");
  } catch (error) {
    process.stderr.write(`cluster tests: the cluster of ${kubeconfig} does not answer\n`);
    process.stderr.write(`  ${(error as Error).message}\n  Run: make cluster-up\n`);
    process.exit(1);
  }
  await loadImages(image);
}
