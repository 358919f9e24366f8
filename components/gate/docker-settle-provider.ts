import { setTimeout as pause } from "node:timers/promises";
import { type Colour, colours } from "../colour";
import { failPoint } from "../provider/fail-point";
import { notice, resourceProvider } from "../provider/provider";
import { HaProxy } from "../load-balancer/haproxy";
import { until } from "../until";
import type { SettleInputs } from "./docker";
import { type Evidence, isToSettle, settled } from "./settled";

export const provider = resourceProvider<SettleInputs, Evidence>({
  differs: isToSettle,
  create: settle,
  update: (_olds, news) => settle(news),
});

async function settle(inputs: SettleInputs): Promise<Evidence> {
  await failPoint("settle:before-checks");
  const loadBalancer = await HaProxy.of(inputs);
  const sample = () => loadBalancer.sample("/health", inputs.answers);
  return settled(inputs, sample, () => drain(loadBalancer, inputs));
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
