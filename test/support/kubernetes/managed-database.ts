/**
 * The server behind a simulated RDS instance: a real PostgreSQL that lets in encrypted connections only, and whose
 * superuser nobody outside knows, as on RDS.
 */
import { selfSigned } from "../certificate";
import { cluster, loadImages, make } from "./cluster";
import { images, server, untilAvailable } from "./data";
import { execInPod } from "./exec";

/** Where a simulated RDS instance really answers. */
export interface RealDatabase {
  readonly namespace: string;
  /** Of its Service. */
  readonly name: string;
  readonly host: string;
}

const name = "managed";
const superuser = "rdsadmin";
const folder = "/etc/managed";

/** The container signs in by its socket; everybody else by the network, encrypted and with a password. */
const whoMay = `local all all trust
hostssl all all all scram-sha-256
`;

/** @param namespace that is there */
export async function makeManagedDatabase(namespace: string): Promise<RealDatabase> {
  await loadImages(images.postgres);
  const { key, cert } = await selfSigned("managed-database", ["DNS:localhost"]);
  await make({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace },
    stringData: { "key.pem": key.toString(), "cert.pem": cert.toString(), "pg_hba.conf": whoMay },
  });
  const settings = {
    ssl: "on",
    ssl_cert_file: `${folder}/cert.pem`,
    ssl_key_file: `${folder}/key.pem`,
    hba_file: `${folder}/pg_hba.conf`,
    max_connections: "100",
  };
  const args = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const container = {
    args: ["postgres", ...args],
    env: [
      { name: "POSTGRES_USER", value: superuser },
      { name: "POSTGRES_DB", value: "postgres" },
      { name: "POSTGRES_PASSWORD", value: "of-nobody-who-asks-from-outside" },
    ],
    readinessProbe: {
      exec: { command: ["pg_isready", "-h", "127.0.0.1", "-U", superuser] },
      periodSeconds: 1,
    },
    volumeMounts: [{ name: "files", mountPath: folder, readOnly: true }],
  };
  const pod = {
    securityContext: { fsGroup: 999 },
    volumes: [{ name: "files", secret: { secretName: name, defaultMode: 0o440 } }],
  };
  const items = server(namespace, name, images.postgres, 5432, container, pod);
  await make(...items);
  await untilAvailable(items);
  return { namespace, name, host: `${name}.${namespace}.svc.cluster.local` };
}

/** As RDS has it: no superuser, but one that makes roles and databases. */
export async function makeMaster(namespace: string, master: string, password: string): Promise<void> {
  const may = "LOGIN CREATEDB CREATEROLE";
  await query(namespace, `CREATE ROLE "${master}" ${may} PASSWORD '${password.replaceAll("'", "''")}'`);
}

/** SQL, as the superuser. @returns rows as text, columns between bars */
export async function query(namespace: string, sql: string, database = "postgres"): Promise<string[]> {
  const pods = await cluster().list(
    { apiVersion: "v1", kind: "Pod", metadata: { namespace } },
    `app=${name}`,
  );
  const pod = pods[0]?.metadata?.name ?? "";
  const command = ["psql", "-U", superuser, "-d", database, "-v", "ON_ERROR_STOP=1", "-qtAc", sql];
  return (await execInPod(namespace, pod, command)).split("\n").filter((line) => line !== "");
}
