/** aws.iam.Policy, aws.iam.RolePolicyAttachment and aws.iam.OpenIdConnectProvider. */
import {
  AddClientIDToOpenIDConnectProviderCommand,
  AttachRolePolicyCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeleteOpenIDConnectProviderCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachRolePolicyCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListAttachedRolePoliciesCommand,
  ListPolicyVersionsCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  TagPolicyCommand,
  UntagOpenIDConnectProviderCommand,
  UntagPolicyCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from "@aws-sdk/client-iam";
import type { Aws } from "./clients";
import { type Kind, made, text, texts, unlessGone } from "./kind";
import { difference, listed, tagsIn } from "./tags";

async function versionsOf({ iam }: Aws, PolicyArn: string) {
  const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  return Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).map(({ VersionId = "" }) => VersionId);
}

export const policy: Kind = {
  source: "terraform-provider-aws internal/service/iam/policy.go; IAM API_CreatePolicy.html",
  longestName: 128,
  isGlobal: true,
  fields: {
    description: { is: "text", longest: 1000, replaces: true },
    name: { is: "text", longest: 128, replaces: true },
    path: { is: "text", longest: 512, replaces: true, default: "/" },
    policy: { is: "json", required: true },
    tags: { is: "tags" },
  },
  computed: ["arn", "attachmentCount", "policyId", "tagsAll"],

  async create({ iam }, inputs) {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        Description: text(inputs, "description"),
        Path: text(inputs, "path"),
        PolicyDocument: text(inputs, "policy"),
        PolicyName: text(inputs, "name"),
        Tags: listed(inputs),
      }),
    );
    return made(Policy?.Arn);
  },

  async read({ iam }, PolicyArn) {
    const found = (await unlessGone(iam.send(new GetPolicyCommand({ PolicyArn })), "NoSuchEntity"))?.Policy;
    if (!found) return undefined;
    const VersionId = found.DefaultVersionId;
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
    return {
      arn: found.Arn,
      attachmentCount: found.AttachmentCount,
      description: found.Description,
      name: found.PolicyName,
      path: found.Path,
      policy: decodeURIComponent(PolicyVersion?.Document ?? ""),
      policyId: found.PolicyId,
      tags: tagsIn(found.Tags),
    };
  },

  /** AWS keeps five versions at most: IAM API_CreatePolicyVersion.html */
  async update(aws, PolicyArn, inputs, before) {
    const { iam } = aws;
    if (inputs.policy !== before.policy) {
      const versions = await versionsOf(aws, PolicyArn);
      if (versions.length >= 4)
        await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: versions.at(-1) }));
      const PolicyDocument = text(inputs, "policy");
      await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
    }
    const { gone, set } = difference(inputs, before);
    if (gone.length > 0) await iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: gone }));
    if (set.length > 0) await iam.send(new TagPolicyCommand({ PolicyArn, Tags: set }));
  },

  async delete(aws, PolicyArn) {
    for (const VersionId of (await unlessGone(versionsOf(aws, PolicyArn), "NoSuchEntity")) ?? [])
      await aws.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    await unlessGone(aws.iam.send(new DeletePolicyCommand({ PolicyArn })), "NoSuchEntity");
  },
};

/** `ROLE/POLICY` */
const named = (id: string) => {
  const at = id.indexOf("/");
  return { RoleName: id.slice(0, at), PolicyArn: id.slice(at + 1) };
};

export const rolePolicyAttachment: Kind = {
  source:
    "terraform-provider-aws internal/service/iam/role_policy_attachment.go; pulumi-aws provider/resources.go",
  isGlobal: true,
  deletesFirst: true,
  fields: {
    policyArn: { is: "text", required: true, replaces: true },
    role: { is: "text", required: true, replaces: true },
  },
  computed: [],

  async create({ iam }, inputs) {
    const id = `${text(inputs, "role")}/${text(inputs, "policyArn")}`;
    await iam.send(new AttachRolePolicyCommand(named(id)));
    return id;
  },

  async read({ iam }, id) {
    const { RoleName, PolicyArn } = named(id);
    const asked = iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    const all = (await unlessGone(asked, "NoSuchEntity"))?.AttachedPolicies ?? [];
    return all.some((one) => one.PolicyArn === PolicyArn)
      ? { policyArn: PolicyArn, role: RoleName }
      : undefined;
  },

  update: () => Promise.resolve(),

  async delete({ iam }, id) {
    await unlessGone(iam.send(new DetachRolePolicyCommand(named(id))), "NoSuchEntity");
  },
};

/** AWS tells it without this. */
const bare = (url: unknown) => String(url).replace(/^https:\/\//, "");

export const openIdConnectProvider: Kind = {
  source:
    "terraform-provider-aws internal/service/iam/openid_connect_provider.go; IAM API_CreateOpenIDConnectProvider.html",
  isGlobal: true,
  fields: {
    clientIdLists: { is: "texts", least: 1, isSet: true, required: true },
    tags: { is: "tags" },
    thumbprintLists: { is: "texts" },
    url: { is: "text", longest: 255, required: true, replaces: true },
  },
  computed: ["arn", "tagsAll"],
  faults: ({ thumbprintLists, url }) => [
    ...(typeof url === "string" && !/^https:\/\/[^/?]/.test(url)
      ? [{ property: "url", reason: `must begin with https://, not ${url}` }]
      : []),
    ...(Array.isArray(thumbprintLists) && thumbprintLists.some((one) => !/^[0-9a-f]{40}$/i.test(String(one)))
      ? [{ property: "thumbprintLists", reason: "must have 40 hex digits each" }]
      : []),
  ],
  likened: (live, { url }) => (bare(url) === live.url ? { ...live, url } : live),

  async create({ iam }, inputs) {
    const { OpenIDConnectProviderArn } = await iam.send(
      new CreateOpenIDConnectProviderCommand({
        ClientIDList: texts(inputs, "clientIdLists"),
        Tags: listed(inputs),
        ThumbprintList: texts(inputs, "thumbprintLists"),
        Url: text(inputs, "url"),
      }),
    );
    return made(OpenIDConnectProviderArn);
  },

  async read({ iam }, arn) {
    const asked = iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }));
    const found = await unlessGone(asked, "NoSuchEntity");
    return (
      found && {
        arn,
        clientIdLists: [...(found.ClientIDList ?? [])].sort(),
        tags: tagsIn(found.Tags),
        thumbprintLists: found.ThumbprintList,
        url: found.Url,
      }
    );
  },

  async update({ iam }, OpenIDConnectProviderArn, inputs, before) {
    const [now = [], then = []] = [inputs, before].map((of) => texts(of, "clientIdLists"));
    const about = { OpenIDConnectProviderArn };
    for (const ClientID of now.filter((id) => !then.includes(id)))
      await iam.send(new AddClientIDToOpenIDConnectProviderCommand({ ...about, ClientID }));
    for (const ClientID of then.filter((id) => !now.includes(id)))
      await iam.send(new RemoveClientIDFromOpenIDConnectProviderCommand({ ...about, ClientID }));
    const ThumbprintList = texts(inputs, "thumbprintLists");
    if (ThumbprintList && String(ThumbprintList) !== String(before.thumbprintLists))
      await iam.send(new UpdateOpenIDConnectProviderThumbprintCommand({ ...about, ThumbprintList }));
    const { gone, set } = difference(inputs, before);
    if (gone.length > 0) await iam.send(new UntagOpenIDConnectProviderCommand({ ...about, TagKeys: gone }));
    if (set.length > 0) await iam.send(new TagOpenIDConnectProviderCommand({ ...about, Tags: set }));
  },

  async delete({ iam }, OpenIDConnectProviderArn) {
    const asked = iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
    await unlessGone(asked, "NoSuchEntity");
  },
};
