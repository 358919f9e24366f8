/** An environment that is deployed by roles of its own, for tests of their policies. */
import type { Deployed } from "../../components/deploy-identity/place";
import { deployPolicies, previewPolicies } from "../../components/deploy-identity/policies";
import { documentOf } from "../../components/deploy-identity/policy";
import { allows, type Request } from "./iam";

export const deployed: Deployed = {
  project: "maintenance",
  stack: "staging",
  region: "eu-central-1",
  account: "123456789012",
  domain: "staging.example.com",
  zoneId: "Z0A1B2C3D4E5F6",
  repositories: ["maintenance-api", "maintenance-frontend"],
  state: {
    bucket: "the-state",
    key: "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f",
  },
};

/** Names as long as they may be: 32 characters with the dash between, and the longest of all else. */
export const longest: Deployed = {
  ...deployed,
  project: "p".repeat(16),
  stack: "s".repeat(15),
  region: "ap-southeast-1",
  domain: `${"d".repeat(60)}.${"e".repeat(60)}.example.com`,
  zoneId: "Z".repeat(32),
  vpc: "vpc-0a1b2c3d4e5f67890",
  cluster: { name: "c".repeat(100) },
  repositories: ["one", "two"].map((name) => name.padEnd(100, "-repository")),
  state: { bucket: "b".repeat(63), key: deployed.state?.key },
};

export const documents = {
  preview: previewPolicies(deployed).map(documentOf),
  deploy: [...previewPolicies(deployed), ...deployPolicies(deployed)].map(documentOf),
} as const;

export const may = (
  who: keyof typeof documents,
  action: string,
  resource: string,
  context: Request["context"] = {},
) => allows(documents[who], { action, resource, context });

export const tagsOf = (stack: string, kind: "ResourceTag" | "RequestTag" = "ResourceTag") => ({
  [`aws:${kind}/project`]: deployed.project,
  [`aws:${kind}/stack`]: stack,
});
