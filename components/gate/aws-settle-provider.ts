import { colours, describeWeights, sameWeights, type Weights } from "../colour";
import { CannotAsk } from "../load-balancer/answer";
import { Elb } from "../load-balancer/elb";
import { ask } from "../load-balancer/request";
import { failPoint } from "../provider/fail-point";
import { resourceProvider } from "../provider/provider";
import { until } from "../until";
import type { AwsSettleInputs } from "./aws";
import { type Evidence, isToSettle, settled, type UsersAnswer, usersAnswer } from "./settled";

export const provider = resourceProvider<AwsSettleInputs, Evidence>({
  differs: isToSettle,
  create: settle,
  update: (_olds, news) => settle(news),
});

async function settle(inputs: AwsSettleInputs): Promise<Evidence> {
  await failPoint("settle:before-checks");
  await readBack(inputs);
  return settled(
    inputs,
    () => Promise.all(Array.from({ length: inputs.answers }, () => askAsUser(inputs))),
    () => Promise.resolve(drains(inputs)),
    " --refresh",
  );
}

async function askAsUser({ host, domain }: AwsSettleInputs): Promise<UsersAnswer> {
  return usersAnswer(await ask({ host, port: 443, domain }, "/health", {}, 5_000));
}

function drains(inputs: AwsSettleInputs): string[] {
  const within = `within ${inputs.deregistrationDelay} s`;
  return colours
    .filter((colour) => inputs[colour] === 0)
    .map((colour) => `${colour} gets nothing new; requests to pods that go may finish ${within}`);
}

/** Asks again for as long as settle may take. */
async function weightsNow(inputs: AwsSettleInputs): Promise<Weights | undefined> {
  const loadBalancer = await Elb.of(inputs);
  let reason = "";
  const asked = async () => {
    try {
      return { weights: (await loadBalancer.status())?.weights };
    } catch (error) {
      if (!(error instanceof CannotAsk)) throw error;
      reason = error.message;
      return undefined;
    }
  };
  try {
    return (await until(asked, "", { timeoutMs: inputs.timeoutMs })).weights;
  } catch (error) {
    if (reason === "") throw error;
    throw new Error(
      [
        `settle: AWS does not say which weights it has, ${inputs.timeoutMs / 1000} s long; those that were written stay (${describeWeights(inputs)})`,
        `  came: ${reason}`,
        `  next: pulumi up -s ${inputs.stack}`,
      ].join("\n"),
    );
  }
}

/** The state's word is not enough: what was changed by hand, the listener's own comparison does not see. */
async function readBack(inputs: AwsSettleInputs): Promise<void> {
  const has = await weightsNow(inputs);
  if (has && sameWeights(has, inputs)) return;
  throw new Error(
    [
      `settle: the load balancer has ${has ? describeWeights(has) : "no weights"}, not ${describeWeights(inputs)}; it was changed by hand, or a run was killed`,
      `  to repair it: pulumi up -s ${inputs.stack} --refresh`,
    ].join("\n"),
  );
}
