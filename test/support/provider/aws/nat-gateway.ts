/** aws.ec2.NatGateway, and aws.ec2.Eip: the address that it has. */
import {
  AllocateAddressCommand,
  CreateNatGatewayCommand,
  DeleteNatGatewayCommand,
  DescribeAddressesCommand,
  DescribeNatGatewaysCommand,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";
import { accountId, region } from "../../aws/account";
import { type Kind, made, text, unlessGone } from "./kind";
import { specified, tagsIn, updateEc2Tags } from "./tags";

export const eip: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/ec2/eip; AWSEC2 API_AllocateAddress.html",
  fields: { domain: { is: "text", oneOf: ["vpc"], required: true, replaces: true }, tags: { is: "tags" } },
  computed: ["allocationId", "arn", "publicIp", "tagsAll"],

  async create({ ec2 }, inputs) {
    const asked = { Domain: "vpc" as const, TagSpecifications: specified("elastic-ip", inputs) };
    return made((await ec2.send(new AllocateAddressCommand(asked))).AllocationId);
  },

  async read({ ec2 }, id) {
    const asked = ec2.send(new DescribeAddressesCommand({ AllocationIds: [id] }));
    const found = (await unlessGone(asked, "InvalidAllocationID.NotFound"))?.Addresses?.[0];
    return (
      found && {
        allocationId: id,
        arn: `arn:aws:ec2:${region}:${accountId}:elastic-ip/${id}`,
        domain: found.Domain,
        publicIp: found.PublicIp,
        tags: tagsIn(found.Tags),
      }
    );
  },

  update: updateEc2Tags,

  async delete({ ec2 }, id) {
    const asked = new ReleaseAddressCommand({ AllocationId: id });
    await unlessGone(ec2.send(asked), "InvalidAllocationID.NotFound");
  },
};

export const natGateway: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/ec2/natgateway; AWSEC2 API_CreateNatGateway.html",
  fields: {
    allocationId: { is: "text", required: true, replaces: true },
    connectivityType: { is: "text", oneOf: ["public"], replaces: true, default: "public" },
    subnetId: { is: "text", required: true, replaces: true },
    tags: { is: "tags" },
  },
  computed: ["networkInterfaceId", "privateIp", "publicIp", "tagsAll"],

  async create({ ec2 }, inputs) {
    const { NatGateway } = await ec2.send(
      new CreateNatGatewayCommand({
        AllocationId: text(inputs, "allocationId"),
        ConnectivityType: "public",
        SubnetId: text(inputs, "subnetId"),
        TagSpecifications: specified("natgateway", inputs),
      }),
    );
    return made(NatGateway?.NatGatewayId);
  },

  async read({ ec2 }, id) {
    const asked = ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] }));
    const found = (await unlessGone(asked, "NatGatewayNotFound"))?.NatGateways?.[0];
    // A deleted one is still told of for an hour.
    if (!found || found.State === "deleted") return undefined;
    const [address] = found.NatGatewayAddresses ?? [];
    return {
      allocationId: address?.AllocationId,
      connectivityType: found.ConnectivityType,
      networkInterfaceId: address?.NetworkInterfaceId,
      privateIp: address?.PrivateIp,
      publicIp: address?.PublicIp,
      subnetId: found.SubnetId,
      tags: tagsIn(found.Tags),
    };
  },

  update: updateEc2Tags,

  async delete({ ec2 }, id) {
    const asked = new DeleteNatGatewayCommand({ NatGatewayId: id });
    await unlessGone(ec2.send(asked), "NatGatewayNotFound");
  },
};
