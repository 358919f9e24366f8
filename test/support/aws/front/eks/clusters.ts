/** Clusters of the simulated EKS: eks/latest/APIReference/API_CreateCluster.html, API_UpdateClusterConfig.html. */
import { region } from "../../account";
import { list, map, type Parameters, text, texts } from "../query";
import {
  arnOf,
  type Call,
  clusterAt,
  type Eks,
  EksRefusal,
  invalid,
  madeUp,
  minorOf,
  now,
  type Route,
  type Told,
  update,
} from "./record";
import { creator } from "./surroundings";

/** docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html */
const versions = ["1.33", "1.34", "1.35", "1.36", "1.37"];
const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
const modes = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];

function logging(asked: unknown) {
  const enabled = list(map(asked).clusterLogging).flatMap((one) => (one.enabled ? texts(one.types) : []));
  const unknown = enabled.filter((type) => !logTypes.includes(type));
  if (unknown.length > 0) throw invalid(`Invalid log types: ${unknown.join(", ")}`);
  const others = logTypes.filter((type) => !enabled.includes(type));
  const parts = [
    { types: enabled, enabled: true },
    { types: others, enabled: false },
  ];
  return { clusterLogging: parts.filter(({ types }) => types.length > 0) };
}

/** @throws unless they are in two zones of one VPC, and the groups in the same one. */
async function network(eks: Eks, asked: Parameters, before?: Told): Promise<Told> {
  const given = { ...before, ...asked };
  const [subnetIds, securityGroupIds] = [texts(given.subnetIds), texts(given.securityGroupIds)];
  const subnets = await eks.around.subnets(subnetIds);
  const missing = subnetIds.filter((id) => !subnets.some((subnet) => subnet.id === id));
  if (missing.length > 0) throw invalid(`The subnet ID '${missing[0]}' does not exist`);
  const vpcId = subnets[0]?.vpc ?? "";
  if (new Set(subnets.map(({ vpc }) => vpc)).size > 1) throw invalid("Subnets must be in one VPC");
  if (new Set(subnets.map(({ zone }) => zone)).size < 2)
    throw invalid("Subnets specified must be in at least two different AZs");
  if (before && vpcId !== before.vpcId) throw invalid("Provided subnets belong to another VPC");
  for (const id of securityGroupIds)
    if ((await eks.around.vpcOfGroup(id)) !== vpcId) throw invalid(`Security group ${id} is not in ${vpcId}`);
  const [isPublic, isPrivate] = [given.endpointPublicAccess ?? true, given.endpointPrivateAccess ?? false];
  if (!isPublic && !isPrivate) throw invalid("Private and public endpoint access cannot be false");
  return {
    ...given,
    endpointPrivateAccess: isPrivate,
    endpointPublicAccess: isPublic,
    publicAccessCidrs: given.publicAccessCidrs ?? ["0.0.0.0/0"],
    securityGroupIds,
    subnetIds,
    vpcId,
  };
}

async function requireKeys({ around }: Eks, encryptionConfig: unknown): Promise<void> {
  for (const { provider, resources } of list(encryptionConfig)) {
    if (String(resources) !== "secrets") throw invalid("Only the encryption of secrets is supported");
    const key = text(map(provider).keyArn) ?? "";
    if (!(await around.isKey(key))) throw invalid(`Key ${key} is not found or cannot be used`);
  }
}

async function encrypt(eks: Eks, call: Call) {
  const { told } = clusterAt(eks, call);
  if (list(told.encryptionConfig).length > 0) throw invalid("Encryption is already enabled");
  await requireKeys(eks, call.body.encryptionConfig);
  told.encryptionConfig = call.body.encryptionConfig;
  return update("AssociateEncryptionConfig");
}

async function create(eks: Eks, { body }: Call) {
  const name = text(body.name) ?? "";
  const { around, clusters, server } = eks;
  if (!/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/.test(name)) throw invalid(`The cluster name ${name} is not valid`);
  if (clusters.has(name))
    throw new EksRefusal("ResourceInUseException", `Cluster already exists with name: ${name}`);
  const role = await around.role(text(body.roleArn) ?? "");
  if (!role?.trust.includes("eks.amazonaws.com"))
    throw invalid(
      `Role with arn: ${text(body.roleArn)}, could not be assumed because it does not exist or the trusted entity is not correct`,
    );
  if (!role.policies.includes("AmazonEKSClusterPolicy"))
    throw invalid("The provided role doesn't have the Amazon EKS Managed Policies associated with it.");
  const version = text(body.version) ?? "1.36";
  if (!versions.includes(version)) throw invalid(`unsupported Kubernetes version ${version}`);
  await requireKeys(eks, body.encryptionConfig);
  const vpc = await network(eks, map(body.resourcesVpcConfig));
  const access = map(body.accessConfig);
  const authenticationMode = text(access.authenticationMode) ?? "CONFIG_MAP";
  const isAdmin = access.bootstrapClusterCreatorAdminPermissions ?? true;
  const group = await around.makeGroup(`eks-cluster-sg-${name}-${madeUp(4)}`, String(vpc.vpcId));
  const told = {
    accessConfig: { authenticationMode, bootstrapClusterCreatorAdminPermissions: isAdmin },
    arn: arnOf(`cluster/${name}`),
    certificateAuthority: { data: server?.ca ?? Buffer.from("simulated").toString("base64") },
    createdAt: now(),
    deletionProtection: body.deletionProtection ?? false,
    encryptionConfig: body.encryptionConfig ?? [],
    endpoint: server?.endpoint ?? `https://${madeUp(16).toUpperCase()}.gr7.${region}.eks.amazonaws.com`,
    identity: { oidc: { issuer: `https://oidc.eks.${region}.amazonaws.com/id/${madeUp(16).toUpperCase()}` } },
    kubernetesNetworkConfig: {
      ipFamily: "ipv4",
      serviceIpv4Cidr: text(map(body.kubernetesNetworkConfig).serviceIpv4Cidr) ?? "172.20.0.0/16",
    },
    logging: logging(body.logging),
    name,
    platformVersion: "eks.1",
    resourcesVpcConfig: { ...vpc, clusterSecurityGroupId: group },
    roleArn: body.roleArn,
    status: "ACTIVE",
    tags: map(body.tags),
    upgradePolicy: { supportType: text(map(body.upgradePolicy).supportType) ?? "EXTENDED" },
    version,
    // Not told by the API: whether the network plugin is there from the start.
    bootstrapSelfManagedAddons: body.bootstrapSelfManagedAddons ?? true,
  };
  const [addons, entries, identities] = [
    new Map<string, Told>(),
    new Map<string, Told>(),
    new Map<string, Told>(),
  ];
  const [nodeGroups, policies] = [new Map<string, Told>(), new Map<string, Told>()];
  if (isAdmin && authenticationMode !== "CONFIG_MAP")
    entries.set(creator, { clusterName: name, principalArn: creator, type: "STANDARD", username: creator });
  clusters.set(name, { told, addons, entries, identities, nodeGroups, policies });
  return { cluster: told };
}

/** One kind of change a call. */
async function configure(eks: Eks, call: Call) {
  const { told } = clusterAt(eks, call);
  const kinds = Object.keys(call.body).filter((name) => name !== "clientRequestToken");
  if (kinds.length !== 1) throw invalid("Only one type of cluster update can be allowed at a time");
  const asked = map(call.body[kinds[0] ?? ""]);
  switch (kinds[0]) {
    case "accessConfig": {
      const access = map(told.accessConfig);
      const [before, next] = [access.authenticationMode, asked.authenticationMode].map((mode) =>
        String(mode),
      );
      if (modes.indexOf(next ?? "") <= modes.indexOf(before ?? ""))
        throw invalid(`Unsupported authentication mode update from ${before} to ${next}`);
      told.accessConfig = { ...access, authenticationMode: next };
      break;
    }
    case "deletionProtection":
      told.deletionProtection = call.body.deletionProtection;
      break;
    case "logging":
      told.logging = logging(asked);
      break;
    case "resourcesVpcConfig":
      told.resourcesVpcConfig = await network(eks, asked, map(told.resourcesVpcConfig));
      break;
    case "upgradePolicy":
      told.upgradePolicy = asked;
      break;
    default:
      throw invalid(`the simulation does not know changes of ${kinds[0]}`);
  }
  return update("ConfigUpdate");
}

function upgrade(eks: Eks, call: Call) {
  const { nodeGroups, told } = clusterAt(eks, call);
  const version = text(call.body.version) ?? "";
  if (!versions.includes(version)) throw invalid(`unsupported Kubernetes version ${version}`);
  if (minorOf(version) !== minorOf(told.version) + 1)
    throw invalid(`Unsupported Kubernetes minor version update from ${String(told.version)} to ${version}`);
  const late = [...nodeGroups].filter(([, group]) => minorOf(group.version) < minorOf(version) - 3);
  if (late.length > 0) throw invalid(`Nodegroups ${late.map(([name]) => name).join()} must be updated first`);
  told.version = version;
  return update("VersionUpdate");
}

async function remove(eks: Eks, call: Call) {
  const { nodeGroups, told } = clusterAt(eks, call);
  if (nodeGroups.size > 0) throw new EksRefusal("ResourceInUseException", "Cluster has nodegroups attached");
  if (told.deletionProtection)
    throw new EksRefusal(
      "InvalidRequestException",
      "Cluster deletion is blocked: deletion protection is enabled",
    );
  eks.clusters.delete(told.name);
  await eks.around.deleteGroup(String(map(told.resourcesVpcConfig).clusterSecurityGroupId));
  return { cluster: { ...told, status: "DELETING" } };
}

const path = "/clusters/:cluster";

export const ofClusters: readonly Route[] = [
  { action: "CreateCluster", method: "POST", path: "/clusters", answer: create },
  {
    action: "ListClusters",
    method: "GET",
    path: "/clusters",
    answer: ({ clusters }) => ({ clusters: [...clusters.keys()] }),
  },
  {
    action: "DescribeCluster",
    method: "GET",
    path,
    answer: (eks, call) => ({ cluster: clusterAt(eks, call).told }),
  },
  { action: "DeleteCluster", method: "DELETE", path, answer: remove },
  { action: "UpdateClusterConfig", method: "POST", path: `${path}/update-config`, answer: configure },
  {
    action: "AssociateEncryptionConfig",
    method: "POST",
    path: `${path}/encryption-config/associate`,
    answer: encrypt,
  },
  { action: "UpdateClusterVersion", method: "POST", path: `${path}/updates`, answer: upgrade },
];
