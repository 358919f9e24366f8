/** aws.eks.Cluster in a VPC, without Auto Mode. */
import {
  AssociateEncryptionConfigCommand,
  type AuthenticationMode,
  type Cluster,
  CreateClusterCommand,
  DeleteClusterCommand,
  DescribeClusterCommand,
  type EncryptionConfig,
  type LogType,
  type SupportType,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateClusterConfigCommand,
  type UpdateClusterConfigCommandInput,
  UpdateClusterVersionCommand,
} from "@aws-sdk/client-eks";
import { isMap, type Values } from "../values";
import type { Aws } from "./clients";
import type { Fields } from "./fields";
import { block, type Kind, text, texts, truth, unlessGone } from "./kind";
import { difference, tagsOf } from "./tags";

export async function updateEksTags({ eks }: Aws, resourceArn: string, inputs: Values, before: Values) {
  const { gone, set } = difference(inputs, before);
  if (gone.length > 0) await eks.send(new UntagResourceCommand({ resourceArn, tagKeys: gone }));
  const tags = Object.fromEntries(set.map(({ Key, Value }) => [Key, Value]));
  if (set.length > 0) await eks.send(new TagResourceCommand({ resourceArn, tags }));
}

/** Said when it is made, and never again. */
const isAdmin = (access: unknown) =>
  (isMap(access) ? access.bootstrapClusterCreatorAdminPermissions : undefined) ?? true;

const fields: Fields = {
  accessConfig: {
    is: "block",
    replaces: (now, before) => isAdmin(now) !== isAdmin(before),
    fields: {
      authenticationMode: { is: "text", oneOf: ["API", "API_AND_CONFIG_MAP", "CONFIG_MAP"] },
      bootstrapClusterCreatorAdminPermissions: { is: "truth", default: true },
    },
  },
  bootstrapSelfManagedAddons: { is: "truth", replaces: true, default: true },
  deletionProtection: { is: "truth" },
  enabledClusterLogTypes: { is: "texts", isSet: true },
  encryptionConfig: {
    is: "block",
    // Once they are encrypted they stay so; and the published provider does nothing about another key.
    replaces: (now) => now === undefined,
    fields: {
      provider: { is: "block", required: true, fields: { keyArn: { is: "text", required: true } } },
      resources: { is: "texts", isSet: true, least: 1, required: true },
    },
  },
  kubernetesNetworkConfig: { is: "block", replaces: true, fields: { serviceIpv4Cidr: { is: "text" } } },
  name: { is: "text", longest: 100, replaces: true },
  roleArn: { is: "text", required: true, replaces: true },
  tags: { is: "tags" },
  upgradePolicy: {
    is: "block",
    fields: { supportType: { is: "text", oneOf: ["EXTENDED", "STANDARD"] } },
  },
  version: { is: "text" },
  vpcConfig: {
    is: "block",
    required: true,
    fields: {
      endpointPrivateAccess: { is: "truth", default: false },
      endpointPublicAccess: { is: "truth", default: true },
      publicAccessCidrs: { is: "texts", isSet: true },
      securityGroupIds: { is: "texts", isSet: true },
      subnetIds: { is: "texts", isSet: true, least: 1, required: true },
    },
  },
};

const logTypes: LogType[] = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

function logging(inputs: Values) {
  const enabled = texts(inputs, "enabledClusterLogTypes") ?? [];
  const others = logTypes.filter((type) => !enabled.includes(type));
  return {
    clusterLogging: [
      { types: enabled as LogType[], enabled: true },
      { types: others, enabled: false },
    ],
  };
}

function encryption(inputs: Values): EncryptionConfig[] | undefined {
  const config = block(inputs, "encryptionConfig");
  const keyArn = text(block(config ?? {}, "provider") ?? {}, "keyArn");
  return config && [{ provider: { keyArn }, resources: texts(config, "resources") }];
}

const vpc = (inputs: Values) => block(inputs, "vpcConfig") ?? {};
const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** One call for each kind of change, as AWS wants it; in the order of the published provider. */
function changes(inputs: Values, before: Values): Omit<UpdateClusterConfigCommandInput, "name">[] {
  const [now, then] = [vpc(inputs), vpc(before)];
  const endpoints = ["endpointPrivateAccess", "endpointPublicAccess", "publicAccessCidrs"];
  const mode = (of: Values) =>
    text(block(of, "accessConfig") ?? {}, "authenticationMode") as AuthenticationMode | undefined;
  const supportType = text(block(inputs, "upgradePolicy") ?? {}, "supportType") as SupportType | undefined;
  const all: [boolean, Omit<UpdateClusterConfigCommandInput, "name">][] = [
    [mode(inputs) !== mode(before), { accessConfig: { authenticationMode: mode(inputs) } }],
    [!isSame(inputs.enabledClusterLogTypes, before.enabledClusterLogTypes), { logging: logging(inputs) }],
    [!isSame(inputs.upgradePolicy, before.upgradePolicy), { upgradePolicy: { supportType } }],
    [
      (inputs.deletionProtection ?? false) !== (before.deletionProtection ?? false),
      { deletionProtection: truth(inputs, "deletionProtection") ?? false },
    ],
    [
      endpoints.some((name) => !isSame(now[name], then[name])),
      {
        resourcesVpcConfig: {
          endpointPrivateAccess: truth(now, "endpointPrivateAccess"),
          endpointPublicAccess: truth(now, "endpointPublicAccess"),
          publicAccessCidrs: texts(now, "publicAccessCidrs"),
        },
      },
    ],
    [!isSame(now.subnetIds, then.subnetIds), { resourcesVpcConfig: { subnetIds: texts(now, "subnetIds") } }],
    [
      !isSame(now.securityGroupIds, then.securityGroupIds),
      { resourcesVpcConfig: { securityGroupIds: texts(now, "securityGroupIds") ?? [] } },
    ],
  ];
  return all.filter(([isOther]) => isOther).map(([, change]) => change);
}

function told(cluster: Cluster): Values {
  const enabled = cluster.logging?.clusterLogging
    ?.filter((one) => one.enabled)
    .flatMap(({ types = [] }) => types);
  const { resourcesVpcConfig: own } = cluster;
  const [encryption] = cluster.encryptionConfig ?? [];
  const ca = { data: cluster.certificateAuthority?.data };
  return {
    accessConfig: {
      authenticationMode: cluster.accessConfig?.authenticationMode,
      bootstrapClusterCreatorAdminPermissions: cluster.accessConfig?.bootstrapClusterCreatorAdminPermissions,
    },
    arn: cluster.arn,
    certificateAuthorities: [ca],
    certificateAuthority: ca,
    createdAt: cluster.createdAt?.toISOString(),
    deletionProtection: cluster.deletionProtection,
    enabledClusterLogTypes: enabled?.sort(),
    encryptionConfig: encryption && {
      provider: { keyArn: encryption.provider?.keyArn },
      resources: encryption.resources,
    },
    endpoint: cluster.endpoint,
    identities: [{ oidcs: [{ issuer: cluster.identity?.oidc?.issuer }] }],
    kubernetesNetworkConfig: {
      ipFamily: cluster.kubernetesNetworkConfig?.ipFamily,
      serviceIpv4Cidr: cluster.kubernetesNetworkConfig?.serviceIpv4Cidr,
    },
    name: cluster.name,
    platformVersion: cluster.platformVersion,
    roleArn: cluster.roleArn,
    status: cluster.status,
    tags: cluster.tags ?? {},
    upgradePolicy: { supportType: cluster.upgradePolicy?.supportType },
    version: cluster.version,
    vpcConfig: {
      clusterSecurityGroupId: own?.clusterSecurityGroupId,
      endpointPrivateAccess: own?.endpointPrivateAccess,
      endpointPublicAccess: own?.endpointPublicAccess,
      publicAccessCidrs: own?.publicAccessCidrs?.sort(),
      securityGroupIds: own?.securityGroupIds?.sort(),
      subnetIds: own?.subnetIds?.sort(),
      vpcId: own?.vpcId,
    },
  };
}

export const eksCluster: Kind = {
  source: "terraform-provider-aws internal/service/eks/cluster.go; eks API_CreateCluster.html",
  longestName: 100,
  fields,
  remembered: ["bootstrapSelfManagedAddons"],
  computed: [
    "arn",
    "certificateAuthorities",
    "certificateAuthority",
    "createdAt",
    "endpoint",
    "identities",
    "platformVersion",
    "status",
    "tagsAll",
  ],
  computedWithin: { vpcConfig: ["clusterSecurityGroupId", "vpcId"] },

  async create({ eks }, inputs) {
    const name = text(inputs, "name") ?? "";
    const access = block(inputs, "accessConfig");
    const upgrade = block(inputs, "upgradePolicy");
    const network = block(inputs, "kubernetesNetworkConfig");
    await eks.send(
      new CreateClusterCommand({
        accessConfig: access && {
          authenticationMode: text(access, "authenticationMode") as AuthenticationMode | undefined,
          bootstrapClusterCreatorAdminPermissions: truth(access, "bootstrapClusterCreatorAdminPermissions"),
        },
        bootstrapSelfManagedAddons: truth(inputs, "bootstrapSelfManagedAddons"),
        deletionProtection: truth(inputs, "deletionProtection"),
        encryptionConfig: encryption(inputs),
        kubernetesNetworkConfig: network && { serviceIpv4Cidr: text(network, "serviceIpv4Cidr") },
        logging: logging(inputs),
        name,
        resourcesVpcConfig: {
          endpointPrivateAccess: truth(vpc(inputs), "endpointPrivateAccess"),
          endpointPublicAccess: truth(vpc(inputs), "endpointPublicAccess"),
          publicAccessCidrs: texts(vpc(inputs), "publicAccessCidrs"),
          securityGroupIds: texts(vpc(inputs), "securityGroupIds"),
          subnetIds: texts(vpc(inputs), "subnetIds"),
        },
        roleArn: text(inputs, "roleArn"),
        tags: { ...tagsOf(inputs) },
        upgradePolicy: upgrade && { supportType: text(upgrade, "supportType") as SupportType | undefined },
        version: text(inputs, "version"),
      }),
    );
    return name;
  },

  async read({ eks }, name) {
    const asked = eks.send(new DescribeClusterCommand({ name }));
    const found = (await unlessGone(asked, "ResourceNotFound"))?.cluster;
    return found && told(found);
  },

  async update(aws, name, inputs, before) {
    const version = text(inputs, "version");
    if (version !== undefined && version !== before.version)
      await aws.eks.send(new UpdateClusterVersionCommand({ name, version }));
    for (const change of changes(inputs, before))
      await aws.eks.send(new UpdateClusterConfigCommand({ name, ...change }));
    const encryptionConfig = encryption(inputs);
    if (encryptionConfig && !before.encryptionConfig)
      await aws.eks.send(new AssociateEncryptionConfigCommand({ clusterName: name, encryptionConfig }));
    const { cluster } = await aws.eks.send(new DescribeClusterCommand({ name }));
    await updateEksTags(aws, cluster?.arn ?? "", inputs, before);
  },

  async delete({ eks }, name) {
    await unlessGone(eks.send(new DeleteClusterCommand({ name })), "ResourceNotFound");
  },
};

/** aws.eks.getCluster. @throws as the published provider does: internal/service/eks/cluster_data_source.go */
export async function eksClusterOf(aws: Aws, args: Values): Promise<Values> {
  const foreign = Object.keys(args).filter((input) => !["name", "region"].includes(input));
  if (foreign.length > 0) throw new Error(`getCluster: ${foreign.join(", ")} is not modelled`);
  const name = text(args, "name") ?? "";
  const found = await eksCluster.read(aws, name);
  if (!found) throw new Error(`reading EKS Cluster (${name}): couldn't find resource`);
  return { id: name, ...found };
}
