import type * as pulumi from "@pulumi/pulumi";
import { type Colour, colours } from "../colour";
import { inNamespace, type KubernetesContext, metadata } from "../kubernetes/context";
import * as kubernetes from "../kubernetes/kinds";
import { meantAnnotations } from "../kubernetes/meant";
import { labels, labelsOf, ours } from "../kubernetes/names";
import { dataPorts } from "../settings/aws/data";
import type { AwsSettings } from "../settings/schema";
import { databaseRole, type End, type Flow, flows, isPods, type Role } from "./flows";
import { rangesOf } from "./network";

type Spec = kubernetes.types.input.networking.v1.NetworkPolicySpec;
type Peer = kubernetes.types.input.networking.v1.NetworkPolicyPeer;

const roles: readonly Role[] = ["frontend", "backend", "migration"];

const ofPolicies = { ...ours, [labels.role]: "network-policy" };

/** The pod of this one is made by a step of the program, and gone before anybody could look for it. */
function meantOf(policy: string): Record<string, string> | undefined {
  return policy === databaseRole
    ? meantAnnotations({ "networkpolicy-targets-pod": "its pod runs once, and is not among the manifests" })
    : undefined;
}

/** One policy that refuses everything, and one for each role of each colour with what it may do all the same. */
export function createPolicies(
  context: KubernetesContext,
  aws: AwsSettings,
  opts: pulumi.CustomResourceOptions,
): kubernetes.NetworkPolicy[] {
  const all = flows({
    network: rangesOf(aws.network),
    ports: dataPorts(aws),
    makesRole: aws.postgres.existing === undefined,
  });
  return Object.entries(policySpecs(all)).map(
    ([name, spec]) =>
      new kubernetes.NetworkPolicy(
        name,
        { metadata: metadata(context, name, ofPolicies, meantOf(name)), spec },
        inNamespace(context, opts),
      ),
  );
}

/** By their names. */
export function policySpecs(all: readonly Flow[]): Record<string, Spec> {
  const refused: Spec = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
  const ofColours = colours.flatMap((colour) => roles.map((role) => ({ role, colour })));
  const makesRole = all.some(({ from }) => isPods(from, databaseRole));
  const everybody: Pods[] = makesRole ? [...ofColours, { role: databaseRole }] : ofColours;
  const named = everybody.map((pods): [string, Spec] => [
    pods.colour ? `${pods.colour}-${pods.role}` : pods.role,
    allowed(pods, all),
  ]);
  return { "refuse-all": refused, ...Object.fromEntries(named) };
}

interface Pods {
  readonly role: Role | typeof databaseRole;
  readonly colour?: Colour;
}

function allowed({ role, colour }: Pods, all: readonly Flow[]): Spec {
  const to = all.filter((flow) => isPods(flow.to, role, colour));
  const from = all.filter((flow) => isPods(flow.from, role, colour));
  return {
    podSelector: { matchLabels: labelsOf({ role, colour }) },
    policyTypes: ["Ingress", "Egress"],
    // An empty list is not kept by the API server: it would differ for ever.
    ...(to.length > 0 && { ingress: to.map((flow) => ({ from: peers(flow.from), ports: ports(flow) })) }),
    ...(from.length > 0 && { egress: from.map((flow) => ({ to: peers(flow.to), ports: ports(flow) })) }),
  };
}

function peers(end: End): Peer[] {
  if ("pods" in end) {
    return [{ podSelector: { matchLabels: labelsOf({ role: end.pods, colour: end.colour }) } }];
  }
  if ("outside" in end) return end.ranges.map((cidr) => ({ ipBlock: { cidr } }));
  return [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    },
  ];
}

function ports({ port, protocols }: Flow) {
  return protocols.map((protocol) => ({ port, protocol }));
}
