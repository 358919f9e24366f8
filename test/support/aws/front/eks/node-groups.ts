/** Managed groups of nodes: eks/latest/APIReference/API_CreateNodegroup.html, API_UpdateNodegroupConfig.html. */
import { list, map, type Parameters, text, texts } from "../query";
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
  minorOf,
  now,
  type Route,
  type Told,
  update,
} from "./record";

/** Graviton: such as `t4g.medium` and `m7gd.large`. */
const isArm = (type: string) => /^[a-z]+\d+g[a-z]*\./.test(type);

/** eks/latest/userguide/launch-templates.html: what may be said in one of the two places only. */
async function template(eks: Eks, asked: Parameters, types: readonly string[], diskSize: unknown) {
  const named = map(asked);
  const [id, name, version] = [text(named.id), text(named.name), text(named.version)];
  if (id !== undefined && name !== undefined)
    throw invalid("Either provide launch template ID or launch template name in the request.");
  const found = await eks.around.template({ id, name, version });
  if (!found) throw invalid(`Launch template ${id ?? name} version ${version} not found.`);
  if (diskSize !== undefined) throw invalid("Disk size must be specified within the launch template.");
  const { InstanceType } = found.LaunchTemplateData ?? {};
  if (InstanceType !== undefined && types.length > 0)
    throw invalid(
      "Instance types must be specified either in the launch template or in the request, not both.",
    );
  return {
    told: {
      id: found.LaunchTemplateId,
      name: found.LaunchTemplateName,
      version: String(found.VersionNumber),
    },
    groups: found.LaunchTemplateData?.SecurityGroupIds ?? [],
    image: found.LaunchTemplateData?.ImageId,
    types: InstanceType === undefined ? [] : [String(InstanceType)],
  };
}

function scaling(asked: Parameters): Parameters {
  const [min, max, desired] = [Number(asked.minSize), Number(asked.maxSize), Number(asked.desiredSize)];
  if (max < 1 || min > max)
    throw invalid(`Minimum capacity ${min} can't be greater than maximum size ${max}`);
  if (desired < min || desired > max)
    throw invalid(`desired capacity ${desired} must be from ${min} to ${max}`);
  return asked;
}

async function create(eks: Eks, call: Call) {
  const { nodeGroups, told: cluster } = clusterAt(eks, call);
  const { body } = call;
  const name = text(body.nodegroupName) ?? "";
  const about = `name ${name} and cluster name ${cluster.name}`;
  if (nodeGroups.has(name))
    throw new EksRefusal("ResourceInUseException", `NodeGroup already exists with ${about}`);
  const role = await eks.around.role(text(body.nodeRole) ?? "");
  if (!role?.trust.includes("ec2.amazonaws.com"))
    throw invalid(`Role ${text(body.nodeRole)} does not exist or cannot be assumed by ec2.amazonaws.com`);
  const subnets = await eks.around.subnets(texts(body.subnets));
  const { vpcId } = map(cluster.resourcesVpcConfig);
  if (subnets.length < texts(body.subnets).length || subnets.some(({ vpc }) => vpc !== vpcId))
    throw invalid("Subnets must exist and be in the VPC of the cluster");
  const version = text(body.version) ?? String(cluster.version);
  if (minorOf(version) > minorOf(cluster.version))
    throw invalid(`Requested Nodegroup Kubernetes version ${version} is newer than that of the cluster`);
  const asked = texts(body.instanceTypes);
  const from = body.launchTemplate
    ? await template(eks, map(body.launchTemplate), asked, body.diskSize)
    : undefined;
  const instanceTypes = [...asked, ...(from?.types ?? [])];
  const usual = from?.image === undefined ? "AL2023_x86_64_STANDARD" : "CUSTOM";
  const amiType = text(body.amiType) ?? usual;
  if (from?.image !== undefined && amiType !== "CUSTOM")
    throw invalid(
      "You cannot specify an AMI Type other than CUSTOM with a launch template that has an image",
    );
  const wrong = instanceTypes.filter(
    (type) => amiType !== "CUSTOM" && isArm(type) !== amiType.includes("ARM"),
  );
  if (wrong.length > 0)
    throw invalid(`[${wrong.join()}] is not a valid instance type for requested amiType ${amiType}`);
  const told: Told = {
    amiType,
    capacityType: body.capacityType ?? "ON_DEMAND",
    clusterName: cluster.name,
    createdAt: now(),
    ...(!from && { diskSize: body.diskSize ?? 20 }),
    health: { issues: [] },
    instanceTypes: from ? asked : instanceTypes.length > 0 ? instanceTypes : ["t3.medium"],
    labels: map(body.labels),
    ...(from && { launchTemplate: from.told, securityGroups: from.groups }),
    nodegroupArn: arnOf(`nodegroup/${cluster.name}/${name}/${madeUp(16)}`),
    nodegroupName: name,
    nodeRepairConfig: body.nodeRepairConfig ?? { enabled: false },
    nodeRole: body.nodeRole,
    releaseVersion: body.releaseVersion ?? `${version}.0-20261101`,
    resources: { autoScalingGroups: [{ name: `eks-${name}-${madeUp(16)}` }] },
    scalingConfig: scaling(map(body.scalingConfig)),
    status: "CREATING",
    subnets: texts(body.subnets),
    tags: map(body.tags),
    taints: body.taints ?? [],
    updateConfig: body.updateConfig ?? { maxUnavailable: 1 },
    version,
  };
  nodeGroups.set(name, told);
  return { nodegroup: told };
}

/** eks/latest/userguide/troubleshooting.html, "Nodes fail to join cluster". */
async function whatIsMissing(eks: Eks, cluster: Cluster, group: Told): Promise<string[]> {
  const { policies = [] } = (await eks.around.role(String(group.nodeRole))) ?? {};
  const hasOne = (...names: string[]) => names.some((name) => policies.includes(name));
  const missing = [];
  if (!cluster.told.bootstrapSelfManagedAddons && !cluster.addons.has("vpc-cni"))
    missing.push("cni plugin not initialized: there is no add-on vpc-cni");
  if (!hasOne("AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy"))
    missing.push("Instances failed to join the kubernetes cluster: no AmazonEKSWorkerNodePolicy");
  if (!hasOne("AmazonEC2ContainerRegistryReadOnly", "AmazonEC2ContainerRegistryPullOnly"))
    missing.push("images cannot be pulled: no AmazonEC2ContainerRegistryPullOnly");
  return missing;
}

async function describe(eks: Eks, call: Call) {
  const cluster = clusterAt(eks, call);
  const told = found(cluster.nodeGroups, call.at.group, "node group");
  if (told.status === "CREATING") {
    const missing = await whatIsMissing(eks, cluster, told);
    if (missing.length === 0) told.status = "ACTIVE";
    const issues = missing.map((message) => ({ code: "NodeCreationFailure", message, resourceIds: [] }));
    told.health = { issues };
  }
  return { nodegroup: told };
}

function configure(eks: Eks, call: Call) {
  const told = found(clusterAt(eks, call).nodeGroups, call.at.group, "node group");
  const { labels, nodeRepairConfig, scalingConfig, taints, updateConfig } = call.body;
  if (scalingConfig) told.scalingConfig = scaling({ ...map(told.scalingConfig), ...map(scalingConfig) });
  if (updateConfig) told.updateConfig = updateConfig;
  if (nodeRepairConfig) told.nodeRepairConfig = nodeRepairConfig;
  if (labels) {
    const { addOrUpdateLabels, removeLabels } = map(labels);
    const kept = Object.entries(map(told.labels)).filter(([name]) => !texts(removeLabels).includes(name));
    told.labels = { ...Object.fromEntries(kept), ...map(addOrUpdateLabels) };
  }
  if (taints) {
    const { addOrUpdateTaints, removeTaints } = map(taints);
    const changed = [...list(addOrUpdateTaints), ...list(removeTaints)];
    const isSame = (one: Parameters, other: Parameters) =>
      one.key === other.key && one.effect === other.effect;
    const kept = list(told.taints).filter((one) => !changed.some((other) => isSame(one, other)));
    told.taints = [...kept, ...list(addOrUpdateTaints)];
  }
  return update("ConfigUpdate");
}

async function upgrade(eks: Eks, call: Call) {
  const { nodeGroups, told: cluster } = clusterAt(eks, call);
  const told = found(nodeGroups, call.at.group, "node group");
  const version = text(call.body.version) ?? String(told.version);
  if (minorOf(version) > minorOf(cluster.version) || minorOf(version) < minorOf(told.version))
    throw invalid(
      `Requested version ${version} is not from ${String(told.version)} to ${String(cluster.version)}`,
    );
  if (call.body.launchTemplate) {
    if (!told.launchTemplate) throw invalid("A node group without a launch template cannot be given one");
    const from = await template(eks, map(call.body.launchTemplate), texts(told.instanceTypes), undefined);
    if (from.told.id !== map(told.launchTemplate).id)
      throw invalid("The launch template cannot be another one");
    Object.assign(told, { launchTemplate: from.told, securityGroups: from.groups });
  }
  told.releaseVersion = call.body.releaseVersion ?? `${version}.0-20261101`;
  told.version = version;
  return update("VersionUpdate");
}

function remove(eks: Eks, call: Call) {
  const { nodeGroups } = clusterAt(eks, call);
  const told = found(nodeGroups, call.at.group, "node group");
  nodeGroups.delete(String(told.nodegroupName));
  return { nodegroup: { ...told, status: "DELETING" } };
}

const all = "/clusters/:cluster/node-groups";
const path = `${all}/:group`;

export const ofNodeGroups: readonly Route[] = [
  { action: "CreateNodegroup", method: "POST", path: all, answer: create },
  { action: "DescribeNodegroup", method: "GET", path, answer: describe },
  { action: "DeleteNodegroup", method: "DELETE", path, answer: remove },
  { action: "UpdateNodegroupConfig", method: "POST", path: `${path}/update-config`, answer: configure },
  { action: "UpdateNodegroupVersion", method: "POST", path: `${path}/update-version`, answer: upgrade },
];
