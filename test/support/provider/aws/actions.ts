/** What a listener or a rule does with a request: blocks in programs, structures in the API. */
import type {
  Action,
  ActionTypeEnum,
  RedirectActionStatusCodeEnum,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Fault } from "../provider";
import { isMap, isUnknown, type Values } from "../values";
import type { Fields } from "./fields";
import { block, blocks, number, text, truth } from "./kind";

/** www.pulumi.com/registry/packages/aws/api-docs/lb/listener, "ListenerDefaultAction"; those of a rule are the same. */
export const actionFields: Fields = {
  fixedResponse: {
    is: "block",
    fields: {
      contentType: {
        is: "text",
        required: true,
        oneOf: ["text/plain", "text/css", "text/html", "application/javascript", "application/json"],
      },
      messageBody: { is: "text", longest: 1024 },
      statusCode: { is: "text" },
    },
  },
  forward: {
    is: "block",
    fields: {
      stickiness: {
        is: "block",
        fields: {
          duration: { is: "number", from: 1, to: 604_800, required: true },
          // Stickiness of groups outranks their weights; the data plane does not have it.
          enabled: { is: "truth", oneOf: [false], default: false },
        },
      },
      targetGroups: {
        is: "blocks",
        required: true,
        fields: {
          arn: { is: "text", required: true },
          weight: { is: "number", from: 0, to: 999, default: 1 },
        },
      },
    },
  },
  redirect: {
    is: "block",
    fields: {
      host: { is: "text", default: "#{host}" },
      path: { is: "text", default: "/#{path}" },
      port: { is: "text", default: "#{port}" },
      protocol: { is: "text", oneOf: ["#{protocol}", "HTTP", "HTTPS"], default: "#{protocol}" },
      query: { is: "text", default: "#{query}" },
      statusCode: { is: "text", oneOf: ["HTTP_301", "HTTP_302"], required: true },
    },
  },
  targetGroupArn: { is: "text" },
  type: { is: "text", oneOf: ["forward", "redirect", "fixed-response"], required: true },
};

/** Each kind of action has the block that it needs, and no other. */
export function actionFaults(property: string, actions: unknown): Fault[] {
  if (!Array.isArray(actions)) return [];
  if (actions.length !== 1) return [{ property, reason: "exactly one action is modelled" }];
  return actions.flatMap((action: unknown): Fault[] => {
    if (!isMap(action) || isUnknown(action.type)) return [];
    const given = ["fixedResponse", "forward", "redirect", "targetGroupArn"].filter(
      (name) => action[name] !== undefined,
    );
    const wanted: Readonly<Record<string, readonly string[]>> = {
      "fixed-response": ["fixedResponse"],
      forward: ["forward", "targetGroupArn"],
      redirect: ["redirect"],
    };
    const fitting = wanted[String(action.type)] ?? [];
    return given.length === 1 && fitting.includes(given[0] ?? "")
      ? []
      : [
          {
            property: `${property}[0]`,
            reason: `a "${String(action.type)}" has ${fitting.join(" or ")}, and no more`,
          },
        ];
  });
}

export function toActions(actions: readonly Values[]): Action[] {
  return actions.map((action) => ({
    Type: text(action, "type") as ActionTypeEnum,
    TargetGroupArn: text(action, "targetGroupArn"),
    ForwardConfig: forwardConfig(block(action, "forward")),
    FixedResponseConfig: fixedResponse(block(action, "fixedResponse")),
    RedirectConfig: redirect(block(action, "redirect")),
  }));
}

function forwardConfig(forward: Values | undefined): Action["ForwardConfig"] {
  if (!forward) return undefined;
  const stickiness = block(forward, "stickiness");
  return {
    TargetGroups: blocks(forward, "targetGroups").map((group) => ({
      TargetGroupArn: text(group, "arn"),
      Weight: number(group, "weight"),
    })),
    TargetGroupStickinessConfig: stickiness && {
      Enabled: truth(stickiness, "enabled"),
      DurationSeconds: number(stickiness, "duration"),
    },
  };
}

function fixedResponse(values: Values | undefined): Action["FixedResponseConfig"] {
  return (
    values && {
      ContentType: text(values, "contentType"),
      MessageBody: text(values, "messageBody"),
      StatusCode: text(values, "statusCode"),
    }
  );
}

function redirect(values: Values | undefined): Action["RedirectConfig"] {
  return (
    values && {
      Host: text(values, "host"),
      Path: text(values, "path"),
      Port: text(values, "port"),
      Protocol: text(values, "protocol"),
      Query: text(values, "query"),
      StatusCode: text(values, "statusCode") as RedirectActionStatusCodeEnum,
    }
  );
}

export function fromActions(actions: readonly Action[] = []): Values[] {
  return actions.map(({ Type, TargetGroupArn, ForwardConfig, FixedResponseConfig, RedirectConfig }) => ({
    type: Type,
    targetGroupArn: TargetGroupArn,
    forward: ForwardConfig && {
      targetGroups: (ForwardConfig.TargetGroups ?? []).map((group) => ({
        arn: group.TargetGroupArn,
        weight: group.Weight,
      })),
      stickiness: ForwardConfig.TargetGroupStickinessConfig && {
        enabled: ForwardConfig.TargetGroupStickinessConfig.Enabled,
        duration: ForwardConfig.TargetGroupStickinessConfig.DurationSeconds,
      },
    },
    fixedResponse: FixedResponseConfig && {
      contentType: FixedResponseConfig.ContentType,
      messageBody: FixedResponseConfig.MessageBody,
      statusCode: FixedResponseConfig.StatusCode,
    },
    redirect: RedirectConfig && {
      host: RedirectConfig.Host,
      path: RedirectConfig.Path,
      port: RedirectConfig.Port,
      protocol: RedirectConfig.Protocol,
      query: RedirectConfig.Query,
      statusCode: RedirectConfig.StatusCode,
    },
  }));
}
