/** Who deploys: workflows of a repository on GitHub, each as a role of its own. */
import * as v from "valibot";
import { maybe, oneOf, required, setting, text } from "../rules";
import { bucketName } from "./values";

const state = v.strictObject({
  bucket: required(bucketName, "S3 bucket with Pulumi's state, of which the roles reach this stack's part"),
  key: maybe(
    text(
      "the ARN of a KMS key, not of an alias",
      /^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[0-9a-f-]{36}$/,
    ),
    "KMS key that secrets in the state are encrypted with (awskms://); absent: a passphrase",
  ),
});

export const deploy = v.strictObject({
  repository: required(
    text("a repository on GitHub such as owner/name", /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/),
    "repository on GitHub whose workflows may preview and deploy",
  ),
  environment: maybe(
    text("the name of a GitHub environment, of letters, digits, dots, dashes and underscores", /^[\w.-]+$/),
    "GitHub environment whose jobs may deploy, and no others; absent: the stack's name",
  ),
  provider: setting(
    oneOf(["made", "existing"]),
    "made",
    "the account's identity provider for GitHub, of which there is one: made by this stack, or there already",
  ),
  state: v.optional(state),
});

export type DeploySettings = v.InferOutput<typeof deploy>;

/** Policies name the account that they are for. */
export function deployContradictions({
  account,
  deploy: given,
}: {
  account?: unknown;
  deploy?: unknown;
}): string[] {
  if (given === undefined || account !== undefined) return [];
  return [
    "aws/account: should be the number of the account, since aws/deploy makes roles whose policies name it, got nothing: give it, or take aws/deploy out",
  ];
}
