"use strict";
/* eslint-disable @typescript-eslint/no-require-imports -- run by Node as it is */
// Makes the resources of resources.json, in their order. In their arguments `{ secret: TEXT }` is a secret, and
// `{ output: "NAME.path.to.it" }` what another of them turned out to be.
const { readFileSync } = require("node:fs");
const kubernetes = require("@pulumi/kubernetes");
const pulumi = require("@pulumi/pulumi");

const made = {};

function resolved(value) {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.secret === "string") return pulumi.secret(value.secret);
  if (typeof value.output === "string") {
    const [name, ...path] = value.output.split(".");
    return path.reduce((from, step) => from[step], made[name]);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
}

for (const { type, name, args, options = {} } of JSON.parse(readFileSync("resources.json", "utf8"))) {
  const Kind = type.split("/").reduce((from, step) => from[step], kubernetes);
  const { dependsOn = [], provider, ...others } = options;
  made[name] = new Kind(name, resolved(args), {
    ...others,
    dependsOn: dependsOn.map((other) => made[other]),
    provider: made[provider],
  });
}
