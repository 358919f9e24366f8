/** What a stack is made of and what needs what, as a picture: drawn from its resources. Pure. */
import type { Recorded } from "../test/support/recorder";

/** Words for what is worth showing; of what is not named here there is too much. */
const words: Readonly<Record<string, readonly [one: string, several: string]>> = {
  "aws:acm/certificate:Certificate": ["certificate", "certificates"],
  "aws:ec2/natGateway:NatGateway": ["NAT gateway", "NAT gateways"],
  "aws:ec2/subnet:Subnet": ["subnet", "subnets"],
  "aws:ec2/vpc:Vpc": ["VPC", "VPCs"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["endpoint", "endpoints"],
  "aws:ecr/repository:Repository": ["ECR repository", "ECR repositories"],
  "aws:eks/addon:Addon": ["add-on", "add-ons"],
  "aws:eks/cluster:Cluster": ["EKS cluster", "EKS clusters"],
  "aws:eks/nodeGroup:NodeGroup": ["group of nodes", "groups of nodes"],
  "aws:elasticache/replicationGroup:ReplicationGroup": ["ElastiCache group", "ElastiCache groups"],
  "aws:iam/policy:Policy": ["policy", "policies"],
  "aws:iam/role:Role": ["role", "roles"],
  "aws:kms/key:Key": ["key", "keys"],
  "aws:lb/listener:Listener": ["listener", "listeners"],
  "aws:lb/loadBalancer:LoadBalancer": ["load balancer", "load balancers"],
  "aws:lb/targetGroup:TargetGroup": ["target group", "target groups"],
  "aws:rds/instance:Instance": ["RDS instance", "RDS instances"],
  "aws:route53/record:Record": ["record", "records"],
  "aws:s3/bucket:Bucket": ["bucket", "buckets"],
  "aws:secretsmanager/secret:Secret": ["secret", "secrets"],
  "aws:wafv2/webAcl:WebAcl": ["web ACL", "web ACLs"],
  "docker:index/container:Container": ["container", "containers"],
  "docker:index/volume:Volume": ["volume", "volumes"],
  "kubernetes:apps/v1:Deployment": ["Deployment", "Deployments"],
  "kubernetes:batch/v1:Job": ["migration Job", "migration Jobs"],
  "kubernetes:core/v1:Namespace": ["Namespace", "Namespaces"],
  "kubernetes:core/v1:Service": ["Service", "Services"],
  "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding": ["TargetGroupBinding", "TargetGroupBindings"],
  "kubernetes:helm.sh/v3:Release": ["chart", "charts"],
  "kubernetes:networking.k8s.io/v1:NetworkPolicy": ["NetworkPolicy", "NetworkPolicies"],
  "maintenance:aws:Gate": ["gate", "gates"],
  "maintenance:aws:Snapshot": ["snapshot", "snapshots"],
  "maintenance:docker:Backup": ["backup", "backups"],
  "maintenance:docker:Gate": ["gate", "gates"],
  "maintenance:docker:Migration": ["migration", "migrations"],
  "maintenance:docker:TargetGroup": ["target group", "target groups"],
};

/** Boxes by name, each with what is in it; arrows from what needs to what is needed. */
export interface Picture {
  readonly boxes: ReadonlyMap<string, readonly Recorded[]>;
  readonly arrows: readonly (readonly [from: string, to: string])[];
}

export function pictureOf(resources: readonly Recorded[]): Picture {
  const drawn = resources.filter((resource) => !isFrame(resource));
  const boxes = new Map<string, Recorded[]>();
  for (const resource of drawn) {
    const box = boxOf(resource, resources);
    boxes.set(box, [...(boxes.get(box) ?? []), resource]);
  }
  const boxOfName = new Map(drawn.map((resource) => [resource.name, boxOf(resource, resources)]));
  const needed = new Map<string, Set<string>>();
  for (const [box, its] of boxes) {
    const others = its.flatMap(({ dependsOn }) => dependsOn.map((name) => boxOfName.get(name) ?? box));
    needed.set(box, new Set(others.filter((other) => other !== box)));
  }
  return { boxes, arrows: withoutDetours(needed) };
}

/** Components hold others, providers are how they are made; and what only looks at who runs this is no part of it. */
function isFrame({ type }: Recorded): boolean {
  return /^(pulumi:|maintenance:index:(?!FrozenDefinition)|maintenance:aws:CommandCheck)/.test(type);
}

/** A component; what the environment itself holds is a box of its own, or one with others of its kind. */
function boxOf({ type, name, parent }: Recorded, all: readonly Recorded[]): string {
  const holder = all.find((one) => one.name === parent && isFrame(one));
  if (holder && !/:(Environment|Stack)$/.test(holder.type)) return holder.name;
  if (type.startsWith("aws:ecr/")) return "repositories";
  if (type === "docker:index/remoteImage:RemoteImage") return name.replace(/^.*-(?=\d)/, "images of ");
  if (/^(docker:|maintenance:(docker|index):)/.test(type)) return name.replace(madeFor, "");
  return type.startsWith("kubernetes:") ? "namespace" : name;
}

/** What a container on Docker is given, and what is done with it, have its name in theirs. */
const madeFor = /^volume |(-(data|password|config))?(-(files|base|start|definition))?$/g;

/** Arrows without those that others already lead along. */
function withoutDetours(needed: ReadonlyMap<string, ReadonlySet<string>>): [string, string][] {
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const to of needed.get(from) ?? []) if (!seen.has(to)) reached(to, seen.add(to));
    return seen;
  };
  return [...needed].flatMap(([from, direct]) => {
    const byOthers = new Set([...direct].flatMap((to) => [...reached(to)]));
    return [...direct].filter((to) => !byOthers.has(to)).map((to): [string, string] => [from, to]);
  });
}

/** In the language of Mermaid, which GitHub draws. */
export function diagramText(resources: readonly Recorded[]): string {
  const { boxes, arrows } = pictureOf(resources);
  const lines = [
    ...[...boxes].map(
      ([box, its]) => `  ${idOf(box)}["${[`<b>${box}</b>`, ...contents(its)].join("<br>")}"]`,
    ),
    ...arrows.map(([from, to]) => `  ${idOf(from)} --> ${idOf(to)}`),
  ];
  return ["```mermaid", "flowchart TB", ...lines.sort(), "```"].join("\n");
}

/** `end` and dashes would be read as something else. */
function idOf(box: string): string {
  return `the_${box.replace(/\W/g, "_")}`;
}

function contents(its: readonly Recorded[]): string[] {
  const counts = new Map<string, number>();
  for (const { type } of its) if (words[type]) counts.set(type, (counts.get(type) ?? 0) + 1);
  // A box that is one thing says so by its name.
  if (its.length === 1) return [];
  return [...counts].map(([type, count]) => `${count} ${words[type]?.[count === 1 ? 0 : 1] ?? ""}`);
}
