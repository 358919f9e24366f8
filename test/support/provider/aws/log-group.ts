/** aws.cloudwatch.LogGroup */
import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Fault } from "../provider";
import type { Values } from "../values";
import type { Aws } from "./clients";
import { type Kind, number, text, unlessGone } from "./kind";
import { difference, tagsOf } from "./tags";

/** AmazonCloudWatchLogs API_PutRetentionPolicy.html; 0 is for ever. */
const retentions = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

function faults({ retentionInDays }: Values): Fault[] {
  return typeof retentionInDays === "number" && !retentions.includes(retentionInDays)
    ? [{ property: "retentionInDays", reason: `is ${retentionInDays}; allowed are ${retentions.join(", ")}` }]
    : [];
}

async function keep({ logs }: Aws, logGroupName: string, inputs: Values): Promise<void> {
  const retentionInDays = number(inputs, "retentionInDays");
  if (retentionInDays) await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
  else await logs.send(new DeleteRetentionPolicyCommand({ logGroupName }));
}

async function found({ logs }: Aws, name: string) {
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  return logGroups.find(({ logGroupName }) => logGroupName === name);
}

/** The API's has a star at its end; the provider takes it off. */
const arnOf = (arn = "") => arn.replace(/:\*$/, "");

export const logGroup: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/cloudwatch/loggroup",
  longestName: 512,
  fields: {
    name: { is: "text", longest: 512, replaces: true },
    retentionInDays: { is: "number", from: 0, to: 3653, default: 0 },
    skipDestroy: { is: "truth", oneOf: [false], default: false },
    tags: { is: "tags" },
  },
  computed: ["arn", "tagsAll"],
  faults,

  async create(aws, inputs) {
    const logGroupName = text(inputs, "name") ?? "";
    await aws.logs.send(new CreateLogGroupCommand({ logGroupName, tags: { ...tagsOf(inputs) } }));
    await keep(aws, logGroupName, inputs);
    return logGroupName;
  },

  async read(aws, name) {
    const group = await found(aws, name);
    if (!group) return undefined;
    const arn = arnOf(group.arn);
    const { tags } = await aws.logs.send(new ListTagsForResourceCommand({ resourceArn: arn }));
    return {
      arn,
      name: group.logGroupName,
      retentionInDays: group.retentionInDays ?? 0,
      skipDestroy: false,
      tags: tags ?? {},
    };
  },

  async update(aws, name, inputs, before) {
    await keep(aws, name, inputs);
    const resourceArn = arnOf((await found(aws, name))?.arn);
    const { gone, set } = difference(inputs, before);
    if (gone.length > 0) await aws.logs.send(new UntagResourceCommand({ resourceArn, tagKeys: gone }));
    const tags = Object.fromEntries(set.map(({ Key, Value }) => [Key, Value]));
    if (set.length > 0) await aws.logs.send(new TagResourceCommand({ resourceArn, tags }));
  },

  async delete({ logs }, logGroupName) {
    await unlessGone(logs.send(new DeleteLogGroupCommand({ logGroupName })), "ResourceNotFound");
  },
};
