/** The server behind a simulated ElastiCache group: a real Redis that lets in encrypted connections only. */
import { selfSigned } from "../certificate";
import { cluster, loadImages, make } from "./cluster";
import { images, server, untilAvailable } from "./data";
import { execInPod } from "./exec";

/** Where a simulated group of ElastiCache really answers. */
export interface RealCache {
  readonly namespace: string;
  /** Of its Service. */
  readonly name: string;
  readonly host: string;
}

const name = "managed-cache";
const folder = "/etc/managed";

/** @returns also the certificate, for those who are to trust it as all trust Amazon's. */
export async function makeManagedCache(namespace: string): Promise<RealCache & { readonly ca: string }> {
  await loadImages(images.redis);
  const host = `${name}.${namespace}.svc.cluster.local`;
  const { key, cert } = await selfSigned("managed-cache", [`DNS:*.${namespace}.svc.cluster.local`]);
  await make({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace },
    stringData: { "key.pem": key.toString(), "cert.pem": cert.toString() },
  });
  const settings = {
    port: "0",
    "tls-port": "6379",
    "tls-cert-file": `${folder}/cert.pem`,
    "tls-key-file": `${folder}/key.pem`,
    "tls-auth-clients": "no",
    unixsocket: "/tmp/redis.sock",
  };
  const args = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]);
  const container = {
    args: ["redis-server", ...args],
    readinessProbe: { tcpSocket: { port: 6379 }, periodSeconds: 1 },
    volumeMounts: [{ name: "files", mountPath: folder, readOnly: true }],
  };
  const pod = {
    securityContext: { fsGroup: 999 },
    volumes: [{ name: "files", secret: { secretName: name, defaultMode: 0o440 } }],
  };
  const items = server(namespace, name, images.redis, 6379, container, pod);
  await make(...items);
  await untilAvailable(items);
  return { namespace, name, host, ca: cert.toString() };
}

/** As ElastiCache does when a group is made. */
export async function setCachePassword(namespace: string, password: string): Promise<void> {
  const pods = await cluster().list(
    { apiVersion: "v1", kind: "Pod", metadata: { namespace } },
    `app=${name}`,
  );
  const pod = pods[0]?.metadata?.name ?? "";
  const said = await execInPod(namespace, pod, [
    ...["redis-cli", "-s", "/tmp/redis.sock", "config", "set", "requirepass", password],
  ]);
  if (said.trim() !== "OK") throw new Error(`the cache did not take its password: ${said}`);
}
