/** aws.ec2.SecurityGroup, without rules of its own: each rule is a resource. */
import {
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { accountId, region } from "../../aws/account";
import { type Kind, made, text, unlessGone } from "./kind";
import { listed, tagsIn, updateEc2Tags } from "./tags";

export const securityGroup: Kind = {
  source:
    "www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup; AWSEC2 API_CreateSecurityGroup.html",
  longestName: 255,
  fields: {
    description: { is: "text", longest: 255, replaces: true, default: "Managed by Pulumi" },
    name: { is: "text", longest: 255, replaces: true },
    tags: { is: "tags" },
    vpcId: { is: "text", required: true, replaces: true },
  },
  computed: ["arn", "ownerId", "tagsAll"],

  async create({ ec2 }, inputs) {
    const tags = listed(inputs);
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: text(inputs, "name"),
        Description: text(inputs, "description"),
        VpcId: text(inputs, "vpcId"),
        TagSpecifications: tags && [{ ResourceType: "security-group", Tags: tags }],
      }),
    );
    // The published provider takes out the rule that AWS puts in by itself.
    const everything = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
    await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: everything }));
    return made(GroupId);
  },

  async read({ ec2 }, id) {
    const asked = new DescribeSecurityGroupsCommand({ GroupIds: [id] });
    const found = (await unlessGone(ec2.send(asked), "InvalidGroup.NotFound"))?.SecurityGroups?.[0];
    return (
      found && {
        arn: `arn:aws:ec2:${region}:${accountId}:security-group/${id}`,
        description: found.Description,
        name: found.GroupName,
        ownerId: found.OwnerId,
        tags: tagsIn(found.Tags),
        vpcId: found.VpcId,
      }
    );
  },

  update: updateEc2Tags,

  async delete({ ec2 }, id) {
    await unlessGone(ec2.send(new DeleteSecurityGroupCommand({ GroupId: id })), "InvalidGroup.NotFound");
  },
};

/**
 * aws.ec2.DefaultSecurityGroup, without rules: the one that every VPC has is taken over, and all its rules are taken out.
 * When it is deleted it is only forgotten.
 */
export const defaultSecurityGroup: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/ec2/defaultsecuritygroup",
  fields: { tags: { is: "tags" }, vpcId: { is: "text", required: true, replaces: true } },
  computed: ["arn", "description", "name", "ownerId", "tagsAll"],

  async create(aws, inputs) {
    const Filters = [
      { Name: "vpc-id", Values: [text(inputs, "vpcId") ?? ""] },
      { Name: "group-name", Values: ["default"] },
    ];
    const { SecurityGroups = [] } = await aws.ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    const [found] = SecurityGroups;
    const GroupId = made(found?.GroupId);
    const { IpPermissions = [], IpPermissionsEgress = [] } = found ?? {};
    if (IpPermissions.length > 0) {
      await aws.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    }
    if (IpPermissionsEgress.length > 0) {
      const asked = { GroupId, IpPermissions: IpPermissionsEgress };
      await aws.ec2.send(new RevokeSecurityGroupEgressCommand(asked));
    }
    await updateEc2Tags(aws, GroupId, inputs, {});
    return GroupId;
  },

  read: securityGroup.read,
  update: updateEc2Tags,
  delete: () => Promise.resolve(),
};
