"use strict";
/* eslint-disable @typescript-eslint/no-require-imports -- run by Node as it is */
// Makes the resources of resources.json, in their order. In their arguments `{ secret: TEXT }` is a secret, and
// `{ output: "NAME.path.to.it" }` what another of them turned out to be; with `as: "text"` as a text.
const { readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");

const made = {};

/** Loaded only by programs that have something of it. */
function sdk(type) {
  return type.startsWith("aws/")
    ? [require("@pulumi/aws"), type.split("/").slice(1)]
    : [require("@pulumi/kubernetes"), type.split("/")];
}

function resolved(value) {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.secret === "string") return pulumi.secret(value.secret);
  if (typeof value.output === "string") {
    const [name, ...path] = value.output.split(".");
    const found = path.reduce((from, step) => from[step], made[name]);
    return value.as === "text" ? pulumi.output(found).apply(String) : found;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
}

for (const { type, name, args, options = {} } of JSON.parse(readFileSync("resources.json", "utf8"))) {
  const [from, path] = sdk(type);
  const Kind = path.reduce((within, step) => within[step], from);
  if (path.at(-1).startsWith("get")) {
    made[name] = pulumi.output(Kind(resolved(args)));
    continue;
  }
  const { dependsOn = [], provider, ...others } = options;
  made[name] = new Kind(name, resolved(args), {
    ...others,
    dependsOn: dependsOn.map((other) => made[other]),
    provider: made[provider],
  });
}
