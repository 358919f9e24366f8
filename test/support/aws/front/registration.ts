/** The three actions about targets, which are answered here: what moto says about health is made up. */
import { isIP } from "node:net";
import { type Address, type Health, type Targets } from "../data-plane/targets";
import type { Model } from "./model";
import { answerXml, escaped, list, type Parameters, type Question, Refusal } from "./query";

export const ownActions = ["RegisterTargets", "DeregisterTargets", "DescribeTargetHealth"];

export function answerAboutTargets(question: Question, model: Model, targets: Targets): string {
  const { action, parameters } = question;
  const arn = String(parameters.TargetGroupArn);
  const group = model.groups.get(arn);
  if (!group) throw new Refusal("TargetGroupNotFound", `Target groups '${arn}' not found`);
  const named = list(parameters.Targets).map((one) => addressIn(one, group.port));
  if (action === "RegisterTargets") {
    for (const address of named) requirePrivate(address);
    for (const address of named) targets.register(arn, address);
    return answerXml(question, "");
  }
  if (action === "DeregisterTargets") {
    for (const address of named) targets.deregister(arn, address);
    return answerXml(question, "");
  }
  const asked = named.length > 0 ? named : targets.all(arn);
  const described = asked.map((address) => descriptionXml(address, targets.health(arn, address)));
  return answerXml(question, `<TargetHealthDescriptions>${described.join("")}</TargetHealthDescriptions>`);
}

function addressIn({ Id, Port }: Parameters, usualPort: number): Address {
  return { id: String(Id), port: Number(Port ?? usualPort) };
}

/** docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html; and, for tests, this machine itself. */
function requirePrivate({ id, port }: Address): void {
  const isAllowed =
    isIP(id) === 4 &&
    /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(id);
  if (!isAllowed) throw new Refusal("InvalidTarget", `The IP address '${id}' is not a valid private one`);
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new Refusal("ValidationError", `The port '${port}' must be between 1 and 65535`);
  }
}

function descriptionXml({ id, port }: Address, { state, reason, description }: Health): string {
  const element = (name: string, value: string | number | undefined) =>
    value === undefined ? "" : `<${name}>${escaped(String(value))}</${name}>`;
  const target = `<Target>${element("Id", id)}${element("Port", port)}</Target>`;
  const health = element("State", state) + element("Reason", reason) + element("Description", description);
  return `<member>${target}<TargetHealth>${health}</TargetHealth></member>`;
}
