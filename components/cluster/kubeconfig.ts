/** How the API of an EKS cluster is asked, for the provider and for our own resources alike. Pure. */

/** Of the AWS CLI. */
export const tokenCommand = "aws";

/** As EKS tells it of a cluster. */
export interface ClusterApi {
  readonly name: string;
  readonly region: string;
  readonly endpoint: string;
  /** In base64. */
  readonly ca: string;
}

/**
 * Without a credential in it: `aws` makes up a token of those of whoever asks.
 * @returns its text, as JSON, which is YAML too
 */
export function kubeconfigOf({ name, region, endpoint, ca }: ClusterApi): string {
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    interactiveMode: "Never",
    command: tokenCommand,
    args: ["eks", "get-token", "--region", region, "--cluster-name", name, "--output", "json"],
    installHint: "the cluster is asked with tokens of the AWS CLI, version 2: install it",
  };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: endpoint, "certificate-authority-data": ca } }],
    users: [{ name, user: { exec } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}
