/** Which changes need another object: by what the published provider replaces, and by what the API server calls immutable. */
import { type Client, type Item, Refused } from "../../kubernetes/client";
import { type Change, pathText } from "../values";

type Path = readonly string[];

const ofAnyKind: readonly Path[] = [
  ["apiVersion"],
  ["kind"],
  ["metadata", "name"],
  ["metadata", "namespace"],
];

/** Its table of properties that force a new object, for the kinds used here. */
const ofKind: Readonly<Record<string, readonly Path[]>> = {
  ConfigMap: [["data"], ["binaryData"]],
  Secret: [["data"], ["stringData"], ["type"]],
  Service: [
    ["spec", "clusterIP"],
    ["spec", "type"],
  ],
  Deployment: [["spec", "selector"]],
  Job: [
    ["spec", "selector"],
    ["spec", "template"],
  ],
};

export function replacedByTable(kind: string, changes: readonly Change[]): Change["path"][] {
  const table = [...ofAnyKind, ...(ofKind[kind] ?? [])];
  return changes.map(({ path }) => path).filter((path) => table.some((entry) => touches(path, entry)));
}

/** A change inside the entry, or of something that the entry is inside of. */
function touches(path: Change["path"], entry: Path): boolean {
  return entry.slice(0, path.length).every((step, index) => path[index] === step);
}

/** Asked by a dry run. Any other refusal is left to the step that will hear it again. */
export async function replacedByServer(
  client: Client,
  fieldManager: string,
  inputs: Item,
  changes: readonly Change[],
): Promise<Change["path"][]> {
  try {
    await client.apply(inputs, fieldManager, { dryRun: true });
    return [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const fields = immutableFields(error);
    const paths = changes.map(({ path }) => path);
    const named = paths.filter((path) => fields.some((field) => pathText(path).startsWith(field)));
    // It may name a field above or beside the change.
    return fields.length > 0 && named.length === 0 ? paths : named;
  }
}

function immutableFields({ status, message, causes }: Refused): string[] {
  if (status !== 422) return [];
  const fields = causes
    .filter((cause) => cause.message?.includes("immutable"))
    .map(({ field }) => field ?? "");
  return fields.length === 0 && message.includes("immutable") ? [""] : fields;
}
