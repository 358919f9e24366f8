/** When an object is what it was made for, kind by kind, as the published provider waits for it. */
import { until } from "../../../../components/until";
import type { Client, Item } from "../../kubernetes/client";

/** `failed`: it will not become ready by waiting. */
export interface Progress {
  readonly ready: boolean;
  readonly failed?: boolean;
  readonly reasons: readonly string[];
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}
type Judge = (client: Client, live: Item) => Promise<Progress> | Progress;

const ready: Progress = { ready: true, reasons: [] };
const judges: Readonly<Record<string, Judge>> = {
  Deployment: deployment,
  Job: job,
  Service: service,
  CustomResourceDefinition: definition,
};

export function progressOf(client: Client, live: Item): Promise<Progress> | Progress {
  if (live.metadata?.annotations?.["pulumi.com/skipAwait"] === "true") return ready;
  return judges[live.kind ?? ""]?.(client, live) ?? ready;
}

/** @returns the object as it was last seen, and why it is not ready if it is not. */
export async function waited(
  client: Client,
  item: Item,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<{ live: Item | undefined; reasons: readonly string[] }> {
  let live: Item | undefined = item;
  let progress = await progressOf(client, item);
  const enough = async () => {
    if (signal.aborted) return true;
    live = await client.get(item);
    if (!live) return true;
    progress = await progressOf(client, live);
    return progress.ready || progress.failed;
  };
  if (!progress.ready && !progress.failed) {
    // Out of time, the last reasons say more than that it was waited for.
    await until(enough, "it to be ready", { timeoutMs, intervalMs: 250 }).catch((error: Error) => {
      progress = { ready: false, reasons: [`${error.message}`, ...progress.reasons] };
    });
  }
  if (signal.aborted) return { live, reasons: ["the run was cancelled while it was waited for"] };
  if (!live) return { live, reasons: ["it was deleted while it was waited for"] };
  return { live, reasons: progress.ready ? [] : progress.reasons };
}

async function deployment(client: Client, live: Item): Promise<Progress> {
  const status = (live.status ?? {}) as Readonly<Record<string, number | undefined>>;
  const wanted = (live.spec as { replicas?: number }).replicas ?? 1;
  const seen = (status.observedGeneration ?? 0) >= (live.metadata?.generation ?? 0);
  const updated = status.updatedReplicas ?? 0;
  const progressing = condition(live, "Progressing");
  const done =
    seen &&
    progressing?.reason === "NewReplicaSetAvailable" &&
    condition(live, "Available")?.status === "True" &&
    updated === wanted &&
    (status.replicas ?? 0) === updated &&
    (status.availableReplicas ?? 0) === updated;
  if (done) return ready;
  const labels = (live.spec as { selector: { matchLabels?: Readonly<Record<string, string>> } }).selector;
  const problems = (live.status as { conditions?: Condition[] } | undefined)?.conditions?.filter(
    ({ type, status }) => (type === "ReplicaFailure" ? status === "True" : status === "False"),
  );
  return {
    ready: false,
    reasons: [
      `${status.availableReplicas ?? 0} of ${wanted} replicas are available`,
      ...(problems ?? []).map(told),
      ...(await podProblems(client, live, labels.matchLabels ?? {})),
    ],
  };
}

async function job(client: Client, live: Item): Promise<Progress> {
  if (condition(live, "Complete")?.status === "True") return ready;
  const failure = condition(live, "Failed");
  const failed = failure?.status === "True";
  const pods = await podProblems(client, live, { "batch.kubernetes.io/job-name": live.metadata?.name ?? "" });
  return { ready: false, failed, reasons: [failed ? told(failure) : "it is not complete", ...pods] };
}

async function service(client: Client, live: Item): Promise<Progress> {
  const { type, clusterIP, selector } = live.spec as { type?: string; clusterIP?: string; selector?: object };
  if (type === "ExternalName" || clusterIP === "None" || selector === undefined) return ready;
  const kind = { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" };
  const slices = await client.list(
    { ...kind, metadata: { namespace: live.metadata?.namespace } },
    `kubernetes.io/service-name=${live.metadata?.name}`,
  );
  const endpoints = slices.flatMap(
    (slice) => (slice.endpoints ?? []) as { conditions?: { ready?: boolean } }[],
  );
  if (endpoints.some(({ conditions }) => conditions?.ready !== false)) return ready;
  return {
    ready: false,
    reasons: ["it has no endpoint that is ready: no pod that it selects answers its probe"],
  };
}

function definition(_: Client, live: Item): Progress {
  if (condition(live, "Established")?.status === "True") return ready;
  return { ready: false, reasons: ["it is not established"] };
}

function condition(live: Item, type: string): Condition | undefined {
  const { conditions } = (live.status ?? {}) as { conditions?: Condition[] };
  return conditions?.find((one) => one.type === type);
}

function told({ type, reason, message }: Condition): string {
  return `${type}: ${[reason, message].filter(Boolean).join(": ")}`;
}

/** What keeps its containers from running, by pod. */
async function podProblems(
  client: Client,
  of: Item,
  labels: Readonly<Record<string, string>>,
): Promise<string[]> {
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const pods = await client.list(
    { apiVersion: "v1", kind: "Pod", metadata: { namespace: of.metadata?.namespace } },
    selector.join(","),
  );
  return pods.flatMap((pod) => {
    const { containerStatuses = [], initContainerStatuses = [] } = (pod.status ?? {}) as PodStatus;
    return [...initContainerStatuses, ...containerStatuses].flatMap(({ name, state }) => {
      const { reason, message } = state?.waiting ?? state?.terminated ?? {};
      if (!reason || reason === "Completed") return [];
      return [
        `pod ${pod.metadata?.name}, container ${name}: ${[reason, message].filter(Boolean).join(": ")}`,
      ];
    });
  });
}

interface PodStatus {
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
}
interface ContainerStatus {
  readonly name: string;
  readonly state?: Readonly<Record<string, { readonly reason?: string; readonly message?: string }>>;
}
