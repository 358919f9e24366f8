/** PostgreSQL and Redis in a namespace of their own: what an environment finds there already. */
import type { Item } from "./client";
import { cluster, hasCondition, loadImages, make, untilObject } from "./cluster";

export const images = { postgres: "postgres:14", redis: "redis:7.0" } as const;
export const passwords = { postgres: "postgres-of-the-tests", redis: "redis-of-the-cluster-tests" } as const;

export interface Data {
  readonly namespace: string;
  /** Where its servers answer, once Services have been looked up. */
  readonly addresses: readonly string[];
  /** Sections of `maintenance:aws`. */
  readonly settings: {
    readonly postgres: { readonly existing: { readonly host: string; readonly password: string } };
    readonly redis: { readonly existing: { readonly host: string; readonly password: string } };
  };
}

/** @param namespace that is there */
export async function makeData(namespace: string): Promise<Data> {
  await loadImages(...Object.values(images));
  const postgres = {
    env: Object.entries({
      POSTGRES_USER: "maintenance",
      POSTGRES_DB: "maintenance",
      POSTGRES_PASSWORD: passwords.postgres,
    }).map(([name, value]) => ({ name, value })),
    readinessProbe: {
      exec: { command: ["pg_isready", "-h", "127.0.0.1", "-U", "maintenance"] },
      periodSeconds: 1,
    },
  };
  const redis = {
    args: ["redis-server", "--requirepass", passwords.redis],
    readinessProbe: { tcpSocket: { port: 6379 }, periodSeconds: 1 },
  };
  const servers = [
    ...server(namespace, "postgres", images.postgres, 5432, postgres),
    ...server(namespace, "redis", images.redis, 6379, redis),
  ];
  await make(...servers);
  await untilAvailable(servers);
  const host = (name: string) => `${name}.${namespace}.svc.cluster.local`;
  const pods = await cluster().list({ apiVersion: "v1", kind: "Pod", metadata: { namespace } });
  return {
    namespace,
    addresses: pods.map(({ status }) => (status as { podIP: string }).podIP),
    settings: {
      postgres: { existing: { host: host("postgres"), password: passwords.postgres } },
      redis: { existing: { host: host("redis"), password: passwords.redis } },
    },
  };
}

export async function untilAvailable(servers: readonly Item[]): Promise<void> {
  for (const item of servers.filter(({ kind }) => kind === "Deployment")) {
    await untilObject(item, "it answers", hasCondition("Available"));
  }
}

/** A Service and what answers it. @param pod what it has besides its container */
export function server(
  namespace: string,
  name: string,
  image: string,
  port: number,
  container: object,
  pod: object = {},
): Item[] {
  const labels = { app: name };
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace },
      spec: { selector: labels, ports: [{ port }] },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            ...pod,
            containers: [
              {
                name: "main",
                image,
                imagePullPolicy: "IfNotPresent",
                ports: [{ containerPort: port }],
                ...container,
              },
            ],
          },
        },
      },
    },
  ];
}
