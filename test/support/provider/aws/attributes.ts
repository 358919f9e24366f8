/** Inputs that the API keeps as attributes: texts by long names. */
import type { Values } from "../values";

export interface Attribute {
  /** As the API names it. */
  readonly key: string;
  readonly is: "text" | "number" | "truth";
}

export type Attributes = Readonly<Record<string, Attribute>>;

/** Of the inputs that are given. */
export function toAttributes(table: Attributes, inputs: Values): { Key: string; Value: string }[] {
  return Object.entries(table)
    .filter(([input]) => inputs[input] !== undefined)
    .map(([input, { key }]) => ({ Key: key, Value: String(inputs[input]) }));
}

/** An attribute that AWS does not tell is left out. */
export function fromAttributes(
  table: Attributes,
  attributes: readonly { Key?: string; Value?: string }[] = [],
): Values {
  const found = new Map(attributes.map(({ Key, Value }) => [Key, Value]));
  return Object.fromEntries(
    Object.entries(table)
      .filter(([, { key }]) => found.get(key) !== undefined)
      .map(([input, { key, is }]) => [input, typed(is, found.get(key) ?? "")]),
  );
}

function typed(is: Attribute["is"], value: string): unknown {
  if (is === "number") return Number(value);
  return is === "truth" ? value === "true" : value;
}
