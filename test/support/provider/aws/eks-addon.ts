/** aws.eks.Addon, and aws.eks.PodIdentityAssociation within the account. */
import {
  type AddonPodIdentityAssociations,
  CreateAddonCommand,
  CreatePodIdentityAssociationCommand,
  DeleteAddonCommand,
  DeletePodIdentityAssociationCommand,
  DescribeAddonCommand,
  DescribePodIdentityAssociationCommand,
  type ResolveConflicts,
  UpdateAddonCommand,
  UpdatePodIdentityAssociationCommand,
} from "@aws-sdk/client-eks";
import type { Values } from "../values";
import type { Aws } from "./clients";
import { updateEksTags } from "./eks-cluster";
import { sorted } from "./fields";
import { blocks, type Kind, made, text, truth, unlessGone } from "./kind";
import { tagsOf } from "./tags";

/** `CLUSTER:ADDON` */
const named = (id: string) => {
  const [clusterName = "", addonName = ""] = id.split(":");
  return { clusterName, addonName };
};

async function found({ eks }: Aws, id: string) {
  return (await unlessGone(eks.send(new DescribeAddonCommand(named(id))), "ResourceNotFound"))?.addon;
}

const identities = (inputs: Values): AddonPodIdentityAssociations[] =>
  blocks(inputs, "podIdentityAssociations").map((one) => ({
    roleArn: text(one, "roleArn"),
    serviceAccount: text(one, "serviceAccount"),
  }));

/** AWS tells their ARNs. */
async function identitiesOf({ eks }: Aws, clusterName: string, arns: readonly string[] = []) {
  const all = arns.map(async (arn) => {
    const asked = { clusterName, associationId: arn.split("/").at(-1) };
    const { association } = await eks.send(new DescribePodIdentityAssociationCommand(asked));
    return { roleArn: association?.roleArn, serviceAccount: association?.serviceAccount };
  });
  return sorted(await Promise.all(all), "serviceAccount");
}

const conflicts = (inputs: Values, when: "Create" | "Update") =>
  text(inputs, `resolveConflictsOn${when}`) as ResolveConflicts | undefined;

export const eksAddon: Kind = {
  source: "terraform-provider-aws internal/service/eks/addon.go; eks API_CreateAddon.html",
  fields: {
    addonName: { is: "text", required: true, replaces: true },
    addonVersion: { is: "text" },
    clusterName: { is: "text", required: true, replaces: true },
    configurationValues: { is: "text" },
    podIdentityAssociations: {
      is: "blocks",
      sortedBy: "serviceAccount",
      fields: { roleArn: { is: "text", required: true }, serviceAccount: { is: "text", required: true } },
    },
    preserve: { is: "truth" },
    resolveConflictsOnCreate: { is: "text", oneOf: ["NONE", "OVERWRITE"] },
    resolveConflictsOnUpdate: { is: "text", oneOf: ["NONE", "OVERWRITE", "PRESERVE"] },
    serviceAccountRoleArn: { is: "text" },
    tags: { is: "tags" },
  },
  remembered: ["preserve", "resolveConflictsOnCreate", "resolveConflictsOnUpdate"],
  computed: ["arn", "createdAt", "modifiedAt", "tagsAll"],
  faults: ({ addonVersion: version }) =>
    typeof version === "string" && !/^v\d+\.\d+\.\d+/.test(version)
      ? [{ property: "addonVersion", reason: `must follow semantic version format, not ${version}` }]
      : [],

  async create({ eks }, inputs) {
    const [clusterName, addonName] = [text(inputs, "clusterName"), text(inputs, "addonName")];
    await eks.send(
      new CreateAddonCommand({
        addonName,
        addonVersion: text(inputs, "addonVersion"),
        clusterName,
        configurationValues: text(inputs, "configurationValues"),
        podIdentityAssociations: identities(inputs),
        resolveConflicts: conflicts(inputs, "Create"),
        serviceAccountRoleArn: text(inputs, "serviceAccountRoleArn"),
        tags: { ...tagsOf(inputs) },
      }),
    );
    return `${clusterName}:${addonName}`;
  },

  async unready(aws, id) {
    const addon = await found(aws, id);
    if (!addon || addon.status === "ACTIVE") return undefined;
    return `${addon.status}: ${addon.health?.issues?.map(({ message }) => message).join("; ")}`;
  },

  async read(aws, id) {
    const addon = await found(aws, id);
    if (!addon) return undefined;
    const associations = addon.podIdentityAssociations;
    return {
      addonName: addon.addonName,
      addonVersion: addon.addonVersion,
      arn: addon.addonArn,
      clusterName: addon.clusterName,
      configurationValues: addon.configurationValues,
      createdAt: addon.createdAt?.toISOString(),
      modifiedAt: addon.modifiedAt?.toISOString(),
      podIdentityAssociations: await identitiesOf(aws, named(id).clusterName, associations),
      serviceAccountRoleArn: addon.serviceAccountRoleArn,
      tags: addon.tags ?? {},
    };
  },

  async update(aws, id, inputs, before) {
    const isOther = (name: string) => JSON.stringify(inputs[name]) !== JSON.stringify(before[name]);
    const of = (name: string) => (isOther(name) ? text(inputs, name) : undefined);
    const asked = ["addonVersion", "configurationValues", "podIdentityAssociations", "serviceAccountRoleArn"];
    if (asked.some(isOther))
      await aws.eks.send(
        new UpdateAddonCommand({
          ...named(id),
          addonVersion: of("addonVersion"),
          configurationValues: isOther("configurationValues")
            ? (text(inputs, "configurationValues") ?? "")
            : undefined,
          podIdentityAssociations: isOther("podIdentityAssociations") ? identities(inputs) : undefined,
          resolveConflicts: conflicts(inputs, "Update"),
          serviceAccountRoleArn: of("serviceAccountRoleArn"),
        }),
      );
    await updateEksTags(aws, (await found(aws, id))?.addonArn ?? "", inputs, before);
  },

  async delete({ eks }, id, inputs) {
    const preserve = truth(inputs, "preserve");
    await unlessGone(eks.send(new DeleteAddonCommand({ ...named(id), preserve })), "ResourceNotFound");
  },
};

/** `CLUSTER,ASSOCIATION`: the published provider's id is the second alone, and its state knows the first. */
const identityNamed = (id: string) => {
  const [clusterName = "", associationId = ""] = id.split(",");
  return { clusterName, associationId };
};

export const podIdentityAssociation: Kind = {
  source:
    "terraform-provider-aws internal/service/eks/pod_identity_association.go; eks API_CreatePodIdentityAssociation.html",
  fields: {
    clusterName: { is: "text", required: true, replaces: true },
    disableSessionTags: { is: "truth", default: false },
    namespace: { is: "text", longest: 63, required: true, replaces: true },
    roleArn: { is: "text", required: true },
    serviceAccount: { is: "text", longest: 253, required: true, replaces: true },
    tags: { is: "tags" },
  },
  computed: ["associationArn", "associationId", "tagsAll"],

  async create({ eks }, inputs) {
    const clusterName = text(inputs, "clusterName");
    const { association } = await eks.send(
      new CreatePodIdentityAssociationCommand({
        clusterName,
        disableSessionTags: truth(inputs, "disableSessionTags"),
        namespace: text(inputs, "namespace"),
        roleArn: text(inputs, "roleArn"),
        serviceAccount: text(inputs, "serviceAccount"),
        tags: { ...tagsOf(inputs) },
      }),
    );
    return `${clusterName},${made(association?.associationId)}`;
  },

  async read({ eks }, id) {
    const asked = eks.send(new DescribePodIdentityAssociationCommand(identityNamed(id)));
    const found = (await unlessGone(asked, "ResourceNotFound"))?.association;
    return (
      found && {
        associationArn: found.associationArn,
        associationId: found.associationId,
        clusterName: found.clusterName,
        disableSessionTags: found.disableSessionTags,
        namespace: found.namespace,
        roleArn: found.roleArn,
        serviceAccount: found.serviceAccount,
        tags: found.tags ?? {},
      }
    );
  },

  async update(aws, id, inputs, before) {
    const { association } = await aws.eks.send(
      new UpdatePodIdentityAssociationCommand({
        ...identityNamed(id),
        disableSessionTags: truth(inputs, "disableSessionTags"),
        roleArn: text(inputs, "roleArn"),
      }),
    );
    await updateEksTags(aws, association?.associationArn ?? "", inputs, before);
  },

  async delete({ eks }, id) {
    const asked = eks.send(new DeletePodIdentityAssociationCommand(identityNamed(id)));
    await unlessGone(asked, "ResourceNotFound");
  },
};
