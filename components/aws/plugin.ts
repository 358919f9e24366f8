// Not the whole SDK, nor that of AWS: it is registered before they are loaded (docs/decisions/0010-early-start.md).
import { ProviderResource } from "@pulumi/pulumi/resource";
import { version } from "@pulumi/aws/package.json";
import type { AwsSettings } from "../settings/schema";

/** What `aws.Provider` registers, without the rest of its package. */
export class AwsProvider extends ProviderResource {
  /** @param tags of all that is made */
  constructor({ region, account }: AwsSettings, tags: Readonly<Record<string, string>>) {
    const inputs = {
      region,
      allowedAccountIds: account === undefined ? undefined : JSON.stringify([account]),
      defaultTags: JSON.stringify({ tags }),
      skipCredentialsValidation: "false",
      skipRegionValidation: "true",
    };
    super("aws", "aws", inputs, { version });
  }
}
