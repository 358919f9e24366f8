/** About listeners, rules and health checks. */
import { list, text } from "../query";
import { api, loadBalancerOf, outside, type Row } from "./row";

const listening = ["CreateListener", "ModifyListener"];

export const ofListeners: readonly Row[] = [
  {
    actions: listening,
    code: "DuplicateListener",
    source: `${api}CreateListener.html`,
    fault: (asked, world) => {
      const others = loadBalancerOf(asked, world)?.listeners.filter(({ arn }) => arn !== asked.ListenerArn);
      return others?.some(({ port }) => String(port) === asked.Port)
        ? `A listener already exists on this port for this load balancer: ${text(asked.Port)}`
        : undefined;
    },
  },
  {
    actions: listening,
    code: "ValidationError",
    source: `${api}CreateListener.html`,
    fault: (asked) => outside(asked, "Port", 1, 65_535),
  },
  {
    actions: listening,
    code: "ValidationError",
    source: `${api}CreateListener.html`,
    fault: (asked, world) => {
      const before = loadBalancerOf(asked, world)?.listeners.find(({ arn }) => arn === asked.ListenerArn);
      const protocol = text(asked.Protocol) ?? before?.protocol;
      const given = list(asked.Certificates);
      if (protocol !== "HTTPS") {
        return given.length > 0 ? "A certificate cannot be specified for HTTP listeners" : undefined;
      }
      if (given.length > 1) return "Exactly one certificate must be specified";
      return given.length === 0 && before?.certificateArn === undefined
        ? "A certificate must be specified for HTTPS listeners"
        : undefined;
    },
  },
  {
    actions: ["CreateRule", "SetRulePriorities"],
    code: "ValidationError",
    source: `${api}CreateRule.html`,
    fault: (asked) =>
      [asked, ...list(asked.RulePriorities)]
        .map((one) => outside(one, "Priority", 1, 50_000))
        .find((fault) => fault !== undefined),
  },
  {
    actions: ["CreateTargetGroup", "ModifyTargetGroup"],
    code: "ValidationError",
    source: `${api}CreateTargetGroup.html`,
    fault: (asked) =>
      outside(asked, "HealthCheckIntervalSeconds", 5, 300) ??
      outside(asked, "HealthCheckTimeoutSeconds", 2, 120) ??
      outside(asked, "HealthyThresholdCount", 2, 10) ??
      outside(asked, "UnhealthyThresholdCount", 2, 10),
  },
  {
    actions: ["ModifyTargetGroup"],
    code: "ValidationError",
    source: `${api}ModifyTargetGroup.html`,
    fault: (asked, { model }) => {
      const now = model.groups.get(String(asked.TargetGroupArn))?.health;
      const timeout = Number(asked.HealthCheckTimeoutSeconds ?? now?.timeoutSeconds);
      const interval = Number(asked.HealthCheckIntervalSeconds ?? now?.intervalSeconds);
      return timeout >= interval
        ? `Health check timeout '${timeout}' must be smaller than the interval '${interval}'`
        : undefined;
    },
  },
];
