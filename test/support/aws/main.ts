/** The process of the simulation: moto, the front before it, the load balancers, and the controller when there is a cluster. */
import { randomInt } from "node:crypto";
import { appendFileSync } from "node:fs";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { S3Client } from "@aws-sdk/client-s3";
import { Client } from "../kubernetes/client";
import { accessOf } from "../kubernetes/kubeconfig";
import { clientSettings } from "./account";
import { Controller } from "./controller/controller";
import { isInstalled } from "./controller/installation";
import { Certificates } from "./data-plane/certificates";
import { Counts } from "./data-plane/counts";
import { DataPlane } from "./data-plane/data-plane";
import { Targets } from "./data-plane/targets";
import { ActiveFaults, controllerAgent, type Faults } from "./front/faults";
import type { DataServers } from "./front/data-servers";
import { Front } from "./front/front";
import { Hold, type Wanted } from "./front/hold";
import { startMoto } from "./moto/moto";
import { open, type WayIn } from "./ways";

/** Given by whoever starts the process, as JSON. */
export interface Start {
  readonly folder: string;
  readonly timeDivisor: number;
  /** Without one there is no controller. */
  readonly kubeconfig?: string;
  /** Of clusters, when there is no kubeconfig. */
  readonly apiServer?: ApiServer;
  /** By hand; otherwise the controller is there once its chart is installed. */
  readonly isControllerInstalled: boolean;
  readonly servers: DataServers;
  readonly ways: readonly WayIn[];
  /** Where the load balancers stand, for the pods. */
  readonly from?: string;
  /** That exist. */
  readonly buckets: readonly string[];
}

/** As EKS tells it. */
export interface ApiServer {
  readonly endpoint: string;
  readonly ca: string;
}

/** Said on standard output, once it all runs. */
export interface Started {
  readonly endpoint: string;
}

async function main(start: Start): Promise<void> {
  const { folder, timeDivisor, kubeconfig, isControllerInstalled, from, servers, ways, buckets } = start;
  // Who started it holds the other end: it ends with it, however that ends.
  process.stdin.resume().once("end", () => process.exit(0));
  const log = (event: object) =>
    appendFileSync(
      join(folder, "events.jsonl"),
      `${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`,
    );

  const moto = await startMoto(join(folder, "moto.log"));
  const [elb, ec2, s3] = [
    new ElasticLoadBalancingV2Client(clientSettings(moto)),
    new EC2Client(clientSettings(moto)),
    new S3Client({ ...clientSettings(moto), forcePathStyle: true }),
  ];
  const faults = new ActiveFaults();
  const targets = new Targets({ divisor: timeDivisor }, from, (arn) => faults.failsAlways(arn), log);
  const addresses = ownAddresses();
  const base = await baseFor(addresses[0] ?? "127.0.0.1");
  const certificates = new Certificates(addresses);
  const counts = new Counts({ divisor: timeDivisor });
  const dataPlane = new DataPlane(addresses, base, certificates, targets, counts, from, log);
  const hold = new Hold();
  const access = kubeconfig === undefined ? undefined : accessOf(kubeconfig);
  const apiServer = access
    ? { endpoint: access.server, ca: access.ca?.toString("base64") ?? "" }
    : start.apiServer;
  const front = new Front({ moto, elb, ec2, s3, buckets, dataPlane, faults, hold, apiServer, servers, log });

  let controller: Controller | undefined;
  const controls: Readonly<Record<string, (body: string) => Promise<unknown>>> = {
    hold: (body) => Promise.resolve(hold.set(JSON.parse(body) as Wanted)),
    held: () => hold.reached,
    release: () => Promise.resolve(hold.release()),
    faults: (body) => Promise.resolve(faults.set(JSON.parse(body) as Faults)),
    addresses: () =>
      Promise.resolve(
        front.model.loadBalancers.map(({ arn, name, listeners }) => ({
          name,
          address: dataPlane.address(arn),
          listeners: listeners.map(({ port, protocol }) => ({
            listenerPort: port,
            protocol,
            port: dataPlane.port(port),
          })),
        })),
      ),
    certificate: async (arn) => (await certificates.of(arn)).cert.toString(),
    token: (body) => Promise.resolve(credentialFor(JSON.parse(body) as { cluster: string })),
    controller: (body) => (body === "stop" ? stopController() : startController()),
  };
  const server = front.server(async (path, body) => {
    const control = controls[path];
    if (!control) throw new Error(`the simulation has no control ${path}`);
    return control(body);
  });
  for (const way of ways) await open(way);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** What the API server takes from whoever is let in, and from nobody else. */
  function credentialFor({ cluster }: { readonly cluster: string }) {
    if (!access || !front.eks.isLetIn(cluster)) return { token: "of-nobody-who-is-let-in" };
    const { cert, key, token } = access;
    return {
      token,
      clientCertificateData: cert?.toString(),
      clientKeyData: key?.toString(),
    };
  }

  function startController(): Promise<void> {
    if (kubeconfig === undefined) throw new Error("without a cluster there is no controller");
    const own = { ...clientSettings(endpoint), customUserAgent: controllerAgent };
    const kubernetes = new Client(accessOf(kubeconfig));
    controller ??= new Controller(
      kubernetes,
      new ElasticLoadBalancingV2Client(own),
      (arn) => front.hasGroup(arn),
      () =>
        isControllerInstalled
          ? Promise.resolve(true)
          : isInstalled(kubernetes, (...account) => front.eks.roleOf(...account)),
      log,
    );
    return Promise.resolve();
  }
  async function stopController(): Promise<void> {
    await controller?.stop();
    controller = undefined;
  }
  if (kubeconfig !== undefined) await startController();
  const started: Started = { endpoint };
  process.stdout.write(`${JSON.stringify(started)}\n`);
}

/** All of 127.0.0.0/8 is this machine's; these are nobody else's, but for an unlikely chance. */
function ownAddresses(): string[] {
  const net = `127.${randomInt(64, 255)}.${randomInt(1, 255)}`;
  return [1, 2, 3, 4].map((last) => `${net}.${last}`);
}

/** Listeners have the very ports that they name; without the right to those below 1024, they are moved as a whole. */
async function baseFor(address: string): Promise<number> {
  const probe = createServer().listen(80, address);
  try {
    await once(probe, "listening");
    probe.close();
    return 0;
  } catch {
    return 20_000;
  }
}

void main(JSON.parse(process.argv[2] ?? "") as Start).catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
