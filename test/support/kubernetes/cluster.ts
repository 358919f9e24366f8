/** The cluster of the tests, and namespaces and images in it. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { until } from "../../../components/until";
import { projectRoot } from "../project-copy";
import { run } from "../run";
import { Client, type Item } from "./client";
import { accessOf } from "./kubeconfig";

/** Any cluster by `TEST_KUBECONFIG`, else the one of `make cluster-up`. */
export const kubeconfig = process.env.TEST_KUBECONFIG ?? join(projectRoot, ".state/cluster/kubeconfig");

let shared: Client | undefined;
export function cluster(): Client {
  return (shared ??= new Client(accessOf(kubeconfig)));
}

/** The Docker engine's images, for pods. Another cluster than ours takes them by the command TEST_LOAD_IMAGE. */
export async function loadImages(...images: string[]): Promise<void> {
  const ours = join(projectRoot, "airgap/kubernetes/load-image.sh");
  const [command = ours, ...args] = process.env.TEST_LOAD_IMAGE?.split(" ") ?? [];
  await run(command, [...args, ...images]);
}

/** Makes the objects, as `kubectl apply` would. */
export async function make(...items: Item[]): Promise<void> {
  for (const item of items) await cluster().apply(item, "tests");
}

/** A namespace for all tests of a group, removed after them. Pods in it must be able to run without any privilege. */
export function useNamespace(name: string): () => string {
  const namespace = `test-${name}-${randomBytes(3).toString("hex")}`;
  const item: Item = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
  };
  before(() => make(item));
  after(() => cluster().delete(item));
  return () => namespace;
}

/** @returns the object once it holds. */
export function untilObject(item: Item, what: string, holds: (live: Item) => boolean): Promise<Item> {
  return until(async () => {
    const live = await cluster().get(item);
    return live && holds(live) ? live : undefined;
  }, `${item.kind} ${item.metadata?.name}: ${what}`);
}

export function hasCondition(type: string): (live: Item) => boolean {
  return ({ status }) => {
    // Null in a definition that nobody has looked at yet.
    const { conditions } = (status ?? {}) as { conditions?: { type: string; status: string }[] | null };
    return (conditions ?? []).some((one) => one.type === type && one.status === "True");
  };
}
