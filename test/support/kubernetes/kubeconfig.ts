/** Where an API server is, and as whom to ask it: the current context of a kubeconfig. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

export interface Access {
  readonly server: string;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly token?: string;
  /** Where objects without a namespace belong. */
  readonly namespace: string;
}

interface Kubeconfig {
  readonly "current-context"?: string;
  readonly contexts?: Named<"context", { cluster: string; user: string; namespace?: string }>[];
  readonly clusters?: Named<"cluster", Readonly<Record<string, string>>>[];
  readonly users?: Named<"user", Readonly<Record<string, string>> & { readonly exec?: Exec }>[];
}
/** A command that says how to log in: client.authentication.k8s.io/v1, ExecCredential. */
interface Exec {
  readonly command: string;
  readonly args?: readonly string[];
}
type Named<K extends string, V> = { readonly name: string } & Readonly<Record<K, V>>;

/**
 * @param kubeconfig its text or a file's path; else what the environment names.
 * @throws when the kubeconfig is not there or asks for another way to log in.
 */
export function accessOf(kubeconfig?: string, contextName?: string): Access {
  const file = kubeconfig ?? process.env.KUBECONFIG ?? join(homedir(), ".kube/config");
  const isText = file.includes("\n") || file.trimStart().startsWith("{");
  if (!isText && !existsSync(file)) throw new Error(`there is no kubeconfig ${file}`);
  const config = parse(isText ? file : readFileSync(file, "utf8")) as Kubeconfig;

  const wanted = contextName ?? config["current-context"];
  const context = config.contexts?.find(({ name }) => name === wanted)?.context;
  const cluster = config.clusters?.find(({ name }) => name === context?.cluster)?.cluster;
  const found = config.users?.find(({ name }) => name === context?.user)?.user;
  const user = found?.exec ? credentialOf(found.exec) : found;
  if (!context || !cluster?.server || !user) {
    throw new Error(`the kubeconfig has no complete context ${JSON.stringify(wanted)}`);
  }
  const access = {
    server: cluster.server,
    ca: content(cluster, "certificate-authority"),
    cert: content(user, "client-certificate"),
    key: content(user, "client-key"),
    token: user.token,
    namespace: context.namespace ?? "default",
  };
  if (!access.token && !access.cert) {
    throw new Error(
      "the kubeconfig's user has neither a certificate nor a token; other ways are not known here",
    );
  }
  return access;
}

function credentialOf({ command, args = [] }: Exec): Readonly<Record<string, string>> {
  const { status = {} } = JSON.parse(execFileSync(command, args, { encoding: "utf8" })) as {
    status?: Readonly<Record<string, string>>;
  };
  const { token, clientCertificateData, clientKeyData } = status;
  if (token !== undefined) return { token };
  const data = (pem = "") => Buffer.from(pem).toString("base64");
  return {
    "client-certificate-data": data(clientCertificateData),
    "client-key-data": data(clientKeyData),
  };
}

/** Kubeconfigs hold a file's path, or under another key what is in it. */
function content(from: Readonly<Record<string, string>>, key: string): Buffer | undefined {
  const data = from[`${key}-data`];
  if (data !== undefined) return Buffer.from(data, "base64");
  const file = from[key];
  return file === undefined ? undefined : readFileSync(file);
}
