/** A stack on a real account, as the steps ask it; and what has to be there before they can. */
import type { AwsScope } from "../../components/aws/context";
import { loadBalancerName } from "../../components/aws/names";
import { Elb, type ElbStatus } from "../../components/load-balancer/elb";
import type { AwsSettings, Settings } from "../../components/settings/schema";
import { project, settingsOf, type Stack } from "../stack";
import { type ReadBack, readBack } from "./read-back";

export interface Account {
  readonly stack: Stack;
  readonly settings: Settings;
  readonly aws: AwsSettings;
  readonly elb: Elb;
  /** When the account was first asked. */
  readonly status: ElbStatus;
  readonly found: ReadBack;
}

/** What is missing, all that can be known at once. */
export class NotReady extends Error {
  constructor(missing: readonly string[]) {
    super(
      ["nothing was asked, because of what is missing:", ...missing.map((each) => `  ${each}`)].join("\n"),
    );
  }
}

/** @throws NotReady */
export async function accountOf(stack: Stack): Promise<Account> {
  const settings = await settingsOf(stack).catch((error: Error) => error);
  if (settings instanceof Error) {
    throw new NotReady([`stack ${stack.name}: its settings cannot be read: ${firstLine(settings)}`]);
  }
  const { aws, platform } = settings;
  if (platform !== "aws" || !aws) {
    throw new NotReady([
      `platform: is ${platform}; only a stack with platform aws has an account (docs/aws.md)`,
    ]);
  }
  const scope = { region: aws.region, loadBalancer: loadBalancerName({ project, stack: stack.name }) };
  await requireCredentials(aws);
  return { stack, settings, aws, ...(await reached(stack.name, scope)) };
}

async function requireCredentials({ region }: AwsSettings): Promise<void> {
  const { ElasticLoadBalancingV2Client } = await import("@aws-sdk/client-elastic-load-balancing-v2");
  const { credentials } = new ElasticLoadBalancingV2Client({ region }).config;
  await credentials().catch((error: Error) => {
    const way = "sign in (aws sso login), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    throw new NotReady([`credentials: ${firstLine(error)}; ${way}`]);
  });
}

async function reached(stack: string, scope: Pick<AwsScope, "region" | "loadBalancer">) {
  const elb = await Elb.of(scope);
  const status = await elb.status().catch((error: Error) => error);
  if (status instanceof Error) throw new NotReady([`AWS: ${firstLine(status)}`]);
  if (!status?.weights) {
    const what = status ? "has no listener with weights yet" : "is not there";
    throw new NotReady([
      `the load balancer ${scope.loadBalancer} in ${scope.region} ${what}; run: pulumi up --refresh -s ${stack}`,
    ]);
  }
  return { elb, status, found: await readBack(scope) };
}

function firstLine({ message }: Error): string {
  return message.trim().split("\n")[0] ?? "";
}
