/** Who may talk to whom: the policies, evaluated as Kubernetes does, allow exactly the flows of the table. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Colour, colours } from "../../../components/colour";
import { labelsOf } from "../../../components/kubernetes/names";
import { databaseRole, type End, flows, type Role } from "../../../components/network/flows";
import { dataPorts } from "../../../components/settings/aws/data";
import { rangesOf } from "../../../components/network/network";
import { policySpecs } from "../../../components/network/kubernetes";
import { settingsWith } from "../../support/release";
import { onAws } from "../../support/release";

const { aws } = settingsWith(onAws());
assert(aws);
const network = rangesOf(aws.network);
const table = flows({ network, ports: dataPorts(aws), makesRole: true });
const policies = Object.values(policySpecs(table)) as unknown as Policy[];

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}
interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string };
}
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports: readonly { readonly port: number | string; readonly protocol: string }[];
}
interface Policy {
  readonly podSelector: Selector;
  readonly policyTypes: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** A pod of this namespace, a pod of another one, or an address outside. */
type Party =
  | { readonly labels: Readonly<Record<string, string>>; readonly namespace?: string }
  | { readonly address: string };

const matches = ({ matchLabels = {} }: Selector, labels: Readonly<Record<string, string>>) =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value);

function isPeer(peer: Peer, party: Party): boolean {
  if ("address" in party) return peer.ipBlock?.cidr === party.address;
  if (peer.ipBlock) return false;
  const home = party.namespace === undefined;
  const there = { "kubernetes.io/metadata.name": party.namespace ?? "" };
  const inNamespace = peer.namespaceSelector ? !home && matches(peer.namespaceSelector, there) : home;
  return inNamespace && matches(peer.podSelector ?? {}, party.labels);
}

/** A pod that a policy selects may do what one of those policies allows; one that none selects may do everything. */
function permits(
  direction: "ingress" | "egress",
  pod: Party,
  other: Party,
  port: number | string,
  protocol: string,
) {
  if ("address" in pod || pod.namespace !== undefined) return true;
  const type = direction === "ingress" ? "Ingress" : "Egress";
  const selected = policies.filter(
    (policy) => policy.policyTypes.includes(type) && matches(policy.podSelector, pod.labels),
  );
  return (
    selected.length === 0 ||
    selected.some((policy) =>
      (policy[direction] ?? []).some(
        (rule) =>
          (rule.from ?? rule.to ?? []).some((peer) => isPeer(peer, other)) &&
          rule.ports.some((each) => each.port === port && each.protocol === protocol),
      ),
    )
  );
}

const mayTalk = (from: Party, to: Party, port: number | string, protocol: string) =>
  permits("egress", from, to, port, protocol) && permits("ingress", to, from, port, protocol);

const roles: readonly Role[] = ["frontend", "backend", "migration"];
const podOf = (role: Role | typeof databaseRole, colour?: Colour): Party => ({
  labels: labelsOf({ role, colour, version: "1.4.2" }),
});
const nameServer: Party = { labels: { "k8s-app": "kube-dns" }, namespace: "kube-system" };
const pods = [...colours.flatMap((colour) => roles.map((role) => podOf(role, colour))), podOf(databaseRole)];
const parties: Party[] = [
  ...pods,
  nameServer,
  { labels: { "k8s-app": "kube-dns" }, namespace: "default" },
  { labels: { app: "stranger" } },
  { labels: labelsOf({ role: "backend", colour: "blue" }), namespace: "default" },
  ...[...network.publicRanges, ...network.dataRanges, "203.0.113.0/24"].map((address) => ({
    address,
  })),
];

function partiesOf(end: End): Party[] {
  if ("pods" in end) return [podOf(end.pods, end.colour)];
  return "outside" in end ? end.ranges.map((address) => ({ address })) : [nameServer];
}

const text = (party: Party) => JSON.stringify(party);

describe("network policies", () => {
  it("allow every flow of the table", () => {
    for (const { from, to, port, protocols } of table) {
      for (const source of partiesOf(from)) {
        for (const target of partiesOf(to)) {
          for (const protocol of protocols) {
            assert.ok(mayTalk(source, target, port, protocol), `${text(source)} -> ${text(target)} ${port}`);
          }
        }
      }
    }
  });

  it("allow nothing else that begins or ends at a pod of the environment", () => {
    const ports = fc.constantFrom<number | string>("http", 53, 80, 443, 5432, 6379, 8080);
    fc.assert(
      fc.property(
        fc.constantFrom(...parties),
        fc.constantFrom(...parties),
        ports,
        fc.constantFrom("TCP", "UDP"),
        (from, to, port, protocol) => {
          fc.pre(pods.includes(from) || pods.includes(to));
          const isListed = table.some(
            (flow) =>
              flow.port === port &&
              flow.protocols.some((each) => each === protocol) &&
              partiesOf(flow.from).some((each) => text(each) === text(from)) &&
              partiesOf(flow.to).some((each) => text(each) === text(to)),
          );
          assert.equal(mayTalk(from, to, port, protocol), isListed, `${text(from)} -> ${text(to)} ${port}`);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it("let no pod of one colour talk to a backend of the other", () => {
    for (const role of roles) {
      assert.ok(!mayTalk(podOf(role, "blue"), podOf("backend", "green"), "http", "TCP"), role);
    }
  });

  it("refuse a pod that bears none of the program's labels everything", () => {
    for (const { name, allowed } of [
      { name: "a backend", allowed: mayTalk({ labels: {} }, podOf("backend", "blue"), "http", "TCP") },
      { name: "the name server", allowed: mayTalk({ labels: {} }, nameServer, 53, "UDP") },
    ]) {
      assert.ok(!allowed, name);
    }
  });
});
