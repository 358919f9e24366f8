/** What a stack on AWS costs while nobody asks for anything: counted in its resources. Pure. */
import type { Recorded } from "../test/support/recorder";
import { aligned } from "./aligned";
import { type Price, prices, readOn } from "./prices";

const hoursAMonth = 730;

export interface Item {
  /** What there is, in the words of `prices`. */
  readonly what: string;
  /** How many; of disks, GiB. */
  readonly quantity: number;
  /** Absent: no source says it. */
  readonly price?: Price;
  /** USD a month, when it is known. */
  readonly monthly?: number;
}

/** In the order in which they are counted; what a stack has none of is left out. */
export function itemsOf(resources: readonly Recorded[], known = prices): Item[] {
  const counts = new Map<string, number>();
  const add = (what: string, quantity: number) => counts.set(what, (counts.get(what) ?? 0) + quantity);
  for (const resource of resources) counters[resource.type]?.(resource.inputs, add, resources);
  return [...counts]
    .filter(([, quantity]) => quantity > 0)
    .map(([what, quantity]) => item(what, quantity, known[what]))
    .sort((a, b) => (b.monthly ?? 0) - (a.monthly ?? 0));
}

function item(what: string, quantity: number, price: Price | undefined): Item {
  if (!price) return { what, quantity };
  const hours = price.per === "hour" ? hoursAMonth : 1;
  return { what, quantity, price, monthly: quantity * price.usd * hours };
}

type Inputs = Readonly<Record<string, unknown>>;
type Add = (what: string, quantity: number) => void;

/** By type of resource. Numbers of attributes that hold lists are those of zones. */
const counters: Readonly<Record<string, (inputs: Inputs, add: Add, all: readonly Recorded[]) => void>> = {
  "aws:ec2/natGateway:NatGateway": (_, add) => add("NAT gateway", 1),
  "aws:ec2/eip:Eip": (_, add) => add("public IPv4 address", 1),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ({ vpcEndpointType, subnetIds }, add) => {
    if (vpcEndpointType === "Interface") add("interface endpoint", lengthOf(subnetIds));
  },
  "aws:lb/loadBalancer:LoadBalancer": ({ subnets }, add) => {
    add("load balancer", 1);
    // It has one in each zone.
    add("public IPv4 address", lengthOf(subnets));
  },
  "aws:wafv2/webAcl:WebAcl": ({ rules }, add) => {
    add("web ACL", 1);
    add("rule of the web ACL", lengthOf(rules));
  },
  "aws:eks/cluster:Cluster": (_, add) => add("EKS cluster", 1),
  "aws:eks/nodeGroup:NodeGroup": ({ scalingConfig }, add, all) => {
    const { desiredSize } = scalingConfig as { desiredSize: number };
    const { size, disk } = nodes(all);
    add(size, desiredSize);
    add("disk of a node (gp3)", desiredSize * disk);
  },
  "aws:rds/instance:Instance": ({ instanceClass, multiAz, allocatedStorage }, add) => {
    const servers = multiAz === true ? 2 : 1;
    add(String(instanceClass), servers);
    add("disk of the database (gp3)", servers * Number(allocatedStorage));
  },
  "aws:elasticache/replicationGroup:ReplicationGroup": ({ nodeType, numCacheClusters }, add) =>
    add(String(nodeType), Number(numCacheClusters)),
  "aws:kms/key:Key": (_, add) => add("KMS key", 1),
  "aws:secretsmanager/secret:Secret": (_, add) => add("secret", 1),
};

/** All groups of nodes are made of one template. */
function nodes(all: readonly Recorded[]): { size: string; disk: number } {
  const template = all.find(({ type }) => type === "aws:ec2/launchTemplate:LaunchTemplate")?.inputs ?? {};
  const [device] = template.blockDeviceMappings as { ebs: { volumeSize: number } }[];
  return { size: String(template.instanceType), disk: device?.ebs.volumeSize ?? 0 };
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

/** A table for each stack, with its sum, and one of the sources. */
export function costText(stacks: Readonly<Record<string, readonly Recorded[]>>): string {
  const counted = Object.entries(stacks).map(([stack, resources]) => ({ stack, items: itemsOf(resources) }));
  const tables = counted.map(({ stack, items }) => `### ${stack}\n\n${stackTable(items)}`);
  const used = new Set(counted.flatMap(({ items }) => items.map(({ what }) => what)));
  return [...tables, `### Sources\n\nRead on ${readOn}.\n\n${sources(used)}`].join("\n\n");
}

function stackTable(items: readonly Item[]): string {
  const sum = items.reduce((total, { monthly = 0 }) => total + monthly, 0);
  return aligned([
    ["what", "how many", "USD each", "list of", "USD a month"],
    ...items.map(({ what, quantity, price, monthly }) => [
      what,
      quantityText(what, quantity),
      price ? `${price.usd} a${price.per === "hour" ? "n hour" : ` ${price.per}`}` : "not priced here",
      price?.region ?? "",
      monthly?.toFixed(2) ?? "",
    ]),
    ["**sum**", "", "", "", `**${sum.toFixed(0)}**`],
  ]);
}

function quantityText(what: string, quantity: number): string {
  return what.startsWith("disk ") ? `${quantity} GiB` : String(quantity);
}

function sources(used: ReadonlySet<string>): string {
  const rows = Object.entries(prices)
    .filter(([what]) => used.has(what))
    .map(([what, { source, of }]) => [what, of, `<${source}>`]);
  return aligned([["price of", "as of", "source"], ...rows]);
}
