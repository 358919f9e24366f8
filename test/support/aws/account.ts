/** Where the simulation is, seen from AWS. */
export const region = "eu-central-1";
/** The only account that moto has, unless another role is assumed. */
export const accountId = "123456789012";

/** The SDK says so in every process; the project keeps to versions for the Node it asks for. */
const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
Object.assign(process.env, quiet);

/** For the SDKs, in any process: keys that are worth nothing anywhere. */
export function credentials(endpoint: string): Record<string, string> {
  return {
    ...quiet,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "simulated",
    AWS_SECRET_ACCESS_KEY: "simulated",
    // Nothing is looked up in a person's own settings.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** The same for an SDK client in this process. */
export function clientSettings(endpoint: string, key = "simulated") {
  return {
    endpoint,
    region,
    credentials: { accessKeyId: key, secretAccessKey: "simulated" },
  };
}
