/** The protocol of the older AWS services: a form in the request, XML in the answer. */

/** By the versions of their APIs. */
const services = {
  "2014-10-31": "rds",
  "2015-02-02": "elasticache",
  "2015-12-01": "elbv2",
  "2016-11-15": "ec2",
} as const;

export type Service = (typeof services)[keyof typeof services];

export interface Question {
  readonly action: string;
  readonly service: Service;
  readonly parameters: Parameters;
}

export type Parameters = Readonly<Record<string, unknown>>;

/** What AWS would answer instead of doing what was asked. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** @returns nothing for other services, which have other protocols. */
export function questionIn(body: string): Question | undefined {
  const form = new URLSearchParams(body);
  const [action, version] = [form.get("Action"), form.get("Version")];
  if (action === null || version === null || !(version in services)) return undefined;
  const service = services[version as keyof typeof services];
  return { action, service, parameters: nested([...form.entries()]) as Parameters };
}

/** `A.member.1.B=x` and EC2's `A.1.B=x`, as lists and maps. */
function nested(entries: readonly (readonly [string, string])[]): unknown {
  const tree = new Map<string, (readonly [string, string])[]>();
  for (const [path, value] of entries) {
    if (path === "") return value;
    const [step = "", ...rest] = path.split(".").filter((part) => part !== "member");
    tree.set(step, [...(tree.get(step) ?? []), [rest.join("."), value]]);
  }
  const inner = [...tree].map(([step, below]) => [step, nested(below)] as const);
  const isList = inner.length > 0 && inner.every(([step]) => /^\d+$/.test(step));
  return isList ? inner.map(([, value]) => value) : Object.fromEntries(inner);
}

/** The lists of RDS and ElastiCache have a name inside: `A.B.1=x`. */
export function listed(value: unknown): readonly Parameters[] {
  return list(Array.isArray(value) ? value : Object.values(map(value))[0]);
}

const requestId = "00000000-0000-4000-8000-000000000000";

export function answerXml({ action, service }: Question, result: string): string {
  if (service === "ec2") throw new Error(`nothing of EC2 is answered here: ${action}`);
  return (
    `<${action}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">` +
    `<${action}Result>${result}</${action}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`
  );
}

export function refusalXml({ service }: Question, { code, message }: Refusal): string {
  const error = `<Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`;
  if (service === "ec2") {
    return `<Response><Errors>${error}</Errors><RequestID>${requestId}</RequestID></Response>`;
  }
  const typed = error.replace("<Error>", "<Error><Type>Sender</Type>");
  return (
    `<ErrorResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">` +
    `${typed}<RequestId>${requestId}</RequestId></ErrorResponse>`
  );
}

export function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

export function list(value: unknown): readonly Parameters[] {
  return Array.isArray(value) ? (value as Parameters[]) : [];
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function map(value: unknown): Parameters {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Parameters) : {};
}
