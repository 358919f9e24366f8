/** aws.rds.SubnetGroup and aws.rds.ParameterGroup: what an instance stands in. */
import {
  AddTagsToResourceCommand,
  type ApplyMethod,
  CreateDBParameterGroupCommand,
  CreateDBSubnetGroupCommand,
  DeleteDBParameterGroupCommand,
  DeleteDBSubnetGroupCommand,
  DescribeDBParameterGroupsCommand,
  DescribeDBParametersCommand,
  DescribeDBSubnetGroupsCommand,
  ListTagsForResourceCommand,
  ModifyDBParameterGroupCommand,
  ModifyDBSubnetGroupCommand,
  RemoveTagsFromResourceCommand,
  ResetDBParameterGroupCommand,
} from "@aws-sdk/client-rds";
import { accountId, region } from "../../aws/account";
import type { Fault } from "../provider";
import type { Values } from "../values";
import type { Aws } from "./clients";
import { sorted } from "./fields";
import { blocks, type Kind, text, texts, unlessGone } from "./kind";
import { difference, listed, tagsIn } from "./tags";

export async function updateRdsTags({ rds }: Aws, arn: string, inputs: Values, before: Values) {
  const { gone, set } = difference(inputs, before);
  if (gone.length > 0)
    await rds.send(new RemoveTagsFromResourceCommand({ ResourceName: arn, TagKeys: gone }));
  if (set.length > 0) await rds.send(new AddTagsToResourceCommand({ ResourceName: arn, Tags: set }));
}

export async function rdsTags({ rds }: Aws, arn: string | undefined) {
  const { TagList } = await rds.send(new ListTagsForResourceCommand({ ResourceName: arn }));
  return tagsIn(TagList);
}

const arnOf = (type: string, name: string) => `arn:aws:rds:${region}:${accountId}:${type}:${name}`;

const lowerCase = ({ name }: Values): Fault[] =>
  typeof name === "string" && !/^[ .0-9a-z_-]+$/.test(name)
    ? [{ property: "name", reason: `may have small letters, digits and " ._-", not ${name}` }]
    : [];

export const databaseSubnets: Kind = {
  source:
    "terraform-provider-aws internal/service/rds/subnet_group.go; AmazonRDS API_CreateDBSubnetGroup.html",
  longestName: 255,
  fields: {
    description: { is: "text", longest: 255, default: "Managed by Pulumi" },
    name: { is: "text", longest: 255, replaces: true },
    subnetIds: { is: "texts", least: 1, isSet: true, required: true },
    tags: { is: "tags" },
  },
  computed: ["arn", "tagsAll", "vpcId"],
  faults: lowerCase,

  async create({ rds }, inputs) {
    const DBSubnetGroupName = text(inputs, "name") ?? "";
    await rds.send(
      new CreateDBSubnetGroupCommand({
        DBSubnetGroupName,
        DBSubnetGroupDescription: text(inputs, "description"),
        SubnetIds: texts(inputs, "subnetIds"),
        Tags: listed(inputs),
      }),
    );
    return DBSubnetGroupName;
  },

  async read(aws, name) {
    const asked = aws.rds.send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: name }));
    const found = (await unlessGone(asked, "DBSubnetGroupNotFoundFault"))?.DBSubnetGroups?.[0];
    return (
      found && {
        arn: found.DBSubnetGroupArn,
        description: found.DBSubnetGroupDescription,
        name: found.DBSubnetGroupName,
        subnetIds: found.Subnets?.map(({ SubnetIdentifier }) => SubnetIdentifier).sort(),
        tags: await rdsTags(aws, found.DBSubnetGroupArn),
        vpcId: found.VpcId,
      }
    );
  },

  async update(aws, name, inputs, before) {
    await aws.rds.send(
      new ModifyDBSubnetGroupCommand({
        DBSubnetGroupName: name,
        DBSubnetGroupDescription: text(inputs, "description"),
        SubnetIds: texts(inputs, "subnetIds"),
      }),
    );
    await updateRdsTags(aws, arnOf("subgrp", name), inputs, before);
  },

  async delete({ rds }, name) {
    const asked = rds.send(new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: name }));
    await unlessGone(asked, "DBSubnetGroupNotFoundFault");
  },
};

/** As many at a time as AWS takes: API_ModifyDBParameterGroup.html */
const atOnce = 20;

const parameters = (inputs: Values) =>
  blocks(inputs, "parameters").map((one) => ({
    ApplyMethod: text(one, "applyMethod") as ApplyMethod,
    ParameterName: text(one, "name"),
    ParameterValue: text(one, "value"),
  }));

async function inParts<T>(all: readonly T[], send: (part: T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < all.length; at += atOnce) await send(all.slice(at, at + atOnce));
}

export const databaseParameters: Kind = {
  source:
    "terraform-provider-aws internal/service/rds/parameter_group.go; AmazonRDS API_CreateDBParameterGroup.html",
  longestName: 255,
  fields: {
    description: { is: "text", longest: 255, replaces: true, default: "Managed by Pulumi" },
    family: { is: "text", required: true, replaces: true },
    name: { is: "text", longest: 255, replaces: true },
    parameters: {
      is: "blocks",
      sortedBy: "name",
      fields: {
        applyMethod: { is: "text", oneOf: ["immediate", "pending-reboot"], default: "immediate" },
        name: { is: "text", required: true },
        value: { is: "text", required: true },
      },
    },
    skipDestroy: { is: "truth", oneOf: [false], default: false },
    tags: { is: "tags" },
  },
  remembered: ["skipDestroy"],
  computed: ["arn", "tagsAll"],
  faults: lowerCase,

  async create(aws, inputs) {
    const DBParameterGroupName = text(inputs, "name") ?? "";
    await aws.rds.send(
      new CreateDBParameterGroupCommand({
        DBParameterGroupName,
        DBParameterGroupFamily: text(inputs, "family"),
        Description: text(inputs, "description"),
        Tags: listed(inputs),
      }),
    );
    await inParts(parameters(inputs), (Parameters) =>
      aws.rds.send(new ModifyDBParameterGroupCommand({ DBParameterGroupName, Parameters })),
    );
    return DBParameterGroupName;
  },

  async read(aws, name) {
    const DBParameterGroupName = name;
    const { DBParameterGroups } = await aws.rds.send(
      new DescribeDBParameterGroupsCommand({ DBParameterGroupName }),
    );
    const found = DBParameterGroups?.[0];
    if (!found) return undefined;
    const asked = { DBParameterGroupName, Source: "user" };
    const { Parameters = [] } = await aws.rds.send(new DescribeDBParametersCommand(asked));
    const all = Parameters.map(({ ApplyMethod, ParameterName, ParameterValue }) => ({
      applyMethod: ApplyMethod,
      name: ParameterName,
      value: ParameterValue,
    }));
    return {
      arn: found.DBParameterGroupArn,
      description: found.Description,
      family: found.DBParameterGroupFamily,
      name: found.DBParameterGroupName,
      parameters: sorted(all, "name"),
      tags: await rdsTags(aws, found.DBParameterGroupArn),
    };
  },

  async update(aws, name, inputs, before) {
    const [now, then] = [parameters(inputs), parameters(before)];
    const isSame = (one: object) => then.some((other) => JSON.stringify(other) === JSON.stringify(one));
    const isGone = ({ ParameterName }: (typeof then)[number]) =>
      !now.some((one) => one.ParameterName === ParameterName);
    const DBParameterGroupName = name;
    await inParts(
      now.filter((one) => !isSame(one)),
      (Parameters) => aws.rds.send(new ModifyDBParameterGroupCommand({ DBParameterGroupName, Parameters })),
    );
    await inParts(then.filter(isGone), (Parameters) =>
      aws.rds.send(
        new ResetDBParameterGroupCommand({ DBParameterGroupName, Parameters, ResetAllParameters: false }),
      ),
    );
    await updateRdsTags(aws, arnOf("pg", name), inputs, before);
  },

  async delete({ rds }, name) {
    const asked = rds.send(new DeleteDBParameterGroupCommand({ DBParameterGroupName: name }));
    await unlessGone(asked, "DBParameterGroupNotFound", "DBParameterGroupNotFoundFault");
  },
};
