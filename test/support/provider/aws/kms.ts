/** aws.kms.Key, symmetric and of one region, and aws.kms.Alias, with a name. */
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";
import { accountId, region } from "../../aws/account";
import type { Fault } from "../provider";
import type { Values } from "../values";
import type { Aws } from "./clients";
import { type Kind, made, number, text, truth, unlessGone } from "./kind";
import { difference, tagsIn } from "./tags";

/** kms/latest/developerguide/key-policy-default.html: without this account in it, nobody could change it again. */
function keyFaults({ enableKeyRotation, policy, rotationPeriodInDays }: Values): Fault[] {
  const faults: Fault[] = [];
  if (typeof policy === "string" && policy.startsWith("{") && !policy.includes(accountId)) {
    const reason = "will not allow you to update the key policy in the future";
    faults.push({ property: "policy", reason });
  }
  if (rotationPeriodInDays !== undefined && enableKeyRotation !== true) {
    faults.push({ property: "rotationPeriodInDays", reason: "needs enableKeyRotation" });
  }
  return faults;
}

async function rotate({ kms }: Aws, KeyId: string, inputs: Values): Promise<void> {
  const RotationPeriodInDays = number(inputs, "rotationPeriodInDays");
  if (truth(inputs, "enableKeyRotation"))
    await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays }));
  else await kms.send(new DisableKeyRotationCommand({ KeyId }));
}

const named = (tags: readonly { Key: string; Value: string }[]) =>
  tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));

export const key: Kind = {
  source: "terraform-provider-aws internal/service/kms/key.go; kms API_CreateKey.html",
  fields: {
    customerMasterKeySpec: { is: "text", oneOf: ["SYMMETRIC_DEFAULT"], default: "SYMMETRIC_DEFAULT" },
    deletionWindowInDays: { is: "number", from: 7, to: 30 },
    description: { is: "text", longest: 8192 },
    enableKeyRotation: { is: "truth", default: false },
    isEnabled: { is: "truth", oneOf: [true], default: true },
    keyUsage: { is: "text", oneOf: ["ENCRYPT_DECRYPT"], default: "ENCRYPT_DECRYPT" },
    policy: { is: "json" },
    rotationPeriodInDays: { is: "number", from: 90, to: 2560 },
    tags: { is: "tags" },
  },
  remembered: ["deletionWindowInDays"],
  computed: ["arn", "keyId", "tagsAll"],
  faults: keyFaults,

  async create(aws, inputs) {
    const { KeyMetadata } = await aws.kms.send(
      new CreateKeyCommand({
        Description: text(inputs, "description"),
        KeySpec: "SYMMETRIC_DEFAULT",
        KeyUsage: "ENCRYPT_DECRYPT",
        Policy: text(inputs, "policy"),
        Tags: named(difference(inputs, {}).set),
      }),
    );
    const id = made(KeyMetadata?.KeyId);
    if (truth(inputs, "enableKeyRotation")) await rotate(aws, id, inputs);
    return id;
  },

  async read({ kms }, KeyId) {
    const asked = await unlessGone(kms.send(new DescribeKeyCommand({ KeyId })), "NotFound");
    const found = asked?.KeyMetadata;
    if (!found || found.KeyState === "PendingDeletion") return undefined;
    const [policy, rotation, tags] = await Promise.all([
      kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" })),
      kms.send(new GetKeyRotationStatusCommand({ KeyId })),
      kms.send(new ListResourceTagsCommand({ KeyId })),
    ]);
    return {
      arn: found.Arn,
      customerMasterKeySpec: found.KeySpec,
      description: found.Description,
      enableKeyRotation: rotation.KeyRotationEnabled,
      isEnabled: found.Enabled,
      keyId: found.KeyId,
      keyUsage: found.KeyUsage,
      policy: policy.Policy,
      rotationPeriodInDays: rotation.RotationPeriodInDays,
      tags: tagsIn(tags.Tags?.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue }))),
    };
  },

  async update(aws, KeyId, inputs, before) {
    const { kms } = aws;
    const rotation = ["enableKeyRotation", "rotationPeriodInDays"];
    if (rotation.some((name) => inputs[name] !== before[name])) await rotate(aws, KeyId, inputs);
    const Description = text(inputs, "description") ?? "";
    if (Description !== (before.description ?? ""))
      await kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description }));
    const Policy = text(inputs, "policy");
    if (Policy !== undefined && Policy !== before.policy)
      await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: "default", Policy }));
    const { gone, set } = difference(inputs, before);
    if (gone.length > 0) await kms.send(new UntagResourceCommand({ KeyId, TagKeys: gone }));
    if (set.length > 0) await kms.send(new TagResourceCommand({ KeyId, Tags: named(set) }));
  },

  /** It is only marked: data that it encrypts can be read until the days are over. */
  async delete({ kms }, KeyId, inputs) {
    const PendingWindowInDays = number(inputs, "deletionWindowInDays");
    await unlessGone(kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays })), "NotFound");
  },
};

/** A key is named by its id or by its ARN, and told by its id. */
const idIn = (keyId: unknown) => String(keyId).replace(/^arn:aws:kms:.*:key\//, "");

export const alias: Kind = {
  source: "terraform-provider-aws internal/service/kms/alias.go; kms API_CreateAlias.html",
  fields: {
    name: { is: "text", longest: 256, required: true, replaces: true },
    targetKeyId: { is: "text", required: true },
  },
  computed: ["arn", "targetKeyArn"],
  faults: ({ name }) =>
    typeof name === "string" && !/^alias\/(?!aws\/)[a-zA-Z0-9/_-]+$/.test(name)
      ? [{ property: "name", reason: `must be "alias/" and letters, digits, / _ -, not ${name}` }]
      : [],
  likened: (live, given) =>
    idIn(given.targetKeyId) === live.targetKeyId ? { ...live, targetKeyId: given.targetKeyId } : live,

  async create({ kms }, inputs) {
    const AliasName = text(inputs, "name") ?? "";
    await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: text(inputs, "targetKeyId") }));
    return AliasName;
  },

  async read({ kms }, name) {
    const { Aliases = [] } = await kms.send(new ListAliasesCommand({}));
    const found = Aliases.find(({ AliasName }) => AliasName === name);
    return (
      found && {
        arn: found.AliasArn,
        name,
        targetKeyArn: `arn:aws:kms:${region}:${accountId}:key/${found.TargetKeyId}`,
        targetKeyId: found.TargetKeyId,
      }
    );
  },

  async update({ kms }, AliasName, inputs) {
    await kms.send(new UpdateAliasCommand({ AliasName, TargetKeyId: text(inputs, "targetKeyId") }));
  },

  async delete({ kms }, AliasName) {
    await unlessGone(kms.send(new DeleteAliasCommand({ AliasName })), "NotFound");
  },
};
