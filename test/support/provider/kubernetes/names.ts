/** Names and namespaces that the program leaves out. */
import type { Client, Item } from "../../kubernetes/client";
import { isMap, isUnknown, type Values } from "../values";

export const autonamed = "pulumi.com/autonamed";

/** The inputs with name and namespace, a generated name only where there was none to keep. */
export async function named(
  client: Client,
  logicalName: string,
  { inputs, oldInputs, seed }: { inputs: Values; oldInputs: Values | undefined; seed: Buffer },
): Promise<Values> {
  if (isUnknown(inputs.metadata)) return inputs;
  let metadata = isMap(inputs.metadata) ? inputs.metadata : {};
  if (metadata.name === undefined) {
    const before: Item | undefined = oldInputs;
    const old = before?.metadata;
    const kept = old?.annotations?.[autonamed] === "true" ? old.name : undefined;
    const annotations = isMap(metadata.annotations) ? metadata.annotations : {};
    metadata = {
      ...metadata,
      name: kept ?? `${logicalName.toLowerCase()}-${seed.toString("hex").slice(0, 8)}`,
      annotations: { ...annotations, [autonamed]: "true" },
    };
  }
  if (metadata.namespace === undefined && (await isNamespaced(client, inputs))) {
    metadata = { ...metadata, namespace: client.access.namespace };
  }
  return { ...inputs, metadata };
}

export function isAutonamed(inputs: Values): boolean {
  return (inputs as Item).metadata?.annotations?.[autonamed] === "true";
}

/** As the published provider writes ids. */
export function idOf({ metadata }: Item): string {
  const name = metadata?.name ?? "";
  return metadata?.namespace === undefined ? name : `${metadata.namespace}/${name}`;
}

/** A kind that the server does not know yet is left as the program wrote it. */
async function isNamespaced(client: Client, { apiVersion, kind }: Values): Promise<boolean> {
  return (await client.kind(String(apiVersion), String(kind)))?.namespaced ?? false;
}
