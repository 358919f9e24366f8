/** Before all cluster tests: a cluster that answers, or one clear line; the emulated AWS API; the image that pods run. */
import { prepareMoto } from "../support/aws/moto/moto";
import { cluster, kubeconfig, loadImages } from "../support/kubernetes/cluster";
import { run } from "../support/run";
import { image } from "../support/kubernetes/workloads";

async function require(what: string, asked: () => Promise<unknown>, way: string): Promise<void> {
  try {
    await asked();
  } catch (error) {
    process.stderr.write(`cluster tests: ${what} does not answer; ${way}\n  ${(error as Error).message}\n`);
    process.exit(1);
  }
}

export async function mochaGlobalSetup(): Promise<void> {
  const ready = () => cluster().ask("GET", "/readyz");
  await require(`the cluster of ${kubeconfig}`, ready, "run: make cluster-up");
  await require("pulumi", () => run("pulumi", ["version"]), 'put the tools on PATH: eval "$(make -s env)"');
  await require("moto", () =>
    Promise.resolve(prepareMoto()), "it is installed from PyPI by test/support/aws/moto/install.sh");
  await loadImages(image);
}
