/** Add-ons and pod identities: eks/latest/APIReference/API_CreateAddon.html, API_CreatePodIdentityAssociation.html. */
import { list, map, type Parameters, text } from "../query";
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
  update,
} from "./record";

/** Their newest versions, made up, and where their pods run: on each node, or on any that there is. */
const known: Readonly<Record<string, { version: string; needsNodes?: true; namespace?: string }>> = {
  "aws-ebs-csi-driver": { version: "v1.52.1-eksbuild.1", needsNodes: true },
  coredns: { version: "v1.12.4-eksbuild.1", needsNodes: true },
  "eks-pod-identity-agent": { version: "v1.3.9-eksbuild.5" },
  "external-dns": { version: "v0.19.0-eksbuild.2", needsNodes: true, namespace: "external-dns" },
  "kube-proxy": { version: "v1.36.0-eksbuild.1" },
  "metrics-server": { version: "v0.8.0-eksbuild.5", needsNodes: true },
  "vpc-cni": { version: "v1.21.1-eksbuild.1" },
};

/** What the schema of the add-on says: DescribeAddonConfiguration. Of one only, and of what is known to go wrong. */
function checked(name: string, asked: unknown): string | undefined {
  const values = text(asked);
  if (values === undefined) return undefined;
  let parsed: Parameters;
  try {
    parsed = map(JSON.parse(values));
  } catch {
    throw invalid("ConfigurationValue is not in valid JSON or YAML format");
  }
  const { enableNetworkPolicy } = parsed;
  if (name === "vpc-cni" && enableNetworkPolicy !== undefined && typeof enableNetworkPolicy !== "string")
    throw invalid(
      "ConfigurationValue provided in request is not supported: [$.enableNetworkPolicy: boolean found, string expected]",
    );
  return values;
}

async function associate(eks: Eks, cluster: Cluster, asked: Parameters, ownerArn?: string): Promise<Told> {
  const { namespace, roleArn, serviceAccount } = asked;
  if (!(await eks.around.role(text(roleArn) ?? "")))
    throw invalid("Role provided in the request does not exist.");
  const other = [...cluster.identities.values()].find(
    (one) => one.namespace === namespace && one.serviceAccount === serviceAccount,
  );
  if (other)
    throw new EksRefusal(
      "ResourceInUseException",
      `Association already exists: ${String(other.associationId)}`,
    );
  const associationId = `a-${madeUp(9)}`;
  const told: Told = {
    associationArn: arnOf(`podidentityassociation/${cluster.told.name}/${associationId}`),
    associationId,
    clusterName: cluster.told.name,
    createdAt: now(),
    disableSessionTags: asked.disableSessionTags ?? false,
    modifiedAt: now(),
    namespace,
    ownerArn,
    roleArn,
    serviceAccount,
    tags: map(asked.tags),
  };
  cluster.identities.set(associationId, told);
  return told;
}

const ownedBy = (cluster: Cluster, addon: Told) =>
  [...cluster.identities].filter(([, one]) => one.ownerArn === addon.addonArn);

async function own(eks: Eks, cluster: Cluster, addon: Told, asked: unknown): Promise<void> {
  for (const [id] of ownedBy(cluster, addon)) cluster.identities.delete(id);
  const namespace = known[String(addon.addonName)]?.namespace ?? "kube-system";
  for (const one of list(asked)) await associate(eks, cluster, { ...one, namespace }, String(addon.addonArn));
  addon.podIdentityAssociations = ownedBy(cluster, addon).map(([, { associationArn }]) => associationArn);
}

async function create(eks: Eks, call: Call) {
  const cluster = clusterAt(eks, call);
  const { body } = call;
  const name = text(body.addonName) ?? "";
  const addon = known[name];
  if (!addon) throw invalid(`Addon ${name} specified is not supported`);
  if (cluster.addons.has(name)) throw new EksRefusal("ResourceInUseException", "Addon already exists.");
  const role = text(body.serviceAccountRoleArn);
  if (role !== undefined && !(await eks.around.role(role))) throw invalid(`Role ${role} does not exist`);
  const told: Told = {
    addonArn: arnOf(`addon/${cluster.told.name}/${name}/${madeUp(16)}`),
    addonName: name,
    addonVersion: body.addonVersion ?? addon.version,
    clusterName: cluster.told.name,
    configurationValues: checked(name, body.configurationValues),
    createdAt: now(),
    health: { issues: [] },
    modifiedAt: now(),
    serviceAccountRoleArn: role,
    tags: map(body.tags),
  };
  await own(eks, cluster, told, body.podIdentityAssociations);
  cluster.addons.set(name, told);
  return { addon: { ...told, status: "CREATING" } };
}

/** One that runs on any node is degraded while there is none. */
function describe(eks: Eks, call: Call) {
  const { addons, nodeGroups } = clusterAt(eks, call);
  const told = found(addons, call.at.addon, "addon");
  const isIdle = known[String(told.addonName)]?.needsNodes === true && nodeGroups.size === 0;
  const message = "The add-on is unhealthy because it doesn't have the desired number of replicas.";
  const issues = isIdle ? [{ code: "InsufficientNumberOfReplicas", message, resourceIds: [] }] : [];
  return { addon: { ...told, health: { issues }, status: isIdle ? "DEGRADED" : "ACTIVE" } };
}

async function change(eks: Eks, call: Call) {
  const cluster = clusterAt(eks, call);
  const told = found(cluster.addons, call.at.addon, "addon");
  const { addonVersion, configurationValues, podIdentityAssociations, serviceAccountRoleArn } = call.body;
  if (addonVersion !== undefined) told.addonVersion = addonVersion;
  if (configurationValues !== undefined)
    told.configurationValues = checked(String(told.addonName), configurationValues);
  if (serviceAccountRoleArn !== undefined) told.serviceAccountRoleArn = serviceAccountRoleArn;
  if (podIdentityAssociations !== undefined) await own(eks, cluster, told, podIdentityAssociations);
  return update("AddonUpdate");
}

function remove(eks: Eks, call: Call) {
  const cluster = clusterAt(eks, call);
  const told = found(cluster.addons, call.at.addon, "addon");
  for (const [id] of ownedBy(cluster, told)) cluster.identities.delete(id);
  cluster.addons.delete(String(told.addonName));
  return { addon: { ...told, status: "DELETING" } };
}

const identityAt = (eks: Eks, call: Call) =>
  found(clusterAt(eks, call).identities, call.at.id, "association");

async function changeIdentity(eks: Eks, call: Call) {
  const association = identityAt(eks, call);
  const { disableSessionTags, roleArn } = call.body;
  if (roleArn !== undefined && !(await eks.around.role(text(roleArn) ?? "")))
    throw invalid("Role provided in the request does not exist.");
  if (roleArn !== undefined) association.roleArn = roleArn;
  if (disableSessionTags !== undefined) association.disableSessionTags = disableSessionTags;
  return { association };
}

function removeIdentity(eks: Eks, call: Call) {
  const association = identityAt(eks, call);
  if (association.ownerArn !== undefined)
    throw new EksRefusal("InvalidRequestException", "The association is managed by an add-on");
  clusterAt(eks, call).identities.delete(String(association.associationId));
  return { association };
}

const addons = "/clusters/:cluster/addons";
const addon = `${addons}/:addon`;
const identities = "/clusters/:cluster/pod-identity-associations";
const identity = `${identities}/:id`;

export const ofAddons: readonly Route[] = [
  { action: "CreateAddon", method: "POST", path: addons, answer: create },
  { action: "DescribeAddon", method: "GET", path: addon, answer: describe },
  { action: "UpdateAddon", method: "POST", path: `${addon}/update`, answer: change },
  { action: "DeleteAddon", method: "DELETE", path: addon, answer: remove },
  {
    action: "CreatePodIdentityAssociation",
    method: "POST",
    path: identities,
    answer: async (eks, call) => ({ association: await associate(eks, clusterAt(eks, call), call.body) }),
  },
  {
    action: "DescribePodIdentityAssociation",
    method: "GET",
    path: identity,
    answer: (eks, call) => ({ association: identityAt(eks, call) }),
  },
  { action: "UpdatePodIdentityAssociation", method: "POST", path: identity, answer: changeIdentity },
  { action: "DeletePodIdentityAssociation", method: "DELETE", path: identity, answer: removeIdentity },
];
