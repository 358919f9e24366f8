/** A Job that one of our own resources runs, and of which nothing is left when it is over. */
import type { BatchV1Api, CoreV1Api, V1JobSpec } from "@kubernetes/client-node";
import { until } from "../until";
import { Cluster, type ClusterScope, kubeConfig } from "./cluster";
import { labelsOf } from "./names";

export interface Errand {
  /** Of the Job, its Secret and its pods. */
  readonly role: string;
  readonly image: string;
  readonly user: number;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Mounted on the folder, by name; secret. */
  readonly files: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly timeoutMs: number;
}

/** What a killed run left is ended first. @throws with the last lines of its log when it does not succeed in time */
export async function runErrand(scope: ClusterScope, errand: Errand): Promise<void> {
  const { BatchV1Api, CoreV1Api } = await import("@kubernetes/client-node");
  const config = await kubeConfig(scope);
  const apis = { batch: config.makeApiClient(BatchV1Api), core: config.makeApiClient(CoreV1Api) };
  const place = { namespace: scope.namespace, name: errand.role };
  const metadata = { ...place, labels: labelsOf(errand) };
  await endErrand(apis, place);
  try {
    await apis.core.createNamespacedSecret({ ...place, body: { metadata, stringData: errand.files } });
    await apis.batch.createNamespacedJob({ ...place, body: { metadata, spec: jobSpec(errand) } });
    if (!(await succeeded(apis.batch, place, errand))) throw new Error(await lastWords(scope, errand));
  } finally {
    await endErrand(apis, place);
  }
}

interface Place {
  readonly namespace: string;
  readonly name: string;
}

async function succeeded(batch: BatchV1Api, place: Place, { timeoutMs }: Errand): Promise<boolean> {
  const ended = await until(
    async () => {
      const { status } = await batch.readNamespacedJob(place);
      return status?.conditions?.find(
        ({ type, status: is }) => is === "True" && (type === "Complete" || type === "Failed"),
      );
    },
    `the Job ${place.name} in ${place.namespace} to end`,
    // It ends by itself at its deadline; this is for a cluster in which nothing moves.
    { timeoutMs: timeoutMs + 30_000, intervalMs: 500 },
  );
  return ended.type === "Complete";
}

async function lastWords(scope: ClusterScope, errand: Errand): Promise<string> {
  const cluster = await Cluster.of(scope);
  const [pod] = await cluster.pods(labelsOf(errand));
  // At its deadline a Job ends its pods.
  if (!pod) return `it did not end in time; why is told by: kubectl get events -n ${scope.namespace}`;
  return `${pod.state}: ${await cluster.log(pod.name, 20)}`;
}

/** @returns when there is neither, nor a pod. */
async function endErrand(apis: { batch: BatchV1Api; core: CoreV1Api }, place: Place): Promise<void> {
  await apis.core.deleteNamespacedSecret(place).catch(unlessGone);
  // With its pods before itself, so that it is gone when they are.
  await apis.batch.deleteNamespacedJob({ ...place, propagationPolicy: "Foreground" }).catch(unlessGone);
  const gone = () =>
    apis.batch.readNamespacedJob(place).then(
      () => false,
      (error: unknown) => unlessGone(error) ?? true,
    );
  await until(gone, `the Job ${place.name} in ${place.namespace} to be gone`, { timeoutMs: 120_000 });
}

function unlessGone(error: unknown): undefined {
  if ((error as { code?: number }).code === 404) return undefined;
  throw error;
}

function jobSpec(errand: Errand): V1JobSpec {
  return {
    backoffLimit: 0,
    activeDeadlineSeconds: Math.ceil(errand.timeoutMs / 1_000),
    template: {
      metadata: { labels: labelsOf(errand) },
      spec: {
        restartPolicy: "Never",
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
          runAsUser: errand.user,
          runAsGroup: errand.user,
          fsGroup: errand.user,
          runAsNonRoot: true,
          seccompProfile: { type: "RuntimeDefault" },
        },
        containers: [
          {
            name: errand.role,
            image: errand.image,
            imagePullPolicy: "IfNotPresent",
            command: [...errand.command],
            env: Object.entries(errand.environment).map(([name, value]) => ({ name, value })),
            resources: {
              requests: { cpu: "50m", memory: "64Mi" },
              limits: { cpu: "500m", memory: "128Mi" },
            },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
            volumeMounts: [{ name: "files", mountPath: errand.folder, readOnly: true }],
          },
        ],
        volumes: [{ name: "files", secret: { secretName: errand.role, defaultMode: 0o440 } }],
      },
    },
  };
}
