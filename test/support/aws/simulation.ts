/**
 * AWS for tests: an API to write to, and load balancers that serve what was written. One of its own for each group of tests,
 * in a process of its own; it ends with the tests, however they end.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { CreateHostedZoneCommand, Route53Client } from "@aws-sdk/client-route-53";
import { until } from "../../../components/until";
import { onExit } from "../cleanup";
import type { Held } from "../engine-proxy";
import { projectRoot } from "../project-copy";
import { clientSettings, credentials, region } from "./account";
import { applyDefinition } from "./controller/definition";
import { quick } from "./data-plane/time-scale";
import type { DataServers } from "./front/data-servers";
import type { Faults } from "./front/faults";
import type { Wanted } from "./front/hold";
import type { ApiServer, Start, Started } from "./main";
import type { WayIn } from "./ways";

interface Options {
  /** Then pods are registered by TargetGroupBindings, as the load balancer controller does it. */
  readonly kubeconfig?: string;
  /** What clusters lead to, when there is no kubeconfig. */
  readonly apiServer?: ApiServer;
  /** Intervals and delays of AWS are divided by it. */
  readonly timeDivisor?: number;
  /** Then the load balancer controller is there once its chart is installed; otherwise it was put there by hand. */
  readonly isClusterMade?: boolean;
  /** An address of this machine by which load balancers ask their targets. */
  readonly from?: string;
  /** Then RDS instances and groups of ElastiCache answer there. */
  readonly servers?: DataServers;
  readonly ways?: readonly WayIn[];
}

interface Place {
  readonly name: string;
  readonly address: string;
  readonly listeners: readonly { listenerPort: number; protocol: string; port: number }[];
}

/** For access logs; it is there. */
const bucket = "maintenance-logs";

export class AwsSimulation {
  private readonly forget: () => void;
  /** For tests that look, or change something by hand. */
  readonly elb: ElasticLoadBalancingV2Client;
  readonly ec2: EC2Client;
  /** What a program and its SDKs need to take this for AWS; the PATH has the providers for tests. */
  readonly env: Readonly<Record<string, string>>;
  readonly region = region;
  readonly bucket = bucket;
  readonly certificateArn: string;
  /** Of the hosted zone `example.com`, which is there as its registrar made it. */
  readonly zoneId: string;
  readonly vpcId: string;
  /** In two zones. */
  readonly subnetIds: readonly string[];

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly endpoint: string,
    clients: { readonly elb: ElasticLoadBalancingV2Client; readonly ec2: EC2Client },
    made: {
      readonly vpcId: string;
      readonly subnetIds: readonly string[];
      readonly certificateArn: string;
      readonly zoneId: string;
    },
  ) {
    this.elb = clients.elb;
    this.ec2 = clients.ec2;
    this.vpcId = made.vpcId;
    this.subnetIds = made.subnetIds;
    this.certificateArn = made.certificateArn;
    this.zoneId = made.zoneId;
    const bin = join(projectRoot, "test/support/provider/bin");
    this.env = { ...credentials(endpoint), PATH: `${bin}:${process.env.PATH}` };
    this.forget = onExit(() => rmSync(folder, { recursive: true, force: true }));
  }

  static async start({
    kubeconfig,
    apiServer,
    timeDivisor = quick.divisor,
    isClusterMade = false,
    servers = {},
    ways = [],
    from,
  }: Options = {}): Promise<AwsSimulation> {
    const folder = mkdtempSync(join(tmpdir(), "maintenance-aws-"));
    if (kubeconfig !== undefined) await applyDefinition();
    const isControllerInstalled = !isClusterMade;
    const start: Start = {
      ...{ folder, timeDivisor, kubeconfig, apiServer, isControllerInstalled, servers, ways, from },
      buckets: [bucket],
    };
    const loader = `file://${join(projectRoot, "node_modules/tsx/dist/loader.mjs")}`;
    const child = spawn(
      process.execPath,
      ["--import", loader, join(__dirname, "main.ts"), JSON.stringify(start)],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    onExit(() => child.kill("SIGKILL"));
    const { endpoint } = await firstLine(child);
    const settings = clientSettings(endpoint);
    const clients = { elb: new ElasticLoadBalancingV2Client(settings), ec2: new EC2Client(settings) };
    const network = await makeNetwork(clients.ec2);
    const certificateArn = await requestCertificate(endpoint);
    const zoneId = await makeZone(endpoint);
    return new AwsSimulation(child, folder, endpoint, clients, { ...network, certificateArn, zoneId });
  }

  /** Where clients reach a listener. @param name of the load balancer, when there are several */
  async url(listenerPort: number, name?: string): Promise<string> {
    const places = await this.control<Place[]>("addresses");
    const found = places.filter((place) => name === undefined || place.name === name);
    if (found.length !== 1)
      throw new Error(`${found.length} load balancers are called ${name ?? "anything"}`);
    const listener = found[0]?.listeners.find((one) => one.listenerPort === listenerPort);
    if (!listener) throw new Error(`there is no listener on port ${listenerPort}`);
    return `${listener.protocol.toLowerCase()}://${found[0]?.address}:${listener.port}`;
  }

  /** What an HTTPS listener with this certificate shows: to be trusted by clients. */
  certificate(arn = this.certificateArn): Promise<string> {
    return this.control("certificate", arn);
  }

  /** Holds the next call of an action. */
  async hold(wanted: Wanted): Promise<Held> {
    await this.control("hold", JSON.stringify(wanted));
    return {
      reached: this.control("held").then(() => wanted.action),
      release: () => this.control("release"),
    };
  }

  /** Instead of those before; `{}` ends them all. */
  async fault(faults: Faults): Promise<void> {
    await this.control("faults", JSON.stringify(faults));
  }

  /** The stand-in of the load balancer controller runs from the start when there is a cluster. */
  async controller(to: "start" | "stop"): Promise<void> {
    await this.control("controller", to);
  }

  /** The states of a group's targets, such as `["healthy", "unused Target.NotInUse"]`. */
  async health(groupArn: string): Promise<string[]> {
    const asked = new DescribeTargetHealthCommand({ TargetGroupArn: groupArn });
    const { TargetHealthDescriptions = [] } = await this.elb.send(asked);
    return TargetHealthDescriptions.map(({ TargetHealth: { State, Reason } = {} }) =>
      Reason === undefined ? String(State) : `${State} ${Reason}`,
    );
  }

  /** As many targets as given, all in the state. */
  async untilHealth(groupArn: string, state: string, count: number): Promise<void> {
    const all = async () => {
      const states = await this.health(groupArn);
      return states.length === count && states.every((one) => one.startsWith(state));
    };
    await until(all, `${count} ${state} targets`, { intervalMs: 50 });
  }

  /** Calls, changes of health and requests that failed, as JSON lines: for whoever has to explain a failure. */
  get events(): string {
    return readFileSync(join(this.folder, "events.jsonl"), "utf8");
  }

  /** Actions of IAM that were asked for with the key of this name. */
  actionsAsked(by: string): string[] {
    const events = this.events.split("\n").filter((line) => line.includes('"asked"'));
    const asked = events.map((line) => JSON.parse(line) as { by: string; action: string });
    return [...new Set(asked.filter((one) => one.by === by).map(({ action }) => action))].sort();
  }

  async stop(): Promise<void> {
    this.elb.destroy();
    this.ec2.destroy();
    const ended = once(this.child, "exit");
    this.child.stdin?.end();
    await ended;
    this.forget();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async control<T>(path: string, body = ""): Promise<T> {
    const answer = await fetch(`${this.endpoint}/_simulation/${path}`, { method: "POST", body });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as T;
  }
}

function firstLine(child: ChildProcess): Promise<Started> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("\n")) resolve(JSON.parse(said) as Started);
    });
    child.once("exit", (code) => reject(new Error(`the simulation of AWS ended with ${code}`)));
  });
}

async function makeNetwork(ec2: EC2Client): Promise<{ vpcId: string; subnetIds: string[] }> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.77.0.0/16" }));
  const subnets = ["a", "b"].map(async (zone, index) => {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: Vpc?.VpcId,
        CidrBlock: `10.77.${index}.0/24`,
        AvailabilityZone: `${region}${zone}`,
      }),
    );
    return Subnet?.SubnetId ?? "";
  });
  return { vpcId: Vpc?.VpcId ?? "", subnetIds: await Promise.all(subnets) };
}

async function makeZone(endpoint: string): Promise<string> {
  const route53 = new Route53Client(clientSettings(endpoint));
  const asked = new CreateHostedZoneCommand({ Name: "example.com", CallerReference: "simulation" });
  const { HostedZone } = await route53.send(asked);
  route53.destroy();
  return (HostedZone?.Id ?? "").replace("/hostedzone/", "");
}

/** In one call, without another SDK for it. */
async function requestCertificate(endpoint: string): Promise<string> {
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "CertificateManager.RequestCertificate",
      authorization: `AWS4-HMAC-SHA256 Credential=simulated/20260101/${region}/acm/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({ DomainName: "app.example.com", ValidationMethod: "DNS" }),
  });
  const { CertificateArn } = (await answer.json()) as { CertificateArn?: string };
  if (CertificateArn === undefined) throw new Error(`no certificate could be had: ${answer.status}`);
  return CertificateArn;
}
