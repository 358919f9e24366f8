/** `make verify-aws`: what only a real account can show, on a stack of your own (docs/aws.md). */
import { parseArgs } from "node:util";
import { CannotAsk } from "../../components/load-balancer/answer";
import { ask } from "../../components/load-balancer/request";
import { colourHeader } from "../../components/load-balancer/load-balancer";
import { settingsOf, type Stack, stackHere } from "../stack";
import { failWith, paintFor } from "../terminal";
import { accountOf, NotReady } from "./account";
import { flipStep } from "./flip";
import { exitCode, type Outcome, outcomeText, runSteps, type Step, totalText } from "./report";
import { steps } from "./steps";

interface Flags {
  readonly flip?: boolean;
  readonly elsewhere?: boolean;
}

export async function chosenSteps(stack: Stack, { flip = false, elsewhere = false }: Flags): Promise<Step[]> {
  if (elsewhere) return [await closedElsewhere(stack)];
  const account = await accountOf(stack);
  return [...steps(account), flipStep(account, flip)];
}

/** For a machine that `aws/edge/previewFrom` does not name: needs no credentials of AWS. */
async function closedElsewhere(stack: Stack): Promise<Step> {
  const { aws } = await settingsOf(stack);
  if (!aws) throw new NotReady(["platform: only a stack with platform aws has a preview route on AWS"]);
  const { domain, previewPort } = aws.edge;
  const reach = (port: number) =>
    ask({ host: domain, port, domain }, "/health", { [colourHeader]: "blue" }, 5_000);
  return {
    name: "the preview route is closed here",
    show: async () => {
      const [users, preview] = [await reach(443), await reach(previewPort)];
      if (users.status === 0)
        throw new CannotAsk(`users' port does not answer here either, so this shows nothing: ${users.body}`);
      if (preview.status !== 0) throw new Error(`expected no answer; came ${preview.status}`);
      return `port 443 answers ${users.status}, port ${previewPort} does not: ${preview.body}`;
    },
  };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean" }, flip: { type: "boolean" }, elsewhere: { type: "boolean" } },
  });
  const [name] = positionals;
  if (!name) throw new NotReady(["a stack: make verify-aws STACK=staging"]);
  const paint = paintFor(process.stdout);
  const tell = (outcome: Outcome) => {
    if (!values.json) process.stdout.write(`${outcomeText(outcome, paint)}\n`);
  };
  const outcomes = await runSteps(await chosenSteps(stackHere(name), values), tell);
  const total = { stack: name, at: new Date().toISOString(), steps: outcomes };
  process.stdout.write(
    values.json ? `${JSON.stringify(total, undefined, 2)}\n` : `${totalText(name, outcomes)}\n`,
  );
  process.exitCode = exitCode(outcomes);
}

if (require.main === module) main().catch(failWith);
