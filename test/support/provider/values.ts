/** Property values as the engine sends them: plain data, in which a fixed text stands for "not known yet". */

export type { Values } from "../../../components/provider/plugin/serve";
import type { Values } from "../../../components/provider/plugin/serve";

/** The engine's marks; they are part of its protocol. */
const unknowns = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // a text, or of any type
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // a truth value
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // a number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // a list
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // a map
]);
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isUnknown(value: unknown): boolean {
  return typeof value === "string" && unknowns.has(value);
}

export function hasUnknowns(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasUnknowns);
  if (isMap(value)) return Object.values(value).some(hasUnknowns);
  return isUnknown(value);
}

/** The engine keeps such a value encrypted. */
export function secret(value: unknown): Values {
  return { [signature]: secretSignature, value };
}

/** Without the marks, also inside. */
export function revealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revealed);
  if (!isMap(value)) return value;
  if (value[signature] === secretSignature) return revealed(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]));
}

/** What was given, with the values that it has now. Fields that were not given are nobody's concern. */
export function projected(given: unknown, live: unknown): unknown {
  if (isMap(given) && isMap(live)) {
    const entries = Object.entries(given).map(([key, value]) => [key, projected(value, live[key])] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
  if (Array.isArray(given) && Array.isArray(live)) {
    return live.map((value: unknown, index) =>
      index < given.length ? projected(given[index], value) : value,
    );
  }
  return live;
}

/** A change at one place of two trees of values. */
export interface Change {
  readonly path: readonly (string | number)[];
  readonly kind: "add" | "delete" | "update";
}

/** What makes `after` of `before`, at the deepest places that tell. */
export function changes(before: unknown, after: unknown, path: Change["path"] = []): Change[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined || before === null) return after === before ? [] : [{ path, kind: "add" }];
  if (after === undefined || after === null) return [{ path, kind: "delete" }];
  if (Array.isArray(before) && Array.isArray(after)) {
    const longer = before.length > after.length ? before : after;
    return longer.flatMap((_, index) => changes(before[index], after[index], [...path, index]));
  }
  if (isMap(before) && isMap(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => changes(before[key], after[key], [...path, key]));
  }
  return Object.is(before, after) ? [] : [{ path, kind: "update" }];
}

/** As the engine writes paths: `spec.ports[0].port`, `metadata.annotations["a.b/c"]`. */
export function pathText(path: Change["path"]): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(step)) return index === 0 ? step : `.${step}`;
      return `[${JSON.stringify(step)}]`;
    })
    .join("");
}
