/** Before all tests on the simulated AWS: the engine, or one clear line; and the emulated API behind it. */
import { prepareMoto } from "../support/aws/moto/moto";
import { needed } from "../support/needed";
import { run } from "../support/run";

export async function mochaGlobalSetup(): Promise<void> {
  await needed("pulumi", () => run("pulumi", ["version"]), 'put the tools on PATH: eval "$(make -s env)"');
  await needed("moto", prepareMoto, "it is installed from PyPI by test/support/aws/moto/install.sh");
}
