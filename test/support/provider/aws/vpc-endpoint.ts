/** aws.ec2.VpcEndpoint, of both kinds. */
import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointCommand,
  type VpcEndpointType,
} from "@aws-sdk/client-ec2";
import { accountId, region } from "../../aws/account";
import type { Fault } from "../provider";
import type { Values } from "../values";
import { type Kind, made, text, texts, truth, unlessGone } from "./kind";
import { specified, tagsIn, updateEc2Tags } from "./tags";

/** A gateway is in route tables, an interface in subnets: AWSEC2 API_CreateVpcEndpoint.html */
const ofInterfaces = ["subnetIds", "securityGroupIds", "privateDnsEnabled"];

function faults(inputs: Values): Fault[] {
  const isInterface = inputs.vpcEndpointType === "Interface";
  const foreign = isInterface ? ["routeTableIds"] : ofInterfaces;
  return foreign
    .filter((name) => inputs[name] !== undefined)
    .map((property) => ({ property, reason: `is not for the kind ${text(inputs, "vpcEndpointType")}` }));
}

function difference(inputs: Values, before: Values, name: string): { add?: string[]; gone?: string[] } {
  const [now, then] = [texts(inputs, name) ?? [], texts(before, name) ?? []];
  const add = now.filter((id) => !then.includes(id));
  const gone = then.filter((id) => !now.includes(id));
  return { ...(add.length > 0 && { add }), ...(gone.length > 0 && { gone }) };
}

const sorted = (ids: readonly (string | undefined)[] = []) => [...ids].sort();

export const vpcEndpoint: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/ec2/vpcendpoint; AWSEC2 API_CreateVpcEndpoint.html",
  fields: {
    privateDnsEnabled: { is: "truth" },
    routeTableIds: { is: "texts", isSet: true },
    securityGroupIds: { is: "texts", isSet: true },
    serviceName: { is: "text", required: true, replaces: true },
    subnetIds: { is: "texts", isSet: true },
    tags: { is: "tags" },
    vpcEndpointType: { is: "text", oneOf: ["Gateway", "Interface"], replaces: true, default: "Gateway" },
    vpcId: { is: "text", required: true, replaces: true },
  },
  computed: ["arn", "ownerId", "state", "tagsAll"],
  faults,

  async create({ ec2 }, inputs) {
    const { VpcEndpoint } = await ec2.send(
      new CreateVpcEndpointCommand({
        PrivateDnsEnabled: truth(inputs, "privateDnsEnabled"),
        RouteTableIds: texts(inputs, "routeTableIds"),
        SecurityGroupIds: texts(inputs, "securityGroupIds"),
        ServiceName: text(inputs, "serviceName"),
        SubnetIds: texts(inputs, "subnetIds"),
        TagSpecifications: specified("vpc-endpoint", inputs),
        VpcEndpointType: text(inputs, "vpcEndpointType") as VpcEndpointType,
        VpcId: text(inputs, "vpcId"),
      }),
    );
    return made(VpcEndpoint?.VpcEndpointId);
  },

  async read({ ec2 }, id) {
    const asked = ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }));
    const found = (await unlessGone(asked, "InvalidVpcEndpointId.NotFound"))?.VpcEndpoints?.[0];
    // A deleted one is still told of.
    if (!found || found.State?.toLowerCase() === "deleted") return undefined;
    const isInterface = found.VpcEndpointType === "Interface";
    return {
      arn: `arn:aws:ec2:${region}:${accountId}:vpc-endpoint/${id}`,
      ownerId: found.OwnerId ?? accountId,
      serviceName: found.ServiceName,
      state: found.State,
      tags: tagsIn(found.Tags),
      vpcEndpointType: found.VpcEndpointType,
      vpcId: found.VpcId,
      ...(isInterface
        ? {
            privateDnsEnabled: found.PrivateDnsEnabled,
            securityGroupIds: sorted(found.Groups?.map(({ GroupId }) => GroupId)),
            subnetIds: sorted(found.SubnetIds),
          }
        : { routeTableIds: sorted(found.RouteTableIds) }),
    };
  },

  async update(aws, id, inputs, before) {
    const tables = difference(inputs, before, "routeTableIds");
    const groups = difference(inputs, before, "securityGroupIds");
    const subnets = difference(inputs, before, "subnetIds");
    await aws.ec2.send(
      new ModifyVpcEndpointCommand({
        VpcEndpointId: id,
        AddRouteTableIds: tables.add,
        RemoveRouteTableIds: tables.gone,
        AddSecurityGroupIds: groups.add,
        RemoveSecurityGroupIds: groups.gone,
        AddSubnetIds: subnets.add,
        RemoveSubnetIds: subnets.gone,
        PrivateDnsEnabled: truth(inputs, "privateDnsEnabled"),
      }),
    );
    await updateEc2Tags(aws, id, inputs, before);
  },

  async delete({ ec2 }, id) {
    const asked = new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] });
    await unlessGone(ec2.send(asked), "InvalidVpcEndpointId.NotFound");
  },
};
