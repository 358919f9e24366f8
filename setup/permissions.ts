/** What the roles that deploy may do, for the document about it. */
import { reserved } from "../components/deploy-identity/administrators";
import { boundary } from "../components/deploy-identity/boundary";
import type { Deployed } from "../components/deploy-identity/place";
import { deployPolicies, previewPolicies } from "../components/deploy-identity/policies";
import type { Conditions, Policy, Statement } from "../components/deploy-identity/policy";

const example: Deployed = {
  project: "PROJECT",
  stack: "STACK",
  region: "REGION",
  account: "ACCOUNT",
  domain: "DOMAIN",
  zoneId: "ZONE",
  vpc: "VPC",
  repositories: ["IMAGE"],
  state: { bucket: "STATE", key: "arn:aws:kms:REGION:ACCOUNT:key/KEY" },
};

export function permissionsText(): string {
  const onlyAdministrators = reserved.map(
    ({ what, why, actions }) => `- **${what}**: ${why}\n  - ${code(actions)}`,
  );
  return [
    "## Both roles",
    ...previewPolicies(example).map(policyText),
    "## The role that deploys, besides",
    ...deployPolicies(example).map(policyText),
    "## The most that a role of the environment may ever do",
    policyText(boundary(example)),
    "## Administrators only",
    onlyAdministrators.join("\n"),
  ].join("\n\n");
}

function policyText({ name, statements }: Policy): string {
  return [`### ${name}`, statements.map(statementText).join("\n")].join("\n\n");
}

function statementText({ sid, why, actions, on, when }: Statement): string {
  const details = [code(actions), `on ${onText(on)}`, ...(when ? [`when ${conditionsText(when)}`] : [])];
  return [`- **${sid}**: ${why}`, ...details].join("\n  - ");
}

function onText(on: Statement["on"]): string {
  if ("everything" in on) return `everything: ${on.everything}`;
  return code(on.map((arn) => arn.replace(/^arn:aws:([^:]*):[^:]*:(?:ACCOUNT)?:/, "$1 ")));
}

function conditionsText(conditions: Conditions): string {
  return code(
    Object.entries(conditions).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, value]) => `${key} ${operator} ${[value].flat().join(", ")}`),
    ),
  );
}

function code(texts: readonly string[]): string {
  return texts.map((text) => `\`${text.replaceAll("PROJECT-STACK", "NAME")}\``).join(" ");
}
