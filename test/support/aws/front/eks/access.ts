/** Who may ask a cluster: eks/latest/APIReference/API_CreateAccessEntry.html, API_AssociateAccessPolicy.html. */
import { map, text, texts } from "../query";
import {
  arnOf,
  type Call,
  type Cluster,
  clusterAt,
  type Eks,
  EksRefusal,
  found,
  invalid,
  madeUp,
  now,
  type Route,
  type Told,
} from "./record";

/** eks/latest/userguide/access-policy-permissions.html */
const policies = ["Admin", "AdminView", "ClusterAdmin", "Edit", "View", "SecretReader"].map(
  (name) => `arn:aws:eks::aws:cluster-access-policy/AmazonEKS${name}Policy`,
);
const types = ["EC2", "EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "HYBRID_LINUX", "STANDARD"];

function openCluster(eks: Eks, call: Call): Cluster {
  const cluster = clusterAt(eks, call);
  if (map(cluster.told.accessConfig).authenticationMode === "CONFIG_MAP")
    throw new EksRefusal(
      "InvalidRequestException",
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
    );
  return cluster;
}

function groups(asked: unknown): readonly string[] {
  const wrong = texts(asked).filter((name) => name.startsWith("system:"));
  if (wrong.length > 0)
    throw invalid(`The kubernetes group name ${wrong[0]} is invalid, it cannot start with system:`);
  return texts(asked);
}

async function create(eks: Eks, call: Call) {
  const cluster = openCluster(eks, call);
  const { body } = call;
  const principal = text(body.principalArn) ?? "";
  const type = text(body.type) ?? "STANDARD";
  if (!(await eks.around.isPrincipal(principal)))
    throw invalid("The specified principalArn is invalid: invalid principal.");
  if (!types.includes(type)) throw invalid(`The type ${type} is not one of ${types.join(", ")}`);
  if (cluster.entries.has(principal))
    throw new EksRefusal(
      "ResourceInUseException",
      "The specified access entry resource is already in use on this cluster.",
    );
  const role = principal.split(":role/")[1]?.split("/").at(-1);
  const usual =
    role === undefined ? principal : `${principal.split(":role/")[0]}:assumed-role/${role}/{{SessionName}}`;
  const told: Told = {
    accessEntryArn: arnOf(`access-entry/${cluster.told.name}/${madeUp(16)}`),
    clusterName: cluster.told.name,
    createdAt: now(),
    kubernetesGroups: groups(body.kubernetesGroups),
    modifiedAt: now(),
    principalArn: principal,
    tags: map(body.tags),
    type,
    username: text(body.username) ?? usual.replace(":iam:", role === undefined ? ":iam:" : ":sts:"),
  };
  cluster.entries.set(principal, told);
  return { accessEntry: told };
}

const entryAt = (eks: Eks, call: Call) => found(openCluster(eks, call).entries, call.at.principal, "entry");

function change(eks: Eks, call: Call) {
  const accessEntry = entryAt(eks, call);
  const { kubernetesGroups, username } = call.body;
  if (kubernetesGroups !== undefined) accessEntry.kubernetesGroups = groups(kubernetesGroups);
  if (text(username)) accessEntry.username = username;
  return { accessEntry };
}

/** With its policies. */
function remove(eks: Eks, call: Call) {
  const { entries, policies } = openCluster(eks, call);
  const principal = String(entryAt(eks, call).principalArn);
  for (const key of policies.keys()) if (key.startsWith(`${principal} `)) policies.delete(key);
  entries.delete(principal);
  return {};
}

function associate(eks: Eks, call: Call) {
  const cluster = openCluster(eks, call);
  const entry = entryAt(eks, call);
  const { accessScope, policyArn } = call.body;
  const { namespaces, type } = map(accessScope);
  if (!policies.includes(text(policyArn) ?? ""))
    throw invalid(`The policyArn ${text(policyArn)} is not valid`);
  if (entry.type !== "STANDARD")
    throw invalid("Policies can only be associated with entries of type STANDARD");
  if ((type === "namespace") !== texts(namespaces).length > 0)
    throw invalid("Namespaces are required with the scope namespace, and not allowed with the scope cluster");
  const told = { accessScope, associatedAt: now(), modifiedAt: now(), policyArn };
  cluster.policies.set(`${String(entry.principalArn)} ${text(policyArn)}`, told);
  return { associatedAccessPolicy: told, clusterName: cluster.told.name, principalArn: entry.principalArn };
}

function associated(eks: Eks, call: Call) {
  const principal = String(entryAt(eks, call).principalArn);
  const all = [...openCluster(eks, call).policies].filter(([key]) => key.startsWith(`${principal} `));
  return { associatedAccessPolicies: all.map(([, told]) => told) };
}

function disassociate(eks: Eks, call: Call) {
  const key = `${call.at.principal} ${call.at.policy}`;
  const cluster = openCluster(eks, call);
  found(cluster.policies, key, "policy");
  cluster.policies.delete(key);
  return {};
}

const entries = "/clusters/:cluster/access-entries";
const entry = `${entries}/:principal`;

export const ofAccess: readonly Route[] = [
  { action: "CreateAccessEntry", method: "POST", path: entries, answer: create },
  {
    action: "DescribeAccessEntry",
    method: "GET",
    path: entry,
    answer: (eks, call) => ({ accessEntry: entryAt(eks, call) }),
  },
  { action: "UpdateAccessEntry", method: "POST", path: entry, answer: change },
  { action: "DeleteAccessEntry", method: "DELETE", path: entry, answer: remove },
  { action: "AssociateAccessPolicy", method: "POST", path: `${entry}/access-policies`, answer: associate },
  {
    action: "ListAssociatedAccessPolicies",
    method: "GET",
    path: `${entry}/access-policies`,
    answer: associated,
  },
  {
    action: "DisassociateAccessPolicy",
    method: "DELETE",
    path: `${entry}/access-policies/:policy`,
    answer: disassociate,
  },
];
