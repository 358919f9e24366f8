/**
 * What `make verify-aws` asks of Pulumi, for a stack whose load balancer a test made: its stack file is this folder's,
 * `up` writes the weights that the file says, a preview says whether they are there. Nothing else is made or compared.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Release, weightsFor } from "../../../components/colour";
import { region } from "./account";

const args = process.argv.slice(2);
const file = `Pulumi.${args[args.indexOf("--stack") + 1]}.yaml`;
const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, Record<string, unknown>> };
const elb = new ElasticLoadBalancingV2Client({ region });

async function main(): Promise<void> {
  const [command, second] = args;
  if (command === "config" && second === "set") {
    const [path = "", value] = args.slice(args.indexOf("--path") + 1);
    const [section = "", key = ""] = path.split(".");
    config[section] = { ...config[section], [key]: value };
    writeFileSync(file, stringify({ config }));
  } else if (command === "config") {
    const entries = Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? { value } : { objectValue: value },
    ]);
    process.stdout.write(JSON.stringify(Object.fromEntries(entries)));
  } else if (command === "up") {
    await setWeights();
  } else if (command === "preview") {
    if (!(await weightsAreThere()))
      throw new Error("error: no changes were expected but changes were proposed");
  } else {
    throw new Error(`nothing is pretended for: pulumi ${args.join(" ")}`);
  }
}

const wanted = () => weightsFor({ canary: 0, ...config["maintenance:release"] } as unknown as Release);

async function listener() {
  const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const { LoadBalancerArn } = LoadBalancers[0] ?? {};
  const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
  const found = Listeners.find(({ Port }) => Port === 443);
  const [blue, green] = found?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  if (!found || !blue || !green) throw new Error("there is no listener with two groups");
  return { ListenerArn: found.ListenerArn, blue, green };
}

async function weightsAreThere(): Promise<boolean> {
  const { blue, green } = await listener();
  return blue.Weight === wanted().blue && green.Weight === wanted().green;
}

async function setWeights(): Promise<void> {
  const { ListenerArn, blue, green } = await listener();
  const TargetGroups = [
    { ...blue, Weight: wanted().blue },
    { ...green, Weight: wanted().green },
  ];
  const DefaultActions = [{ Type: "forward" as const, ForwardConfig: { TargetGroups } }];
  await elb.send(new ModifyListenerCommand({ ListenerArn, DefaultActions }));
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
