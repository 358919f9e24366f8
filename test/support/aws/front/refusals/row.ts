/** One thing that is refused, and what the rows of the tables share. */
import type { LoadBalancer, Model } from "../model";
import { list, map, type Parameters, text } from "../query";

/** What there is when something is asked. */
export interface World {
  readonly model: Model;
  readonly zoneOf: (subnetId: string) => string | undefined;
  readonly isSecurityGroup: (id: string) => boolean;
  readonly referrersOf: (securityGroupId: string) => readonly string[];
  readonly isBucket: (name: string) => boolean;
}

export interface Row<W = World> {
  readonly actions: readonly string[];
  readonly code: string;
  /** A page of docs.aws.amazon.com, or "simulation" for what is not modelled. */
  readonly source: string;
  readonly fault: (asked: Parameters, world: W) => string | undefined;
}

export const api = "elasticloadbalancing/latest/APIReference/API_";
export const guide = "elasticloadbalancing/latest/application/";
export const forwarding = ["CreateListener", "ModifyListener", "CreateRule", "ModifyRule"];

export function actionsIn({ DefaultActions, Actions }: Parameters): readonly Parameters[] {
  return [...list(DefaultActions), ...list(Actions)];
}

export function forwardedIn(asked: Parameters): { arn: string; weight: string | undefined }[] {
  return actionsIn(asked).flatMap((action) => [
    ...(text(action.TargetGroupArn) === undefined
      ? []
      : [{ arn: String(action.TargetGroupArn), weight: undefined }]),
    ...list(map(action.ForwardConfig).TargetGroups).map(({ TargetGroupArn, Weight }) => ({
      arn: String(TargetGroupArn),
      weight: text(Weight),
    })),
  ]);
}

/** Of the load balancer, listener or rule that is named. */
export function loadBalancerOf(asked: Parameters, { model }: World): LoadBalancer | undefined {
  return model.loadBalancers.find(
    ({ arn, listeners }) =>
      arn === asked.LoadBalancerArn ||
      listeners.some(
        (listener) =>
          listener.arn === asked.ListenerArn || listener.rules.some((rule) => rule.arn === asked.RuleArn),
      ),
  );
}

export function isWhole(value: unknown, from: number, to: number): boolean {
  const number = Number(value);
  return Number.isInteger(number) && number >= from && number <= to;
}

export function outside(asked: Parameters, field: string, from: number, to: number): string | undefined {
  const value = asked[field];
  if (value === undefined || isWhole(value, from, to)) return undefined;
  return `'${field}' value '${text(value)}' must be between '${from}-${to}' inclusive`;
}
