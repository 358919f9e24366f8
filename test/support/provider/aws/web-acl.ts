/** aws.wafv2.WebAcl of a region, what it stands before, and where it logs. */
import {
  AssociateWebACLCommand,
  CreateWebACLCommand,
  DeleteLoggingConfigurationCommand,
  DeleteWebACLCommand,
  DisassociateWebACLCommand,
  GetLoggingConfigurationCommand,
  GetWebACLCommand,
  GetWebACLForResourceCommand,
  ListTagsForResourceCommand,
  ListWebACLsCommand,
  type LoggingConfiguration,
  PutLoggingConfigurationCommand,
  type Rule,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateWebACLCommand,
  type VisibilityConfig,
} from "@aws-sdk/client-wafv2";
import type { Fault } from "../provider";
import { isMap, type Values } from "../values";
import type { Aws } from "./clients";
import type { Fields } from "./fields";
import { block, blocks, type Kind, made, text, texts, unlessGone } from "./kind";
import { difference, listed, tagsIn } from "./tags";

const nothing = { is: "block", fields: {} } as const;
const visibility: Fields = {
  cloudwatchMetricsEnabled: { is: "truth", required: true },
  metricName: { is: "text", longest: 128, required: true },
  sampledRequestsEnabled: { is: "truth", required: true },
};
const rule: Fields = {
  action: { is: "block", fields: { allow: nothing, block: nothing, count: nothing } },
  name: { is: "text", longest: 128, required: true },
  overrideAction: { is: "block", fields: { count: nothing, none: nothing } },
  priority: { is: "number", from: 0, to: 2_147_483_647, required: true },
  statement: {
    is: "block",
    required: true,
    fields: {
      managedRuleGroupStatement: {
        is: "block",
        fields: {
          name: { is: "text", required: true },
          ruleActionOverrides: {
            is: "blocks",
            fields: {
              actionToUse: { is: "block", required: true, fields: { block: nothing, count: nothing } },
              name: { is: "text", required: true },
            },
          },
          vendorName: { is: "text", required: true },
        },
      },
      rateBasedStatement: {
        is: "block",
        fields: {
          aggregateKeyType: { is: "text", oneOf: ["IP"], default: "IP" },
          evaluationWindowSec: { is: "number", from: 60, to: 600, default: 300 },
          limit: { is: "number", from: 10, to: 2_000_000_000, required: true },
        },
      },
    },
  },
  visibilityConfig: { is: "block", required: true, fields: visibility },
};

/** waf/latest/developerguide/web-acl-rule-group-override-options.html: groups have their own actions, rules need one. */
function faults(inputs: Values): Fault[] {
  const rules = blocks(inputs, "rules");
  const wrong = rules.flatMap((one, at): Fault[] => {
    const isGroup = block(one, "statement")?.managedRuleGroupStatement !== undefined;
    const wanted = isGroup ? "overrideAction" : "action";
    const other = isGroup ? "action" : "overrideAction";
    return one[wanted] !== undefined && one[other] === undefined
      ? []
      : [{ property: `rules[${at}]`, reason: `needs ${wanted}, and no ${other}` }];
  });
  const priorities = new Set(rules.map(({ priority }) => priority));
  if (priorities.size < rules.length) wrong.push({ property: "rules", reason: "have the same priority" });
  return wrong;
}

/** The API has the same words with a capital, all but one. */
function renamed(value: unknown, name: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => renamed(one, name));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [name(key), renamed(inner, name)]));
}
const toApi = (value: unknown) =>
  renamed(value, (key) =>
    key === "cloudwatchMetricsEnabled"
      ? "CloudWatchMetricsEnabled"
      : key.charAt(0).toUpperCase() + key.slice(1),
  );
const fromApi = (value: unknown) =>
  renamed(value, (key) =>
    key === "CloudWatchMetricsEnabled"
      ? "cloudwatchMetricsEnabled"
      : key.charAt(0).toLowerCase() + key.slice(1),
  );

const Scope = "REGIONAL" as const;

/** What both making and changing say. */
function asked(inputs: Values) {
  return {
    Name: text(inputs, "name"),
    Scope,
    DefaultAction: toApi(inputs.defaultAction) as object,
    Description: text(inputs, "description"),
    Rules: toApi(inputs.rules ?? []) as Rule[],
    VisibilityConfig: toApi(inputs.visibilityConfig) as VisibilityConfig,
  };
}

async function found({ waf }: Aws, Id: string) {
  const { WebACLs = [] } = await waf.send(new ListWebACLsCommand({ Scope }));
  const Name = WebACLs.find((acl) => acl.Id === Id)?.Name;
  if (Name === undefined) return undefined;
  return unlessGone(waf.send(new GetWebACLCommand({ Id, Name, Scope })), "WAFNonexistentItem");
}

export const webAcl: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/wafv2/webacl; waf API_CreateWebACL.html",
  longestName: 128,
  fields: {
    defaultAction: { is: "block", required: true, fields: { allow: nothing, block: nothing } },
    description: { is: "text", longest: 256 },
    name: { is: "text", longest: 128, replaces: true },
    rules: { is: "blocks", fields: rule },
    scope: { is: "text", oneOf: ["REGIONAL"], required: true, replaces: true },
    tags: { is: "tags" },
    visibilityConfig: { is: "block", required: true, fields: visibility },
  },
  computed: ["arn", "capacity", "lockToken", "tagsAll"],
  faults,

  async create({ waf }, inputs) {
    const { Summary } = await waf.send(new CreateWebACLCommand({ ...asked(inputs), Tags: listed(inputs) }));
    return made(Summary?.Id);
  },

  async read(aws, id) {
    const { WebACL: acl, LockToken } = (await found(aws, id)) ?? {};
    if (!acl) return undefined;
    const { TagInfoForResource } = await aws.waf.send(
      new ListTagsForResourceCommand({ ResourceARN: acl.ARN }),
    );
    return {
      arn: acl.ARN,
      capacity: acl.Capacity,
      defaultAction: fromApi(acl.DefaultAction),
      description: acl.Description,
      lockToken: LockToken,
      name: acl.Name,
      rules: fromApi(acl.Rules),
      scope: Scope,
      tags: tagsIn(TagInfoForResource?.TagList),
      visibilityConfig: fromApi(acl.VisibilityConfig),
    };
  },

  async update(aws, id, inputs, before) {
    const { WebACL: acl, LockToken } = (await found(aws, id)) ?? {};
    await aws.waf.send(new UpdateWebACLCommand({ ...asked(inputs), Id: id, LockToken }));
    const { gone, set } = difference(inputs, before);
    const ResourceARN = acl?.ARN;
    if (gone.length > 0) await aws.waf.send(new UntagResourceCommand({ ResourceARN, TagKeys: gone }));
    if (set.length > 0) await aws.waf.send(new TagResourceCommand({ ResourceARN, Tags: set }));
  },

  async delete(aws, Id) {
    const { WebACL: acl, LockToken } = (await found(aws, Id)) ?? {};
    if (acl) await aws.waf.send(new DeleteWebACLCommand({ Id, LockToken, Name: acl.Name, Scope }));
  },
};

export const webAclAssociation: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/wafv2/webaclassociation",
  fields: {
    resourceArn: { is: "text", required: true, replaces: true },
    webAclArn: { is: "text", required: true, replaces: true },
  },
  computed: [],

  async create({ waf }, inputs) {
    const [ResourceArn, WebACLArn] = [text(inputs, "resourceArn"), text(inputs, "webAclArn")];
    await waf.send(new AssociateWebACLCommand({ ResourceArn, WebACLArn }));
    return `${WebACLArn},${ResourceArn}`;
  },

  async read({ waf }, id) {
    const [webAclArn, resourceArn] = id.split(",");
    const asked = waf.send(new GetWebACLForResourceCommand({ ResourceArn: resourceArn }));
    const found = (await unlessGone(asked, "WAFNonexistentItem"))?.WebACL;
    return found?.ARN === webAclArn ? { resourceArn, webAclArn } : undefined;
  },

  update: () => Promise.resolve(),

  async delete({ waf }, id) {
    const [, ResourceArn] = id.split(",");
    await waf.send(new DisassociateWebACLCommand({ ResourceArn }));
  },
};

function logging(inputs: Values): LoggingConfiguration {
  const { resourceArn, redactedFields, loggingFilter } = inputs;
  const filter = isMap(loggingFilter) ? toApi(loggingFilter) : undefined;
  return {
    ResourceArn: String(resourceArn),
    LogDestinationConfigs: texts(inputs, "logDestinationConfigs"),
    RedactedFields: toApi(redactedFields) as LoggingConfiguration["RedactedFields"],
    LoggingFilter: filter as LoggingConfiguration["LoggingFilter"],
  };
}

export const webAclLogging: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/wafv2/webaclloggingconfiguration",
  fields: {
    logDestinationConfigs: { is: "texts", least: 1, required: true, replaces: true },
    loggingFilter: {
      is: "block",
      fields: {
        defaultBehavior: { is: "text", oneOf: ["KEEP", "DROP"], required: true },
        filters: {
          is: "blocks",
          required: true,
          fields: {
            behavior: { is: "text", oneOf: ["KEEP", "DROP"], required: true },
            conditions: {
              is: "blocks",
              required: true,
              fields: {
                actionCondition: {
                  is: "block",
                  fields: {
                    action: {
                      is: "text",
                      oneOf: ["ALLOW", "BLOCK", "COUNT", "CAPTCHA", "CHALLENGE", "EXCLUDED_AS_COUNT"],
                      required: true,
                    },
                  },
                },
              },
            },
            requirement: { is: "text", oneOf: ["MEETS_ALL", "MEETS_ANY"], required: true },
          },
        },
      },
    },
    redactedFields: {
      is: "blocks",
      fields: { singleHeader: { is: "block", fields: { name: { is: "text", required: true } } } },
    },
    resourceArn: { is: "text", required: true, replaces: true },
  },
  computed: [],

  /** waf/latest/developerguide/logging-cw-logs.html */
  faults({ logDestinationConfigs }) {
    const names = Array.isArray(logDestinationConfigs) ? logDestinationConfigs.map(String) : [];
    const isWrong = (arn: string) => arn.startsWith("arn:") && !/:log-group:aws-waf-logs-/.test(arn);
    return names.some(isWrong)
      ? [{ property: "logDestinationConfigs", reason: "the name must begin with aws-waf-logs-" }]
      : [];
  },

  async create({ waf }, inputs) {
    await waf.send(new PutLoggingConfigurationCommand({ LoggingConfiguration: logging(inputs) }));
    return text(inputs, "resourceArn") ?? "";
  },

  async read({ waf }, ResourceArn) {
    const asked = waf.send(new GetLoggingConfigurationCommand({ ResourceArn }));
    const found = (await unlessGone(asked, "WAFNonexistentItem"))?.LoggingConfiguration;
    return (
      found && {
        logDestinationConfigs: found.LogDestinationConfigs,
        loggingFilter: fromApi(found.LoggingFilter),
        redactedFields: fromApi(found.RedactedFields),
        resourceArn: found.ResourceArn,
      }
    );
  },

  async update({ waf }, _, inputs) {
    await waf.send(new PutLoggingConfigurationCommand({ LoggingConfiguration: logging(inputs) }));
  },

  async delete({ waf }, ResourceArn) {
    const asked = waf.send(new DeleteLoggingConfigurationCommand({ ResourceArn }));
    await unlessGone(asked, "WAFNonexistentItem");
  },
};
