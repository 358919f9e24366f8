/**
 * Addresses of this machine in subnets of a network that is made: load balancers ask pods from one, databases answer pods
 * on another, so that policies, which know ranges only, are what they will be.
 */
import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { isIPv4 } from "node:net";
import { onExit } from "../cleanup";
import { cluster, make } from "./cluster";

export interface Standing {
  readonly address: string;
  leave(): void;
}

/** @param range such as 10.20.192.0/22 @returns one of its addresses, which nobody else has but for an unlikely chance */
export function standIn(range: string): Standing {
  const [first = "", prefix = ""] = range.split("/");
  if (!isIPv4(first)) throw new Error(`${range} is no range of addresses`);
  const number = first.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const own = number + randomInt(10, 2 ** (32 - Number(prefix)) - 10);
  const address = [24, 16, 8, 0].map((bits) => Math.floor(own / 2 ** bits) % 256).join(".");
  const ip = (verb: string) => asRoot("ip", "address", verb, `${address}/32`, "dev", "lo");
  ip("add");
  const forget = onExit(() => ip("del"));
  return {
    address,
    leave: () => {
      forget();
      ip("del");
    },
  };
}

/** Only root gives addresses to a machine; elsewhere than here the tests of a cluster need not run as root. */
function asRoot(...command: [string, ...string[]]): void {
  const [program, ...args] = process.getuid?.() === 0 ? command : (["sudo", "-n", ...command] as const);
  execFileSync(program, args);
}

interface Server {
  readonly namespace: string;
  /** Of its Service. */
  readonly name: string;
  readonly port: number;
}

export interface Placed extends Standing {
  readonly host: string;
  readonly port: number;
  /** Address of the server itself. */
  readonly server: string;
}

/** Gives a server of the cluster another name, which leads to an address in the range. */
export async function placeIn(range: string, { namespace, name, port }: Server): Promise<Placed> {
  const pods = await cluster().list(
    { apiVersion: "v1", kind: "Pod", metadata: { namespace } },
    `app=${name}`,
  );
  const { podIP: server } = pods[0]?.status as { podIP: string };
  const standing = standIn(range);
  const placed = `${name}-placed`;
  await make(
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: placed, namespace },
      spec: { clusterIP: "None", ports: [{ port }] },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: placed, namespace, labels: { "kubernetes.io/service-name": placed } },
      addressType: "IPv4",
      ports: [{ port }],
      endpoints: [{ addresses: [standing.address], conditions: { ready: true } }],
    },
  );
  return { ...standing, host: `${placed}.${namespace}.svc.cluster.local`, port, server };
}
