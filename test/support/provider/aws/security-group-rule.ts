/** aws.vpc.SecurityGroupIngressRule and aws.vpc.SecurityGroupEgressRule. */
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { accountId, region } from "../../aws/account";
import type { Fault } from "../provider";
import type { Values } from "../values";
import type { Aws } from "./clients";
import { type Kind, made, number, text, unlessGone } from "./kind";
import { listed, tagsIn, updateEc2Tags } from "./tags";

const sides = ["cidrIpv4", "cidrIpv6", "referencedSecurityGroupId"];

function permission(inputs: Values) {
  const Description = text(inputs, "description");
  const [v4, v6, group] = sides.map((name) => text(inputs, name));
  return {
    IpProtocol: text(inputs, "ipProtocol"),
    FromPort: number(inputs, "fromPort"),
    ToPort: number(inputs, "toPort"),
    IpRanges: v4 === undefined ? undefined : [{ CidrIp: v4, Description }],
    Ipv6Ranges: v6 === undefined ? undefined : [{ CidrIpv6: v6, Description }],
    UserIdGroupPairs: group === undefined ? undefined : [{ GroupId: group, Description }],
  };
}

function faults(inputs: Values): Fault[] {
  const given = sides.filter((name) => inputs[name] !== undefined);
  const several: Fault[] =
    given.length === 1 ? [] : [{ property: "", reason: `exactly one of ${sides.join(", ")} is needed` }];
  // Ports make no sense for all protocols at once: API_AuthorizeSecurityGroupIngress.html
  const hasPorts = inputs.fromPort !== undefined && inputs.toPort !== undefined;
  const isAll = inputs.ipProtocol === "-1";
  const wantsPorts = !isAll && !hasPorts;
  if (wantsPorts) several.push({ property: "fromPort", reason: "fromPort and toPort are needed" });
  if (isAll && hasPorts) several.push({ property: "fromPort", reason: "all protocols have no ports" });
  return several;
}

async function ruleOf({ ec2 }: Aws, id: string) {
  const asked = new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [id] });
  const gone = ["InvalidSecurityGroupRuleId.NotFound", "InvalidGroup.NotFound"];
  return (await unlessGone(ec2.send(asked), ...gone))?.SecurityGroupRules?.[0];
}

function ruleKind(isEgress: boolean): Kind {
  return {
    source: "www.pulumi.com/registry/packages/aws/api-docs/vpc/securitygroupingressrule and ...egressrule",
    fields: {
      cidrIpv4: { is: "text" },
      cidrIpv6: { is: "text" },
      description: { is: "text", longest: 255 },
      fromPort: { is: "number", from: 0, to: 65_535 },
      ipProtocol: { is: "text", oneOf: ["tcp", "udp", "-1"], required: true },
      referencedSecurityGroupId: { is: "text" },
      securityGroupId: { is: "text", required: true, replaces: true },
      tags: { is: "tags" },
      toPort: { is: "number", from: 0, to: 65_535 },
    },
    computed: ["arn", "securityGroupRuleId", "tagsAll"],
    faults,

    async create({ ec2 }, inputs) {
      const tags = listed(inputs);
      const asked = {
        GroupId: text(inputs, "securityGroupId"),
        IpPermissions: [permission(inputs)],
        TagSpecifications: tags && [{ ResourceType: "security-group-rule" as const, Tags: tags }],
      };
      const { SecurityGroupRules = [] } = isEgress
        ? await ec2.send(new AuthorizeSecurityGroupEgressCommand(asked))
        : await ec2.send(new AuthorizeSecurityGroupIngressCommand(asked));
      return made(SecurityGroupRules[0]?.SecurityGroupRuleId);
    },

    async read(aws, id) {
      const found = await ruleOf(aws, id);
      return (
        found && {
          arn: `arn:aws:ec2:${region}:${accountId}:security-group-rule/${id}`,
          cidrIpv4: found.CidrIpv4,
          cidrIpv6: found.CidrIpv6,
          description: found.Description,
          fromPort: found.IpProtocol === "-1" ? undefined : found.FromPort,
          ipProtocol: found.IpProtocol,
          referencedSecurityGroupId: found.ReferencedGroupInfo?.GroupId,
          securityGroupId: found.GroupId,
          securityGroupRuleId: id,
          tags: tagsIn(found.Tags),
          toPort: found.IpProtocol === "-1" ? undefined : found.ToPort,
        }
      );
    },

    async update(aws, id, inputs, before) {
      const rule = {
        CidrIpv4: text(inputs, "cidrIpv4"),
        CidrIpv6: text(inputs, "cidrIpv6"),
        Description: text(inputs, "description"),
        FromPort: number(inputs, "fromPort"),
        IpProtocol: text(inputs, "ipProtocol"),
        ReferencedGroupId: text(inputs, "referencedSecurityGroupId"),
        ToPort: number(inputs, "toPort"),
      };
      await aws.ec2.send(
        new ModifySecurityGroupRulesCommand({
          GroupId: text(inputs, "securityGroupId"),
          SecurityGroupRules: [{ SecurityGroupRuleId: id, SecurityGroupRule: rule }],
        }),
      );
      await updateEc2Tags(aws, id, inputs, before);
    },

    async delete(aws, id) {
      const found = await ruleOf(aws, id);
      if (!found) return;
      const asked = { GroupId: found.GroupId, SecurityGroupRuleIds: [id] };
      if (isEgress) await aws.ec2.send(new RevokeSecurityGroupEgressCommand(asked));
      else await aws.ec2.send(new RevokeSecurityGroupIngressCommand(asked));
    },
  };
}

export const ingressRule = ruleKind(false);
export const egressRule = ruleKind(true);
