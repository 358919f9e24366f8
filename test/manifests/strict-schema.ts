/** A kind of the cluster's own as a JSON schema: what its definition does not name is refused, not dropped. Pure. */
import type { Item } from "../support/kubernetes/client";

type Schema = Readonly<Record<string, unknown>>;

interface Definition {
  readonly group: string;
  readonly names: { readonly singular: string };
  readonly versions: readonly {
    readonly name: string;
    readonly schema: { readonly openAPIV3Schema: Schema };
  }[];
}

/** @returns the schemas by the names of files under which kubeconform looks for them. */
export function strictSchemas({ spec }: Item): Map<string, Schema> {
  const { group, names, versions } = spec as Definition;
  const everyObject = {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { type: "object" },
  };
  return new Map(
    versions.map(({ name, schema: { openAPIV3Schema: schema } }) => {
      const properties = { ...everyObject, ...(schema.properties as Schema) };
      const file = `${names.singular}-${group.split(".")[0]}-${name}.json`;
      return [file, { ...strict({ ...schema, properties }), required: Object.keys(properties) }];
    }),
  );
}

function strict(schema: Schema): Schema {
  if (schema["x-kubernetes-int-or-string"] === true) return { type: ["integer", "string"] };
  const { properties: named } = schema;
  if (typeof named !== "object" || named === null) return schema;
  const properties = Object.entries(named).map(([key, value]) => [key, strict(value as Schema)]);
  return { ...schema, properties: Object.fromEntries(properties) as Schema, additionalProperties: false };
}
