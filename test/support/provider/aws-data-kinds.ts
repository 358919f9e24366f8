/** One resource of each type that data is kept in, or kept secret by. */
import type { ContractKinds } from "./contract";

const output = (path: string) => ({ output: path });
const tags = { step: "two" };

/** Made up: what a test must not find in a state. */
export const passwords = { first: "first-in-clear-nowhere", second: "second-in-clear-nowhere" };

export function awsDataKinds(): ContractKinds {
  const secretOf = (name: string, args: object = {}) => ({
    type: "aws/secretsmanager/Secret",
    name,
    args: { kmsKeyId: output("key.arn"), description: "a password", ...args },
  });

  return {
    key: {
      declared: {
        type: "aws/kms/Key",
        name: "key",
        args: { description: "data", enableKeyRotation: true, deletionWindowInDays: 7 },
      },
      update: { description: "all data", rotationPeriodInDays: 180, deletionWindowInDays: 30, tags },
      tells: ["arn", "keyId", "policy"],
    },
    alias: {
      declared: {
        type: "aws/kms/Alias",
        name: "alias",
        args: { name: "alias/contract", targetKeyId: output("key.arn") },
      },
      update: { targetKeyId: output("key.keyId") },
      replace: { name: "alias/another" },
      tells: ["arn", "targetKeyArn"],
    },
    secret: {
      declared: secretOf("secret"),
      update: { description: "the password", recoveryWindowInDays: 0, tags },
      tells: ["arn", "name"],
    },
    "secret-two": {
      declared: secretOf("secret-two", { recoveryWindowInDays: 0 }),
      replace: { name: "of-another-name" },
      tells: ["arn"],
    },
    version: {
      declared: {
        type: "aws/secretsmanager/SecretVersion",
        name: "version",
        args: { secretId: output("secret.id"), secretString: { secret: passwords.first } },
      },
      replace: { secretString: { secret: passwords.second } },
      tells: ["arn", "versionId", "versionStages"],
      stays: true,
    },
  };
}
