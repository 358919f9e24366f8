/** What a program may tell the provider itself; the SDK sends what is not a text as JSON. */
import { accountId, region as simulated } from "../../aws/account";
import { isMap, type Values } from "../values";

export interface Settings {
  readonly region: string;
  readonly defaultTags: Readonly<Record<string, string>>;
}

/** Of no matter here: nothing is checked before it is used. */
const ignored = new Set([
  "version",
  "skipCredentialsValidation",
  "skipMetadataApiCheck",
  "skipRegionValidation",
  "skipRequestingAccountId",
]);
const known = new Set([...ignored, "region", "allowedAccountIds", "defaultTags"]);

/** @throws for what is not modelled, and for an account or a region that is not the simulated one. */
export function settingsIn(args: Values): Settings {
  const foreign = Object.keys(args).filter((name) => !known.has(name) && !name.startsWith("__"));
  if (foreign.length > 0) {
    throw new Error(`the AWS provider for tests does not model these settings: ${foreign.join(", ")}`);
  }
  const { AWS_ENDPOINT_URL: endpoint = "", AWS_REGION } = process.env;
  if (!endpoint.startsWith("http://127.0.0.1:")) {
    throw new Error("the AWS provider for tests asks a simulation only: AWS_ENDPOINT_URL must name one");
  }
  const region = typeof args.region === "string" ? args.region : AWS_REGION;
  if (region === undefined) throw new Error("no region is given: set aws:region");
  if (region !== simulated) throw new Error(`only the region ${simulated} is simulated, not ${region}`);
  const allowed = parsed(args.allowedAccountIds);
  if (Array.isArray(allowed) && allowed.length > 0 && !allowed.includes(accountId)) {
    throw new Error(`AWS account ID not allowed: ${accountId}`);
  }
  const defaults = parsed(args.defaultTags);
  const tags = isMap(defaults) ? defaults.tags : undefined;
  return { region, defaultTags: (isMap(tags) ? tags : {}) as Settings["defaultTags"] };
}

function parsed(value: unknown): unknown {
  return typeof value === "string" && value !== "" ? (JSON.parse(value) as unknown) : value;
}
