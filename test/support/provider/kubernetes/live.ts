/** Between an object as the API server has it and what the engine keeps of it. */
import type { Item } from "../../kubernetes/client";
import { isMap, projected, secret, unknown, type Values } from "../values";

/** A Secret's `data` may be derived from what was given as `stringData`: the engine does not know that it is secret. */
export function outputsOf(live: Item): Values {
  const metadata: Record<string, unknown> = { ...live.metadata };
  delete metadata.managedFields;
  return withSecrets({ ...live, metadata });
}

/** What only the real thing will tell. An object that is there keeps its identity. */
export function previewOf(dry: Item, inputs: Item, isNew: boolean): Values {
  const metadata: Record<string, unknown> = { ...dry.metadata };
  delete metadata.managedFields;
  for (const field of ["resourceVersion", "generation", ...(isNew ? ["uid", "creationTimestamp"] : [])]) {
    metadata[field] = unknown;
  }
  const known: Values = { ...dry, metadata, status: unknown };
  if (inputs.kind !== "Service" || !isNew || !isMap(known.spec)) return withSecrets(known);
  const given = isMap(inputs.spec) ? inputs.spec : {};
  const spec = {
    ...known.spec,
    clusterIP: given.clusterIP ?? unknown,
    clusterIPs: given.clusterIPs ?? unknown,
  };
  return { ...known, spec };
}

/** The fields that the program gave, with the values they have now: so that a diff shows what others changed. */
export function refreshedInputs(inputs: Values, live: Item): Values {
  const visible: Values = inputs.kind === "Secret" ? withStringData(inputs, live) : live;
  return withSecrets(projected(inputs, visible) as Values);
}

function withSecrets(values: Values): Values {
  if (values.kind !== "Secret") return values;
  const wrapped = ["data", "stringData"].filter((field) => values[field] !== undefined);
  return { ...values, ...Object.fromEntries(wrapped.map((field) => [field, secret(values[field])])) };
}

/** The server keeps it in `data` alone. */
function withStringData({ stringData }: Values, live: Item): Values {
  if (!isMap(stringData)) return live;
  const data = isMap(live.data) ? live.data : {};
  const decoded = Object.keys(stringData)
    .filter((key) => typeof data[key] === "string")
    .map((key) => [key, Buffer.from(data[key] as string, "base64").toString()]);
  return { ...live, stringData: Object.fromEntries(decoded) as Values };
}
