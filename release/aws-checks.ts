/** What the doctor looks at besides on AWS. */
import { lastRun } from "./checks";
import { comparedOf } from "./compared";
import type { Configuration } from "./command";
import { bad, type Check, type Finding, look, ok } from "./doctor";
import { trafficNow } from "./traffic";
import { readState } from "../setup/stack";

export const onAws: readonly Check[] = [
  { about: "agreement", examine: agreement },
  { about: "database", examine: database },
  lastRun((stack) => `make repair STACK=${stack} finds what it was making`),
];

async function agreement(configuration: Configuration): Promise<Finding> {
  const traffic = await trafficNow(configuration.state);
  if (!traffic) return look("nothing is up yet");
  const { differences } = comparedOf({ ...configuration, traffic });
  return differences.length === 0 ? ok("config and load balancer agree") : bad(differences.join("\n"));
}

/** As the colour that serves says it. */
async function database({ state }: Configuration): Promise<Finding> {
  const { url } = readState(state);
  if (url === undefined) return look("nobody runs who could be asked");
  const answer = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(5_000) });
  const { status } = (await answer.json()) as { status?: string };
  if (!answer.ok) return bad(`${url}/ready answers ${answer.status}, ${status}`);
  return status === "degraded" ? look(`${url}/ready says degraded`) : ok(`${url}/ready says ${status}`);
}
