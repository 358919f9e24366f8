/** What an account shows without anything being changed. */
import { lookup } from "node:dns/promises";
import { request } from "node:http";
import {
  type Colour,
  colours,
  describeWeights,
  otherColour,
  sameWeights,
  weightsFor,
} from "../../components/colour";
import { allHealthy } from "../../components/gate/aws-gate-provider";
import { isRight, usersAnswer } from "../../components/gate/settled";
import { colourHeader } from "../../components/load-balancer/load-balancer";
import { ask, type Door } from "../../components/load-balancer/request";
import type { Account } from "./account";
import { speaks } from "./handshake";
import { drainSeconds } from "./read-back";
import type { Step } from "./report";

export function steps(account: Account): Step[] {
  return [
    { name: "a second preview is empty", show: () => emptyPreview(account) },
    { name: "weights", show: () => weights(account) },
    { name: "target health", show: () => targets(account) },
    { name: "the domain leads to the load balancer", show: () => domain(account) },
    { name: "TLS", show: () => tls(account) },
    { name: "redirect", show: () => redirect(account) },
    { name: "users reach no colour without weight", show: () => usersStayOut(account) },
    { name: "preview route", show: () => previewRoute(account) },
    { name: "who may reach the preview route", show: () => previewRanges(account) },
    { name: "drain", show: () => drain(account) },
  ];
}

/** At the load balancer's own address, under the domain's name. */
export function doorOf({ found, aws }: Pick<Account, "found" | "aws">, port: number): Door {
  return { host: found.dnsName, port, domain: aws.edge.domain };
}

function running({ settings: { release } }: Account): Colour[] {
  return colours.filter((colour) => release[colour] !== undefined);
}

async function emptyPreview({ stack }: Account): Promise<string> {
  await stack.pulumi("preview", "--refresh", "--expect-no-changes");
  return "no changes, after a refresh";
}

async function weights({ elb, settings }: Account): Promise<string> {
  const wanted = weightsFor(settings.release);
  const has = (await elb.status())?.weights;
  if (has && sameWeights(has, wanted)) return describeWeights(has);
  throw new Error(
    `expected ${describeWeights(wanted)}, as the config says; the listener has ${has ? describeWeights(has) : "none"}`,
  );
}

async function targets(account: Account): Promise<string> {
  const { elb, status, settings } = account;
  const wanted = weightsFor(settings.release);
  const seen = running(account).map(async (colour) => {
    const found = await elb.targets(status.targetGroups[colour]);
    const least = wanted[colour] > 0 ? settings.frontend.replicas : 1;
    const fault = allHealthy(found, least);
    if (fault) throw new Error(`${colour}: expected ${fault.expected}; came ${fault.came}`);
    return `${colour} ${found.length} of ${found.length} healthy`;
  });
  return (await Promise.all(seen)).join(", ");
}

async function domain({ aws, found }: Account): Promise<string> {
  const addresses = async (name: string) =>
    new Set((await lookup(name, { all: true })).map(({ address }) => address));
  const [named, own] = await Promise.all([addresses(aws.edge.domain), addresses(found.dnsName)]);
  // It may have more addresses than one answer names.
  if ([...named].some((address) => own.has(address))) return `${aws.edge.domain} is ${[...named].join(", ")}`;
  throw new Error(
    `${aws.edge.domain} is ${[...named].join(", ")}; the load balancer is ${[...own].join(", ")}`,
  );
}

async function tls(account: Account): Promise<string> {
  const { aws, found } = account;
  for (const port of [443, aws.edge.previewPort]) {
    const policy = found.tlsPolicies[port];
    if (policy !== aws.edge.tlsPolicy)
      throw new Error(`port ${port}: expected the policy ${aws.edge.tlsPolicy}; came ${policy ?? "none"}`);
  }
  const door = doorOf(account, 443);
  const [old, today] = [await speaks(door, "TLSv1.1"), await speaks(door, "TLSv1.3")];
  if (old || !today)
    throw new Error(
      `expected TLS 1.3 and no TLS 1.1; it ${today ? "speaks" : "refuses"} TLS 1.3 and ${old ? "speaks" : "refuses"} TLS 1.1`,
    );
  return `${aws.edge.tlsPolicy}; TLS 1.3 is spoken, TLS 1.1 refused, and the certificate is trusted for ${aws.edge.domain}`;
}

function redirect({ aws, found }: Account): Promise<string> {
  const wanted = `https://${aws.edge.domain}:443/some/page?a=1`;
  return new Promise((resolve, reject) => {
    const headers = { host: aws.edge.domain };
    const asked = request(
      { host: found.dnsName, port: 80, path: "/some/page?a=1", headers, agent: false, timeout: 10_000 },
      (answer) => {
        answer.resume();
        const came = `${answer.statusCode} ${answer.headers.location ?? "without a location"}`;
        if (came === `301 ${wanted}`) resolve(came);
        else reject(new Error(`expected 301 ${wanted}; came ${came}`));
      },
    );
    asked.once("timeout", () => asked.destroy(new Error("port 80 gave no answer in 10 s")));
    asked.once("error", reject).end();
  });
}

/** The header of the preview route is nothing to the users' port. */
async function usersStayOut(account: Account): Promise<string> {
  const wanted = weightsFor(account.settings.release);
  const headers = { [colourHeader]: otherColour(account.settings.release.live) };
  const answers = await Promise.all(
    Array.from({ length: account.settings.settle.answers }, () =>
      ask(doorOf(account, 443), "/health", headers),
    ),
  );
  for (const { status, colour } of answers.map(usersAnswer)) {
    if (!isRight({ status, colour }, wanted))
      throw new Error(`expected 200 of a colour with weight; came ${status} of ${colour}`);
  }
  return `${answers.length} answers, all of a colour with weight (${describeWeights(wanted)})`;
}

async function previewRoute(account: Account): Promise<string> {
  const door = doorOf(account, account.aws.edge.previewPort);
  const none = await ask(door, "/health");
  if (none.status !== 404)
    throw new Error(`without ${colourHeader}: expected 404; came ${none.status} ${none.body.slice(0, 80)}`);
  for (const colour of running(account)) {
    const came = usersAnswer(await ask(door, "/health", { [colourHeader]: colour }));
    if (came.status !== 200 || came.colour !== colour)
      throw new Error(`${colour}: expected 200 of ${colour}; came ${came.status} of ${came.colour}`);
  }
  return `${running(account).join(" and ")} answer by name, 404 without one`;
}

/** What AWS lets through; `--elsewhere` tries it from where it must not. */
function previewRanges({ aws, found }: Account): Promise<string> {
  const open = [...new Set(found.openTo(aws.edge.previewPort))].sort();
  const wanted = [...new Set(aws.edge.previewFrom)].sort();
  if (open.join() === wanted.join())
    return Promise.resolve(`port ${aws.edge.previewPort} is open to ${open.join(", ")} only`);
  return Promise.reject(
    new Error(
      `port ${aws.edge.previewPort}: expected ${wanted.join(", ")}; it is open to ${open.join(", ") || "nobody"}`,
    ),
  );
}

async function drain({ aws, status }: Account): Promise<string> {
  for (const colour of colours) {
    const seconds = await drainSeconds(aws.region, status.targetGroups[colour]);
    if (seconds !== aws.edge.deregistrationDelay)
      throw new Error(
        `${colour}: expected ${aws.edge.deregistrationDelay} s to finish requests; came ${seconds}`,
      );
  }
  return `targets that leave have ${aws.edge.deregistrationDelay} s to finish their requests`;
}
