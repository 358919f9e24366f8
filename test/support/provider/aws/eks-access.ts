/** aws.eks.AccessEntry and aws.eks.AccessPolicyAssociation */
import {
  type AccessScopeType,
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  DeleteAccessEntryCommand,
  DescribeAccessEntryCommand,
  DisassociateAccessPolicyCommand,
  ListAssociatedAccessPoliciesCommand,
  UpdateAccessEntryCommand,
} from "@aws-sdk/client-eks";
import type { Values } from "../values";
import { updateEksTags } from "./eks-cluster";
import { block, type Kind, text, texts, unlessGone } from "./kind";
import { tagsOf } from "./tags";

/** `CLUSTER:PRINCIPAL` */
const named = (id: string) => {
  const at = id.indexOf(":");
  return { clusterName: id.slice(0, at), principalArn: id.slice(at + 1) };
};

export const accessEntry: Kind = {
  source: "terraform-provider-aws internal/service/eks/access_entry.go; eks API_CreateAccessEntry.html",
  fields: {
    clusterName: { is: "text", required: true, replaces: true },
    kubernetesGroups: { is: "texts", isSet: true },
    principalArn: { is: "text", required: true, replaces: true },
    tags: { is: "tags" },
    type: {
      is: "text",
      oneOf: ["EC2", "EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "HYBRID_LINUX", "STANDARD"],
      replaces: true,
      default: "STANDARD",
    },
    userName: { is: "text" },
  },
  computed: ["accessEntryArn", "createdAt", "modifiedAt", "tagsAll"],

  async create({ eks }, inputs) {
    const [clusterName, principalArn] = [text(inputs, "clusterName"), text(inputs, "principalArn")];
    await eks.send(
      new CreateAccessEntryCommand({
        clusterName,
        kubernetesGroups: texts(inputs, "kubernetesGroups"),
        principalArn,
        tags: { ...tagsOf(inputs) },
        type: text(inputs, "type"),
        username: text(inputs, "userName"),
      }),
    );
    return `${clusterName}:${principalArn}`;
  },

  async read({ eks }, id) {
    const asked = eks.send(new DescribeAccessEntryCommand(named(id)));
    const found = (await unlessGone(asked, "ResourceNotFound"))?.accessEntry;
    return (
      found && {
        accessEntryArn: found.accessEntryArn,
        clusterName: found.clusterName,
        createdAt: found.createdAt?.toISOString(),
        kubernetesGroups: found.kubernetesGroups?.sort(),
        modifiedAt: found.modifiedAt?.toISOString(),
        principalArn: found.principalArn,
        tags: found.tags ?? {},
        type: found.type,
        userName: found.username,
      }
    );
  },

  async update(aws, id, inputs, before) {
    const { accessEntry: entry } = await aws.eks.send(
      new UpdateAccessEntryCommand({
        ...named(id),
        kubernetesGroups: texts(inputs, "kubernetesGroups") ?? [],
        username: text(inputs, "userName"),
      }),
    );
    await updateEksTags(aws, entry?.accessEntryArn ?? "", inputs, before);
  },

  async delete({ eks }, id) {
    await unlessGone(eks.send(new DeleteAccessEntryCommand(named(id))), "ResourceNotFound");
  },
};

/** `CLUSTER#PRINCIPAL#POLICY` */
const associationNamed = (id: string) => {
  const [clusterName = "", principalArn = "", policyArn = ""] = id.split("#");
  return { clusterName, principalArn, policyArn };
};

function scope(inputs: Values) {
  const given = block(inputs, "accessScope") ?? {};
  return { type: text(given, "type") as AccessScopeType, namespaces: texts(given, "namespaces") };
}

/**
 * Another scope makes another one, which to AWS is the same: made and then deleted it is gone. The published provider does
 * no better, so that programs have to say `deleteBeforeReplace`.
 */
export const accessPolicyAssociation: Kind = {
  source:
    "terraform-provider-aws internal/service/eks/access_policy_association.go; eks API_AssociateAccessPolicy.html",
  fields: {
    accessScope: {
      is: "block",
      required: true,
      replaces: true,
      fields: {
        namespaces: { is: "texts", isSet: true },
        type: { is: "text", oneOf: ["cluster", "namespace"], required: true },
      },
    },
    clusterName: { is: "text", required: true, replaces: true },
    policyArn: { is: "text", required: true, replaces: true },
    principalArn: { is: "text", required: true, replaces: true },
  },
  computed: ["associatedAt", "modifiedAt"],

  async create({ eks }, inputs) {
    const parts = ["clusterName", "principalArn", "policyArn"].map((name) => text(inputs, name));
    const id = parts.join("#");
    await eks.send(new AssociateAccessPolicyCommand({ ...associationNamed(id), accessScope: scope(inputs) }));
    return id;
  },

  async read({ eks }, id) {
    const { clusterName, principalArn, policyArn } = associationNamed(id);
    const asked = eks.send(new ListAssociatedAccessPoliciesCommand({ clusterName, principalArn }));
    const all = (await unlessGone(asked, "ResourceNotFound"))?.associatedAccessPolicies ?? [];
    const found = all.find((one) => one.policyArn === policyArn);
    const { namespaces = [], type } = found?.accessScope ?? {};
    return (
      found && {
        accessScope: { ...(namespaces.length > 0 && { namespaces: namespaces.sort() }), type },
        associatedAt: found.associatedAt?.toISOString(),
        clusterName,
        modifiedAt: found.modifiedAt?.toISOString(),
        policyArn,
        principalArn,
      }
    );
  },

  update: () => Promise.resolve(),

  async delete({ eks }, id) {
    const asked = eks.send(new DisassociateAccessPolicyCommand(associationNamed(id)));
    await unlessGone(asked, "ResourceNotFound");
  },
};
