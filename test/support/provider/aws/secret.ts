/** aws.secretsmanager.Secret of one region, aws.secretsmanager.SecretVersion, and aws.secretsmanager.getRandomPassword. */
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import type { Fault } from "../provider";
import type { Values } from "../values";
import type { Aws } from "./clients";
import { type Kind, made, number, text, unlessGone } from "./kind";
import { difference, listed, tagsIn } from "./tags";

function secretFaults({ name, recoveryWindowInDays: days }: Values): Fault[] {
  const faults: Fault[] = [];
  if (typeof days === "number" && days > 0 && days < 7) {
    faults.push({ property: "recoveryWindowInDays", reason: `must be 0 or from 7 to 30, not ${days}` });
  }
  if (typeof name === "string" && !/^[\w/+=.@-]+$/.test(name)) {
    faults.push({ property: "name", reason: `may have letters, digits and /_+=.@-, not ${name}` });
  }
  return faults;
}

export const secret: Kind = {
  source:
    "terraform-provider-aws internal/service/secretsmanager/secret.go; secretsmanager API_CreateSecret.html",
  longestName: 512,
  fields: {
    description: { is: "text", longest: 2048 },
    forceOverwriteReplicaSecret: { is: "truth", oneOf: [false], default: false },
    kmsKeyId: { is: "text" },
    name: { is: "text", longest: 512, replaces: true },
    recoveryWindowInDays: { is: "number", from: 0, to: 30, default: 30 },
    tags: { is: "tags" },
  },
  remembered: ["forceOverwriteReplicaSecret", "recoveryWindowInDays"],
  computed: ["arn", "tagsAll"],
  faults: secretFaults,

  async create({ secrets }, inputs) {
    const { ARN } = await secrets.send(
      new CreateSecretCommand({
        Name: text(inputs, "name"),
        Description: text(inputs, "description"),
        KmsKeyId: text(inputs, "kmsKeyId"),
        Tags: listed(inputs),
      }),
    );
    return made(ARN);
  },

  async read({ secrets }, SecretId) {
    const asked = secrets.send(new DescribeSecretCommand({ SecretId }));
    const found = await unlessGone(asked, "ResourceNotFound");
    if (!found || found.DeletedDate) return undefined;
    return {
      arn: found.ARN,
      description: found.Description,
      kmsKeyId: found.KmsKeyId,
      name: found.Name,
      tags: tagsIn(found.Tags),
    };
  },

  async update({ secrets }, SecretId, inputs, before) {
    const [Description, KmsKeyId] = [text(inputs, "description"), text(inputs, "kmsKeyId")];
    if (Description !== before.description || KmsKeyId !== before.kmsKeyId)
      await secrets.send(new UpdateSecretCommand({ SecretId, Description, KmsKeyId }));
    const { gone, set } = difference(inputs, before);
    if (gone.length > 0) await secrets.send(new UntagResourceCommand({ SecretId, TagKeys: gone }));
    if (set.length > 0) await secrets.send(new TagResourceCommand({ SecretId, Tags: set }));
  },

  /** Its name is free again when the days are over: at once with 0. */
  async delete({ secrets }, SecretId, inputs) {
    const RecoveryWindowInDays = number(inputs, "recoveryWindowInDays");
    const asked = RecoveryWindowInDays
      ? { SecretId, RecoveryWindowInDays }
      : { SecretId, ForceDeleteWithoutRecovery: true };
    await unlessGone(secrets.send(new DeleteSecretCommand(asked)), "ResourceNotFound");
  },
};

/** `SECRET|VERSION` */
const named = (id: string) => {
  const [SecretId = "", VersionId = ""] = id.split("|");
  return { SecretId, VersionId };
};

async function version({ secrets }: Aws, id: string) {
  // AWS says "InvalidRequest" of a secret that waits for its end.
  return unlessGone(secrets.send(new GetSecretValueCommand(named(id))), "ResourceNotFound", "InvalidRequest");
}

/** The SDK marks `secretString` as a secret of the state. Which labels a version has is left to AWS. */
export const secretVersion: Kind = {
  source: "terraform-provider-aws internal/service/secretsmanager/secret_version.go",
  fields: {
    secretId: { is: "text", required: true, replaces: true },
    secretString: { is: "text", longest: 65_536, required: true, replaces: true },
  },
  computed: ["arn", "versionId", "versionStages"],

  async create({ secrets }, inputs) {
    const asked = { SecretId: text(inputs, "secretId"), SecretString: text(inputs, "secretString") };
    const { VersionId } = await secrets.send(new PutSecretValueCommand(asked));
    return `${asked.SecretId}|${made(VersionId)}`;
  },

  async read(aws, id) {
    const found = await version(aws, id);
    return (
      found && {
        arn: found.ARN,
        secretId: named(id).SecretId,
        secretString: found.SecretString,
        versionId: found.VersionId,
        versionStages: found.VersionStages,
      }
    );
  },

  update: () => Promise.resolve(),

  /** AWS deletes no versions: they lose their labels, and the current one not even that. */
  async delete(aws, id) {
    const { SecretId, VersionId } = named(id);
    const stages = (await version(aws, id))?.VersionStages ?? [];
    for (const VersionStage of stages.filter((stage) => stage !== "AWSCURRENT")) {
      const asked = { SecretId, VersionStage, RemoveFromVersionId: VersionId };
      await aws.secrets.send(new UpdateSecretVersionStageCommand(asked));
    }
  },
};

/** Another one each time that it is asked; nothing marks it as a secret: api-docs/secretsmanager/getrandompassword */
export async function randomPassword({ secrets }: Aws, args: Values): Promise<Values> {
  const known = ["excludeCharacters", "excludePunctuation", "passwordLength", "region"];
  const foreign = Object.keys(args).filter((input) => !known.includes(input));
  if (foreign.length > 0) throw new Error(`getRandomPassword: ${foreign.join(", ")} is not modelled`);
  const { RandomPassword } = await secrets.send(
    new GetRandomPasswordCommand({
      ExcludeCharacters: args.excludeCharacters as string | undefined,
      ExcludePunctuation: args.excludePunctuation as boolean | undefined,
      PasswordLength: (args.passwordLength as number | undefined) ?? 32,
      // As the published provider asks: AWS itself would take one of each kind.
      RequireEachIncludedType: false,
    }),
  );
  return { ...args, id: RandomPassword, randomPassword: RandomPassword };
}
