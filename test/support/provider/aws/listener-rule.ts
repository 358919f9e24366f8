/** aws.lb.ListenerRule. */
import {
  CreateRuleCommand,
  DeleteRuleCommand,
  DescribeRulesCommand,
  ModifyRuleCommand,
  type RuleCondition,
  SetRulePrioritiesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Fault } from "../provider";
import { changes, isMap, type Values } from "../values";
import { actionFaults, actionFields, fromActions, toActions } from "./actions";
import type { Fields } from "./fields";
import { block, blocks, type Kind, made, number, text, texts, unlessGone } from "./kind";
import { listed, readTags, updateTags } from "./tags";

const values: Fields = { values: { is: "texts", least: 1, required: true } };

const conditionFields: Fields = {
  hostHeader: { is: "block", fields: values },
  httpHeader: {
    is: "block",
    fields: { ...values, httpHeaderName: { is: "text", longest: 40, required: true } },
  },
  pathPattern: { is: "block", fields: values },
};

function toConditions(conditions: readonly Values[]): RuleCondition[] {
  return conditions.map((condition): RuleCondition => {
    const [host, header, path] = ["hostHeader", "httpHeader", "pathPattern"].map((name) =>
      block(condition, name),
    );
    if (host) return { Field: "host-header", HostHeaderConfig: { Values: texts(host, "values") } };
    if (path) return { Field: "path-pattern", PathPatternConfig: { Values: texts(path, "values") } };
    const { httpHeaderName, values: wanted } = header ?? {};
    const HttpHeaderConfig = { HttpHeaderName: httpHeaderName as string, Values: wanted as string[] };
    return { Field: "http-header", HttpHeaderConfig };
  });
}

function fromConditions(conditions: readonly RuleCondition[] = []): Values[] {
  return conditions.map(({ HostHeaderConfig, HttpHeaderConfig, PathPatternConfig }) => ({
    hostHeader: HostHeaderConfig && { values: HostHeaderConfig.Values },
    pathPattern: PathPatternConfig && { values: PathPatternConfig.Values },
    httpHeader: HttpHeaderConfig && {
      httpHeaderName: HttpHeaderConfig.HttpHeaderName,
      values: HttpHeaderConfig.Values,
    },
  }));
}

export const listenerRule: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/lb/listenerrule; API_CreateRule.html",
  fields: {
    actions: { is: "blocks", fields: actionFields, required: true },
    conditions: { is: "blocks", fields: conditionFields, required: true },
    listenerArn: { is: "text", required: true, replaces: true },
    // The published provider finds one when it is left out.
    priority: { is: "number", from: 1, to: 50_000, required: true },
    tags: { is: "tags" },
  },
  computed: ["arn", "tagsAll"],

  faults(inputs): readonly Fault[] {
    const conditions = Array.isArray(inputs.conditions) ? (inputs.conditions as unknown[]) : [];
    const wrong = conditions.flatMap((condition, index) =>
      isMap(condition) && Object.keys(condition).length !== 1
        ? [{ property: `conditions[${index}]`, reason: "has exactly one kind of condition" }]
        : [],
    );
    return [...actionFaults("actions", inputs.actions), ...wrong];
  },

  async create({ elb }, inputs) {
    const { Rules = [] } = await elb.send(
      new CreateRuleCommand({
        ListenerArn: text(inputs, "listenerArn"),
        Priority: number(inputs, "priority"),
        Conditions: toConditions(blocks(inputs, "conditions")),
        Actions: toActions(blocks(inputs, "actions")),
        Tags: listed(inputs),
      }),
    );
    return made(Rules[0]?.RuleArn);
  },

  async read(aws, arn) {
    const asked = new DescribeRulesCommand({ RuleArns: [arn] });
    const found = (await unlessGone(aws.elb.send(asked), "RuleNotFound"))?.Rules?.[0];
    if (!found) return undefined;
    return {
      actions: fromActions(found.Actions),
      arn,
      conditions: fromConditions(found.Conditions),
      listenerArn: arn.replace(":listener-rule/", ":listener/").replace(/\/[^/]*$/, ""),
      priority: Number(found.Priority),
      tags: await readTags(aws, arn),
    };
  },

  async update(aws, arn, inputs, before) {
    if (inputs.priority !== before.priority) {
      const RulePriorities = [{ RuleArn: arn, Priority: number(inputs, "priority") }];
      await aws.elb.send(new SetRulePrioritiesCommand({ RulePriorities }));
    }
    const isChanged = (name: string) => changes(before[name], inputs[name]).length > 0;
    if (isChanged("conditions") || isChanged("actions")) {
      await aws.elb.send(
        new ModifyRuleCommand({
          RuleArn: arn,
          Conditions: toConditions(blocks(inputs, "conditions")),
          Actions: toActions(blocks(inputs, "actions")),
        }),
      );
    }
    await updateTags(aws, arn, inputs, before);
  },

  async delete({ elb }, arn) {
    await unlessGone(elb.send(new DeleteRuleCommand({ RuleArn: arn })), "RuleNotFound");
  },
};
