import { setTimeout as pause } from "node:timers/promises";
import { type Colour, colours, otherColour } from "../colour";
import { failPoint } from "../dynamic/fail-point";
import { notice, resourceProvider, sameInputs } from "../dynamic/provider";
import { HaProxy } from "../load-balancer/haproxy";
import { until } from "../until";
import type { SettleInputs } from "./docker";
import { isRight } from "./settle";

interface Evidence {
  readonly settledAt: string;
  readonly evidence: readonly string[];
}

export const provider = resourceProvider<SettleInputs, Evidence>({
  // Not by asking the load balancer: after the flip it is right already, and the proof would skip itself.
  differs: (olds, news) => Promise.resolve(!sameInputs(olds, news, "appliedAt", "passed", "blue", "green")),
  create: settle,
  update: (_olds, news) => settle(news),
});

/** @throws saying what users got, and the one command that flips back. It moves no weight itself. */
async function settle(inputs: SettleInputs): Promise<Evidence> {
  await failPoint("settle:before-checks");
  const loadBalancer = await HaProxy.of(inputs);
  let came = "";
  try {
    await until(
      async () => {
        const answers = await loadBalancer.sample("/health", inputs.answers);
        const wrong = answers.filter((answer) => !isRight(answer, inputs));
        came = wrong.map(({ status, colour }) => `${status} from ${colour}`).join(", ");
        return answers.length === inputs.answers && wrong.length === 0;
      },
      `${inputs.answers} right answers in a row`,
      { timeoutMs: inputs.timeoutMs },
    );
    const drained = await drain(loadBalancer, inputs);
    return {
      settledAt: new Date().toISOString(),
      evidence: [`${inputs.answers} right answers in a row`, ...drained],
    };
  } catch (error) {
    throw new Error(
      [
        `settle: ${(error as Error).message}; the weights stay as they are (blue ${inputs.blue}, green ${inputs.green})`,
        ...(came === "" ? [] : [`  users got: ${came}`]),
        `  to flip back: pulumi config set -s ${inputs.stack} --path maintenance:release.live ${otherColour(inputs.live)} && pulumi up -s ${inputs.stack}`,
      ].join("\n"),
    );
  }
}

/**
 * Waits until users have nothing open on a colour without weight. What is still open when the time is over, such as
 * event streams and WebSockets, is cut: it would break anyway when the colour goes, and clients come back to the other.
 */
async function drain(loadBalancer: HaProxy, inputs: SettleInputs): Promise<string[]> {
  const started = Date.now();
  const left = colours.filter((colour) => inputs[colour] === 0);
  const open = async (colour: Colour) => loadBalancer.connections(colour, "users");
  const said: string[] = [];
  for (const colour of left) {
    const first = await open(colour);
    if (first > 0)
      notice(`settle: ${first} connections of ${colour} may finish within ${inputs.drainMs / 1000} s`);
    const emptied = async () => (await open(colour)) === 0;
    const overdue = () => Date.now() - started >= inputs.drainMs;
    while (!overdue() && !(await emptied())) await pause(200);
    const cut = await loadBalancer.connections(colour, "users", "cut");
    await until(emptied, `the connections of ${colour} to end`, { timeoutMs: 10_000 });
    said.push(drainSentence(colour, Date.now() - started, cut));
    if (first > 0) notice(`settle: ${said.at(-1)}`);
  }
  return said;
}

export function drainSentence(colour: Colour, milliseconds: number, cut: number): string {
  const drained = `${colour} drained after ${(milliseconds / 1000).toFixed(1)} s`;
  return cut === 0 ? drained : `${drained}; ${cut} long connection${cut === 1 ? "" : "s"} cut`;
}
