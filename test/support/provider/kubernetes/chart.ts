/**
 * kubernetes.helm.v3.Release, as far as what it installs is not looked at: no chart is fetched and none of its objects is
 * made. What Helm itself leaves in the cluster is there: the Secret that says which chart is installed, with which values.
 */
import type { Client, Item } from "../../kubernetes/client";
import type { Changing, Checking, Difference, Fault, Found } from "../provider";
import { changes, revealed, type Values } from "../values";

export const chartType = "kubernetes:helm.sh/v3:Release";

/** Of pulumi-kubernetes, release.go: others change the release in place. */
const replacing = ["name", "namespace"];

export function checkChart({ inputs }: Checking): Promise<{ inputs: Values; faults: readonly Fault[] }> {
  const faults = ["chart", "name", "namespace", "version"]
    .filter((property) => inputs[property] === undefined)
    .map((property) => ({ property, reason: "is missing, or left to chance: the stand-in wants it said" }));
  return Promise.resolve({ inputs, faults });
}

export function diffChart({ oldInputs, inputs }: Changing): Promise<Difference> {
  const found = changes(revealed(oldInputs), inputs);
  const replaces = found.map(({ path }) => path).filter(([first]) => replacing.includes(String(first)));
  return Promise.resolve({ changes: found, replaces, deleteBeforeReplace: false });
}

/** As Helm keeps a release: helm.sh/docs/topics/advanced, "Storage backends"; what is in it is not packed here. */
export function recordOf({ name, namespace, ...release }: Values): Item {
  return {
    apiVersion: "v1",
    kind: "Secret",
    type: "helm.sh/release.v1",
    metadata: {
      name: `sh.helm.release.v1.${String(name)}.v1`,
      namespace: String(namespace),
      labels: { owner: "helm", name: String(name), status: "deployed", version: "1" },
    },
    stringData: { release: JSON.stringify({ name, namespace, ...release }) },
  };
}

export async function installChart(client: Client, inputs: Values): Promise<{ id: string; outputs: Values }> {
  await client.apply(recordOf(inputs), "helm");
  return {
    id: `${String(inputs.namespace)}/${String(inputs.name)}`,
    outputs: { ...inputs, status: "deployed" },
  };
}

export async function readChart(client: Client, inputs: Values): Promise<Found | undefined> {
  const live = await client.get(recordOf(inputs));
  return live && { inputs, outputs: { ...inputs, status: "deployed" } };
}

export async function removeChart(client: Client, outputs: Values): Promise<void> {
  await client.delete(recordOf(outputs));
}
