/** aws.iam.Role without policies of its own, and aws.iam.RolePolicy. */
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import type { Values } from "../values";
import type { Aws } from "./clients";
import { type Kind, number, text, unlessGone } from "./kind";
import { difference, listed, tagsIn } from "./tags";

/** As the API answers it. */
const document = (encoded = "") => decodeURIComponent(encoded);

async function bound({ iam }: Aws, RoleName: string, inputs: Values): Promise<void> {
  const PermissionsBoundary = text(inputs, "permissionsBoundary");
  if (PermissionsBoundary === undefined)
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
  else await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
}

export const role: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/iam/role; IAM API_CreateRole.html",
  longestName: 64,
  isGlobal: true,
  fields: {
    assumeRolePolicy: { is: "json", required: true },
    description: { is: "text", longest: 1000 },
    forceDetachPolicies: { is: "truth", oneOf: [false], default: false },
    maxSessionDuration: { is: "number", from: 3600, to: 43_200, default: 3600 },
    name: { is: "text", longest: 64, replaces: true },
    path: { is: "text", longest: 512, replaces: true, default: "/" },
    permissionsBoundary: { is: "text" },
    tags: { is: "tags" },
  },
  computed: ["arn", "tagsAll", "uniqueId"],

  async create({ iam }, inputs) {
    const RoleName = text(inputs, "name") ?? "";
    await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: text(inputs, "assumeRolePolicy"),
        Description: text(inputs, "description"),
        MaxSessionDuration: number(inputs, "maxSessionDuration"),
        Path: text(inputs, "path"),
        PermissionsBoundary: text(inputs, "permissionsBoundary"),
        Tags: listed(inputs),
      }),
    );
    return RoleName;
  },

  async read({ iam }, RoleName) {
    const found = (await unlessGone(iam.send(new GetRoleCommand({ RoleName })), "NoSuchEntity"))?.Role;
    if (!found) return undefined;
    const { Tags } = await iam.send(new ListRoleTagsCommand({ RoleName }));
    return {
      arn: found.Arn,
      assumeRolePolicy: document(found.AssumeRolePolicyDocument),
      description: found.Description,
      forceDetachPolicies: false,
      maxSessionDuration: found.MaxSessionDuration,
      name: found.RoleName,
      path: found.Path,
      permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn,
      tags: tagsIn(Tags),
      uniqueId: found.RoleId,
    };
  },

  async update(aws, RoleName, inputs, before) {
    const { iam } = aws;
    if (inputs.assumeRolePolicy !== before.assumeRolePolicy) {
      const PolicyDocument = text(inputs, "assumeRolePolicy");
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    }
    const MaxSessionDuration = number(inputs, "maxSessionDuration");
    const Description = text(inputs, "description") ?? "";
    await iam.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration, Description }));
    if (inputs.permissionsBoundary !== before.permissionsBoundary) await bound(aws, RoleName, inputs);
    const { gone, set } = difference(inputs, before);
    if (gone.length > 0) await iam.send(new UntagRoleCommand({ RoleName, TagKeys: gone }));
    if (set.length > 0) await iam.send(new TagRoleCommand({ RoleName, Tags: set }));
  },

  async delete({ iam }, RoleName) {
    await unlessGone(iam.send(new DeleteRoleCommand({ RoleName })), "NoSuchEntity");
  },
};

/** `ROLE:NAME` */
const named = (id: string) => {
  const [RoleName = "", PolicyName = ""] = id.split(":");
  return { RoleName, PolicyName };
};

export const rolePolicy: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/iam/rolepolicy",
  longestName: 128,
  isGlobal: true,
  fields: {
    name: { is: "text", longest: 128, replaces: true },
    policy: { is: "json", required: true },
    role: { is: "text", required: true, replaces: true },
  },
  computed: [],

  async create({ iam }, inputs) {
    const id = `${text(inputs, "role")}:${text(inputs, "name")}`;
    await iam.send(new PutRolePolicyCommand({ ...named(id), PolicyDocument: text(inputs, "policy") }));
    return id;
  },

  async read({ iam }, id) {
    const found = await unlessGone(iam.send(new GetRolePolicyCommand(named(id))), "NoSuchEntity");
    return found && { name: found.PolicyName, policy: document(found.PolicyDocument), role: found.RoleName };
  },

  async update({ iam }, id, inputs) {
    await iam.send(new PutRolePolicyCommand({ ...named(id), PolicyDocument: text(inputs, "policy") }));
  },

  async delete({ iam }, id) {
    await unlessGone(iam.send(new DeleteRolePolicyCommand(named(id))), "NoSuchEntity");
  },
};
