/** The cluster as our own resources ask it. Packages are loaded when the first question is asked. */
import type { BatchV1Api, CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { eksApi } from "../cluster/eks";
import { kubeconfigOf } from "../cluster/kubeconfig";
import type { Colour } from "../colour";
import { labels, ours, selectorText, versionAnnotation } from "./names";

export interface ClusterScope {
  /** Name of an EKS cluster, which AWS is asked for. */
  readonly cluster?: string;
  readonly region: string;
  /** Without such a name: a context of KUBECONFIG, else `~/.kube/config`; absent: its current one. */
  readonly context?: string;
  readonly namespace: string;
}

/** As the provider finds it. */
export async function kubeConfig({ cluster, region, context }: ClusterScope): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  if (cluster !== undefined) {
    config.loadFromString(kubeconfigOf(await eksApi(region, cluster)));
    return config;
  }
  config.loadFromDefault();
  if (context !== undefined) config.setCurrentContext(context);
  return config;
}

export interface Pod {
  readonly name: string;
  readonly isReady: boolean;
  /** One word or two: Running, CrashLoopBackOff. */
  readonly state: string;
}

export class Cluster {
  private constructor(
    private readonly api: CoreV1Api,
    private readonly jobs: BatchV1Api,
    private readonly namespace: string,
  ) {}

  static async of(scope: ClusterScope): Promise<Cluster> {
    const { BatchV1Api, CoreV1Api } = await import("@kubernetes/client-node");
    const config = await kubeConfig(scope);
    return new Cluster(config.makeApiClient(CoreV1Api), config.makeApiClient(BatchV1Api), scope.namespace);
  }

  /** The versions that the colours' Services lead to. */
  async versions(): Promise<Partial<Record<Colour, string>>> {
    const { items } = await this.api.listNamespacedService({
      namespace: this.namespace,
      labelSelector: selectorText({ ...ours, [labels.role]: "frontend" }),
    });
    const found = items.flatMap(({ metadata }) => {
      const version = metadata?.annotations?.[versionAnnotation];
      return version === undefined ? [] : [[metadata?.labels?.[labels.colour], version]];
    });
    return Object.fromEntries(found) as Partial<Record<Colour, string>>;
  }

  /** Pods with these labels that are not about to end. */
  async pods(selector: Readonly<Record<string, string>>): Promise<Pod[]> {
    const { items } = await this.api.listNamespacedPod({
      namespace: this.namespace,
      labelSelector: selectorText(selector),
    });
    return items
      .filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
      .map(({ metadata, status }) => ({
        name: metadata?.name ?? "",
        isReady:
          status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true,
        state:
          status?.containerStatuses?.find(({ state }) => state?.waiting)?.state?.waiting?.reason ??
          status?.phase ??
          "unknown",
      }));
  }

  /** Whether there is such a Job, and it has succeeded. */
  async hasSucceeded(job: string): Promise<boolean> {
    const { items } = await this.jobs.listNamespacedJob({
      namespace: this.namespace,
      fieldSelector: `metadata.name=${job}`,
    });
    return items.some(({ status }) => (status?.succeeded ?? 0) > 0);
  }

  /** The last lines that a pod wrote. */
  async log(name: string, tailLines = 50): Promise<string> {
    const asked = { name, namespace: this.namespace, tailLines };
    return this.api.readNamespacedPodLog(asked).then(
      (text) => text.trimEnd(),
      (error: Error) => `(no log: ${error.message.split("\n")[0]})`,
    );
  }
}
