import { isUnknown, resourceProvider } from "../provider/provider";
import { Cluster } from "../kubernetes/cluster";
import { CannotAsk } from "../load-balancer/answer";
import { Elb, servingOn } from "../load-balancer/elb";
import type { AwsGuardInputs } from "./aws";
import { refuseServingMoves } from "./guard";

export const provider = resourceProvider<AwsGuardInputs, object>({
  async check(inputs) {
    try {
      // Side by side, since the engine waits; whether the answer is needed shows in the other one.
      const versions = versionsNow(inputs);
      versions.catch(() => undefined);
      const loadBalancer = await Elb.recentStatus(inputs);
      const colours = servingOn(loadBalancer?.weights);
      // Nobody serves yet: there may be no cluster either.
      if (colours.length === 0) return [];
      return refuseServingMoves(inputs, { colours, versions: await versions });
    } catch (error) {
      if (!(error instanceof CannotAsk)) throw error;
      // Cannot ask means serving: a run that might change a serving colour does not begin.
      return [`cannot tell which colour serves, so nothing is changed: ${error.message}`];
    }
  },
  differs: () => Promise.resolve(false),
  create: () => Promise.resolve({}),
  update: () => Promise.resolve({}),
});

/** What the colours' Services lead to, whatever the state says. */
async function versionsNow(inputs: AwsGuardInputs) {
  try {
    const kubeconfig = isUnknown(inputs.kubeconfig) ? undefined : inputs.kubeconfig;
    return await (await Cluster.of({ ...inputs, kubeconfig })).versions();
  } catch (error) {
    throw new CannotAsk(
      `the cluster cannot be asked for the versions that serve: ${(error as Error).message}`,
    );
  }
}
