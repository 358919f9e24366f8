/** aws.ec2.Vpc */
import {
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { accountId, region } from "../../aws/account";
import type { Values } from "../values";
import type { Aws } from "./clients";
import { type Kind, made, text, truth, unlessGone } from "./kind";
import { specified, tagsIn, updateEc2Tags } from "./tags";

/** One attribute a call: AWSEC2 API_ModifyVpcAttribute.html */
async function setNames({ ec2 }: Aws, VpcId: string, inputs: Values): Promise<void> {
  const [support, names] = [truth(inputs, "enableDnsSupport"), truth(inputs, "enableDnsHostnames")];
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsSupport: { Value: support } }));
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: names } }));
}

export const vpc: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/ec2/vpc; AWSEC2 API_CreateVpc.html",
  fields: {
    cidrBlock: { is: "text", required: true, replaces: true },
    enableDnsHostnames: { is: "truth", default: false },
    enableDnsSupport: { is: "truth", default: true },
    instanceTenancy: { is: "text", oneOf: ["default"], default: "default" },
    tags: { is: "tags" },
  },
  computed: ["arn", "defaultSecurityGroupId", "mainRouteTableId", "ownerId", "tagsAll"],

  async create(aws, inputs) {
    const asked = { CidrBlock: text(inputs, "cidrBlock"), TagSpecifications: specified("vpc", inputs) };
    const { Vpc } = await aws.ec2.send(new CreateVpcCommand(asked));
    const id = made(Vpc?.VpcId);
    await setNames(aws, id, inputs);
    return id;
  },

  async read({ ec2 }, id) {
    const asked = ec2.send(new DescribeVpcsCommand({ VpcIds: [id] }));
    const found = (await unlessGone(asked, "InvalidVpcID.NotFound"))?.Vpcs?.[0];
    if (!found) return undefined;
    const own = [{ Name: "vpc-id", Values: [id] }];
    const isDefault = [...own, { Name: "group-name", Values: ["default"] }];
    const [names, support, groups, tables] = await Promise.all([
      ec2.send(new DescribeVpcAttributeCommand({ VpcId: id, Attribute: "enableDnsHostnames" })),
      ec2.send(new DescribeVpcAttributeCommand({ VpcId: id, Attribute: "enableDnsSupport" })),
      ec2.send(new DescribeSecurityGroupsCommand({ Filters: isDefault })),
      ec2.send(new DescribeRouteTablesCommand({ Filters: own })),
    ]);
    const main = tables.RouteTables?.find(({ Associations }) => Associations?.some(({ Main }) => Main));
    return {
      arn: `arn:aws:ec2:${region}:${accountId}:vpc/${id}`,
      cidrBlock: found.CidrBlock,
      defaultSecurityGroupId: groups.SecurityGroups?.[0]?.GroupId,
      enableDnsHostnames: names.EnableDnsHostnames?.Value,
      enableDnsSupport: support.EnableDnsSupport?.Value,
      instanceTenancy: found.InstanceTenancy,
      mainRouteTableId: main?.RouteTableId,
      ownerId: found.OwnerId,
      tags: tagsIn(found.Tags),
    };
  },

  async update(aws, id, inputs, before) {
    await setNames(aws, id, inputs);
    await updateEc2Tags(aws, id, inputs, before);
  },

  async delete({ ec2 }, id) {
    await unlessGone(ec2.send(new DeleteVpcCommand({ VpcId: id })), "InvalidVpcID.NotFound");
  },
};
