import { colours, describeWeights, otherColour } from "../colour";
import { failPoint } from "../dynamic/fail-point";
import { resourceProvider, sameInputs } from "../dynamic/provider";
import { Elb } from "../load-balancer/elb";
import { ask } from "../load-balancer/request";
import { until } from "../until";
import type { AwsSettleInputs } from "./aws";
import { isRight } from "./settle";

interface Evidence {
  readonly settledAt: string;
  readonly evidence: readonly string[];
}

export const provider = resourceProvider<AwsSettleInputs, Evidence>({
  // Not by asking the load balancer: after the flip it is right already, and the proof would skip itself.
  differs: (olds, news) => Promise.resolve(!sameInputs(olds, news, "appliedAt", "passed", "blue", "green")),
  create: settle,
  update: (_olds, news) => settle(news),
});

/** @throws saying what users got, and the one command that helps. It moves no weight itself. */
async function settle(inputs: AwsSettleInputs): Promise<Evidence> {
  await failPoint("settle:before-checks");
  await readBack(inputs);
  const door = { host: inputs.host, port: 443, domain: inputs.domain };
  let came = "";
  try {
    await until(
      async () => {
        const asked = Array.from({ length: inputs.answers }, () => ask(door, "/health", {}, 5_000));
        const answers = (await Promise.all(asked)).map(({ status, headers, body }) => ({
          status,
          // A load balancer of AWS says nothing of its own: the frontend does.
          colour: headers["x-frontend-colour"] ?? body.slice(0, 80),
        }));
        const wrong = answers.filter((answer) => !isRight(answer, inputs));
        came = wrong.map(({ status, colour }) => `${status} from ${colour}`).join(", ");
        return wrong.length === 0;
      },
      `${inputs.answers} right answers in a row`,
      { timeoutMs: inputs.timeoutMs },
    );
  } catch (error) {
    throw new Error(
      [
        `settle: ${(error as Error).message}; the weights stay as they are (${describeWeights(inputs)})`,
        `  users got: ${came}`,
        `  to flip back: pulumi config set -s ${inputs.stack} --path maintenance:release.live ${otherColour(inputs.live)} && pulumi up -s ${inputs.stack} --refresh`,
      ].join("\n"),
    );
  }
  const left = colours.filter((colour) => inputs[colour] === 0);
  return {
    settledAt: new Date().toISOString(),
    evidence: [
      `${inputs.answers} right answers in a row`,
      ...left.map(
        (colour) =>
          `${colour} gets nothing new; requests to pods that go may finish within ${inputs.deregistrationDelay} s`,
      ),
    ],
  };
}

/** The state's word is not enough: what was changed by hand, the listener's own comparison does not see. */
async function readBack(inputs: AwsSettleInputs): Promise<void> {
  const status = await (await Elb.of(inputs)).status();
  const has = status?.weights;
  if (has?.blue === inputs.blue && has.green === inputs.green) return;
  throw new Error(
    [
      `settle: the load balancer has ${has ? describeWeights(has) : "no weights"}, not ${describeWeights(inputs)}; it was changed by hand, or a run was killed`,
      `  to repair it: pulumi up -s ${inputs.stack} --refresh`,
    ].join("\n"),
  );
}
