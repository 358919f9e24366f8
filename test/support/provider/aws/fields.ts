/** The inputs of a modelled type: which there are, what they may be, and which of them only another resource can have. */
import type { Fault } from "../provider";
import { isMap, isUnknown, type Values } from "../values";

interface Common {
  readonly required?: true;
  readonly default?: unknown;
  /** A change makes another resource: any, or those of which this is true. */
  readonly replaces?: true | ((now: unknown, before: unknown) => boolean);
}

export type Field = Common &
  (
    | { readonly is: "text"; readonly oneOf?: readonly string[]; readonly longest?: number }
    | { readonly is: "number"; readonly from: number; readonly to: number }
    | { readonly is: "truth"; readonly oneOf?: readonly boolean[] }
    | { readonly is: "texts"; readonly least?: number; readonly isSet?: true }
    | { readonly is: "json" }
    | { readonly is: "tags" }
    | { readonly is: "block"; readonly fields: Fields }
    | { readonly is: "blocks"; readonly fields: Fields; readonly sortedBy?: string }
  );

export type Fields = Readonly<Record<string, Field>>;

/** Everything that is wrong, at once; what is not known yet is not wrong. */
export function faultsOf(fields: Fields, values: Values, path = ""): Fault[] {
  const at = (name: string) => (path === "" ? name : `${path}.${name}`);
  const unknownInputs = Object.keys(values)
    .filter((name) => fields[name] === undefined)
    .map((name) => ({ property: at(name), reason: "is not modelled by the AWS provider for tests" }));
  const others = Object.entries(fields).flatMap(([name, field]) => {
    const value = values[name];
    if (value !== undefined && value !== null) return faultsIn(field, value, at(name));
    return field.required ? [{ property: at(name), reason: "is missing" }] : [];
  });
  return [...unknownInputs, ...others];
}

function faultsIn(field: Field, value: unknown, property: string): Fault[] {
  const fault = (reason: string): Fault[] => [{ property, reason }];
  if (isUnknown(value)) return [];
  switch (field.is) {
    case "text":
      if (typeof value !== "string") return fault("must be a text");
      if (field.oneOf && !field.oneOf.includes(value)) return fault(allowed(value, field.oneOf));
      return value.length > (field.longest ?? Infinity)
        ? fault(`is longer than ${field.longest} characters: ${value}`)
        : [];
    case "number":
      if (typeof value !== "number" || !Number.isInteger(value)) return fault("must be a whole number");
      return value < field.from || value > field.to
        ? fault(`must be from ${field.from} to ${field.to}, not ${value}`)
        : [];
    case "truth":
      if (typeof value !== "boolean") return fault("must be true or false");
      return field.oneOf && !field.oneOf.includes(value) ? fault(allowed(value, field.oneOf)) : [];
    case "texts": {
      if (!Array.isArray(value)) return fault("must be a list of texts");
      if (!value.every((one) => typeof one === "string")) return fault("must be a list of texts");
      return value.length < (field.least ?? 0) ? fault(`needs ${field.least} or more`) : [];
    }
    case "json":
      return isJson(value) ? [] : fault("must be JSON");
    case "tags":
      return isMap(value) && Object.values(value).every((one) => typeof one === "string")
        ? []
        : fault("must be texts by name");
    case "block":
      return isMap(value) ? faultsOf(field.fields, value, property) : fault("must be an object");
    case "blocks":
      if (!Array.isArray(value)) return fault("must be a list of objects");
      return value.flatMap((one: unknown, index) =>
        isMap(one)
          ? faultsOf(field.fields, one, `${property}[${index}]`)
          : isUnknown(one)
            ? []
            : [{ property: `${property}[${index}]`, reason: "must be an object" }],
      );
  }
}

function isJson(value: unknown): boolean {
  try {
    JSON.parse(String(value));
    return true;
  } catch {
    return false;
  }
}

function allowed(value: unknown, values: readonly unknown[]): string {
  return `is ${JSON.stringify(value)}; allowed here: ${values.map((one) => JSON.stringify(one)).join(", ")}`;
}

/** What the program leaves out, also inside of what it gives. */
export function withDefaults(fields: Fields, values: Values): Values {
  const filled = { ...values };
  for (const [name, field] of Object.entries(fields)) {
    const value = filled[name];
    if (value === undefined || value === null) {
      if (field.default !== undefined) filled[name] = field.default;
      else delete filled[name];
    } else if (field.is === "texts" && field.isSet && Array.isArray(value)) {
      // As in AWS, their order says nothing.
      filled[name] = [...(value as string[])].sort();
    } else if (field.is === "block" && isMap(value)) {
      filled[name] = withDefaults(field.fields, value);
    } else if (field.is === "blocks" && Array.isArray(value)) {
      const list = value.map((one: unknown) => (isMap(one) ? withDefaults(field.fields, one) : one));
      filled[name] = field.sortedBy === undefined ? list : sorted(list, field.sortedBy);
    }
  }
  return filled;
}

/** A set in AWS: whatever their order was, they are told in this one. */
export function sorted<T>(list: readonly T[], by: string): T[] {
  const key = (one: T) => String(isMap(one) ? one[by] : one);
  return [...list].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}
