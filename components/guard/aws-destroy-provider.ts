import { Elb } from "../load-balancer/elb";
import { resourceProvider, same } from "../provider/provider";
import type { AwsDestroyGuardInputs } from "./aws-destroy";

export const provider = resourceProvider<AwsDestroyGuardInputs, object>({
  differs: (olds, news) => Promise.resolve(!same(olds, news)),
  create: () => Promise.resolve({}),
  update: () => Promise.resolve({}),
  /** Cannot ask means serving: that error refuses as well. */
  async delete({ colour, allowInPlace, ...scope }) {
    if (allowInPlace) return;
    const weight = (await (await Elb.of(scope)).status())?.weights?.[colour] ?? 0;
    if (weight > 0) throw new Error(refusal(colour, weight));
  },
});

function refusal(colour: string, weight: number): string {
  return (
    `${colour} answers ${weight} percent of requests and is not destroyed; nothing of it was touched. ` +
    `Flip to the other colour first; or, to take everything down, set allowInPlace: true in the release block, run up, then destroy again`
  );
}
