/** The kind TargetGroupBinding, with the fields that the project uses. Unknown ones are refused by the API server itself. */
import type { Item } from "../../kubernetes/client";
import { hasCondition, make, untilObject } from "../../kubernetes/cluster";

/** A webhook of the real controller refuses these changes: webhooks/elbv2/targetgroupbinding_validator.go there. */
const fixed = ["targetGroupARN", "targetType", "vpcID", "ipAddressType"];

const text = { type: "string" };
const spec = {
  type: "object",
  required: ["targetGroupARN", "serviceRef"],
  properties: {
    targetGroupARN: text,
    targetType: { type: "string", enum: ["ip"] },
    vpcID: text,
    ipAddressType: { type: "string", enum: ["ipv4"] },
    serviceRef: {
      type: "object",
      required: ["name", "port"],
      properties: { name: text, port: { "x-kubernetes-int-or-string": true } },
    },
  },
  "x-kubernetes-validations": fixed.map((field) => ({
    rule: `has(self.${field}) == has(oldSelf.${field}) && (!has(self.${field}) || self.${field} == oldSelf.${field})`,
    message: `TargetGroupBinding update may not change these fields: spec.${field}`,
  })),
};

export const definition: Item = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "targetgroupbindings.elbv2.k8s.aws" },
  spec: {
    group: "elbv2.k8s.aws",
    scope: "Namespaced",
    names: { kind: "TargetGroupBinding", plural: "targetgroupbindings", singular: "targetgroupbinding" },
    versions: [
      {
        name: "v1beta1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
      },
    ],
  },
};

export async function applyDefinition(): Promise<void> {
  await make(definition);
  await untilObject(definition, "established", hasCondition("Established"));
}
