/** The cluster as our own resources ask it. Packages are loaded when the first question is asked. */
import type { BatchV1Api, CoreV1Api, CurrentResourceUsage, KubeConfig } from "@kubernetes/client-node";
import { eksApi } from "../cluster/eks";
import { kubeconfigOf } from "../cluster/kubeconfig";
import type { Colour } from "../colour";
import { labels, ours, selectorText, versionAnnotation } from "./names";

export interface ClusterScope {
  /** Name of an EKS cluster, which AWS is asked for. */
  readonly cluster?: string;
  readonly region: string;
  /** Of that EKS cluster; absent: AWS is asked for it. */
  readonly kubeconfig?: string;
  /** Without such a name: a context of KUBECONFIG, else `~/.kube/config`; absent: its current one. */
  readonly context?: string;
  readonly namespace: string;
}

/** As the provider finds it. */
export async function kubeConfig({
  cluster,
  region,
  kubeconfig,
  context,
}: ClusterScope): Promise<KubeConfig> {
  if (cluster !== undefined) return eksConfig(region, cluster, kubeconfig);
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromDefault();
  if (context !== undefined) config.setCurrentContext(context);
  return config;
}

/** Each keeps the token that it got, until that ends: making one up takes about a second. */
const eksConfigs = new Map<string, KubeConfig>();

async function eksConfig(region: string, cluster: string, kubeconfig?: string): Promise<KubeConfig> {
  const key = `${region} ${cluster}`;
  const known = eksConfigs.get(key);
  if (known) return known;
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromString(kubeconfig ?? kubeconfigOf(await eksApi(region, cluster)));
  eksConfigs.set(key, config);
  return config;
}

export interface Pod {
  readonly name: string;
  readonly isReady: boolean;
  /** One word or two: Running, CrashLoopBackOff. */
  readonly state: string;
}

/** What a pod takes of what it may use. */
export interface PodLoad {
  readonly name: string;
  /** Of all its containers, since it is there. */
  readonly restarts: number;
  /** Percent of its limits, by metrics-server, which reads the cgroups; undefined where there is none, or no limit. */
  readonly cpu?: number;
  readonly memory?: number;
}

export class Cluster {
  private constructor(
    private readonly config: KubeConfig,
    private readonly api: CoreV1Api,
    private readonly jobs: BatchV1Api,
    private readonly namespace: string,
  ) {}

  static async of(scope: ClusterScope): Promise<Cluster> {
    const { BatchV1Api, CoreV1Api } = await import("@kubernetes/client-node");
    const config = await kubeConfig(scope);
    const [core, jobs] = [config.makeApiClient(CoreV1Api), config.makeApiClient(BatchV1Api)];
    return new Cluster(config, core, jobs, scope.namespace);
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

  /** Of pods with these labels. */
  async load(selector: Readonly<Record<string, string>>): Promise<PodLoad[]> {
    const asked = { namespace: this.namespace, labelSelector: selectorText(selector) };
    const [{ items }, used] = await Promise.all([this.api.listNamespacedPod(asked), this.usage()]);
    return items.map(({ metadata, status }) => {
      const name = metadata?.name ?? "";
      const restarts = (status?.containerStatuses ?? []).map(({ restartCount }) => restartCount);
      return { name, restarts: restarts.reduce((total, count) => total + count, 0), ...used.get(name) };
    });
  }

  /** By pod; nothing where no metrics-server answers. */
  private async usage(): Promise<Map<string, Pick<PodLoad, "cpu" | "memory">>> {
    const { Metrics, topPods } = await import("@kubernetes/client-node");
    const percent = ({ CurrentUsage, LimitTotal }: CurrentResourceUsage) =>
      Number(LimitTotal) > 0 ? (100 * Number(CurrentUsage)) / Number(LimitTotal) : undefined;
    const pods = await topPods(this.api, new Metrics(this.config), this.namespace).catch(() => []);
    return new Map(
      pods.map(({ Pod, CPU, Memory }) => [
        Pod.metadata?.name ?? "",
        { cpu: percent(CPU), memory: percent(Memory) },
      ]),
    );
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
