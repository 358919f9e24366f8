/** Where a request goes: rules by priority, weights by a draw for each request. */
import type { RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Rule } from "../front/model";

export interface Asked {
  readonly host: string;
  /** Without the query. */
  readonly path: string;
  /** By names in small letters. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The kinds of conditions that are understood here; others are refused when a rule is made. */
export const conditionKinds = ["host-header", "http-header", "path-pattern"];

/** The first rule whose conditions all hold. */
export function ruleFor(rules: readonly Rule[], asked: Asked): Rule | undefined {
  return rules.find(({ conditions }) => conditions.every((condition) => holds(condition, asked)));
}

/** Only paths tell capitals from small letters: docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html */
function holds(condition: RuleCondition, { host, path, headers }: Asked): boolean {
  const { Field, Values, HostHeaderConfig, HttpHeaderConfig, PathPatternConfig } = condition;
  if (Field === "path-pattern") {
    return (PathPatternConfig?.Values ?? Values ?? []).some((value) => pattern(value).test(path));
  }
  if (Field === "host-header") {
    return (HostHeaderConfig?.Values ?? Values ?? []).some((value) => pattern(value, "i").test(host));
  }
  if (Field === "http-header") {
    const sent = headers[HttpHeaderConfig?.HttpHeaderName?.toLowerCase() ?? ""];
    const all = sent === undefined ? [] : typeof sent === "string" ? [sent] : sent;
    return (HttpHeaderConfig?.Values ?? []).some((value) => all.some((one) => pattern(value, "i").test(one)));
  }
  throw new Error(`a condition of a kind that is not understood: ${Field}`);
}

function pattern(value: string, flags = ""): RegExp {
  const quoted = value.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${quoted.replace(/\*/g, ".*").replace(/\?/g, ".")}$`, flags);
}

/**
 * One of them, by weight; none when all weights are 0. A group without healthy targets is drawn like any other: nothing
 * fails over to another group (docs.aws.amazon.com/elasticloadbalancing/latest/application/listeners.html).
 * @param random from 0 to below 1
 */
export function drawn<T extends { readonly weight: number }>(
  groups: readonly T[],
  random: number,
): T | undefined {
  const total = groups.reduce((sum, { weight }) => sum + weight, 0);
  let left = Math.floor(random * total);
  for (const group of groups) {
    if (left < group.weight) return group;
    left -= group.weight;
  }
  return undefined;
}

/** Of a redirect action: `#{...}` stands for what was asked. */
export function redirected(
  to: { Protocol?: string; Host?: string; Port?: string; Path?: string; Query?: string },
  from: { protocol: string; host: string; port: number; path: string; query: string },
): string {
  const known: Readonly<Record<string, string>> = {
    protocol: from.protocol,
    host: from.host,
    port: String(from.port),
    path: from.path.replace(/^\//, ""),
    query: from.query,
  };
  const filled = (template: string) =>
    template.replace(/#\{(\w+)\}/g, (whole, name: string) => known[name] ?? whole);
  const query = filled(to.Query ?? "#{query}");
  const [protocol, host] = [filled(to.Protocol ?? "#{protocol}"), filled(to.Host ?? "#{host}")];
  const address = `${protocol.toLowerCase()}://${host}:${filled(to.Port ?? "#{port}")}`;
  return `${address}${filled(to.Path ?? "/#{path}")}${query === "" ? "" : `?${query}`}`;
}
