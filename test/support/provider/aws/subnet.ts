/** aws.ec2.Subnet */
import {
  CreateSubnetCommand,
  DeleteSubnetCommand,
  DescribeSubnetsCommand,
  ModifySubnetAttributeCommand,
} from "@aws-sdk/client-ec2";
import { type Kind, made, text, truth, unlessGone } from "./kind";
import { specified, tagsIn, updateEc2Tags } from "./tags";

export const subnet: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/ec2/subnet; AWSEC2 API_CreateSubnet.html",
  fields: {
    availabilityZone: { is: "text", required: true, replaces: true },
    cidrBlock: { is: "text", required: true, replaces: true },
    mapPublicIpOnLaunch: { is: "truth", default: false },
    tags: { is: "tags" },
    vpcId: { is: "text", required: true, replaces: true },
  },
  computed: ["arn", "availabilityZoneId", "ownerId", "tagsAll"],

  async create({ ec2 }, inputs) {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({
        AvailabilityZone: text(inputs, "availabilityZone"),
        CidrBlock: text(inputs, "cidrBlock"),
        VpcId: text(inputs, "vpcId"),
        TagSpecifications: specified("subnet", inputs),
      }),
    );
    const SubnetId = made(Subnet?.SubnetId);
    const MapPublicIpOnLaunch = { Value: truth(inputs, "mapPublicIpOnLaunch") };
    await ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch }));
    return SubnetId;
  },

  async read({ ec2 }, id) {
    const asked = ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
    const found = (await unlessGone(asked, "InvalidSubnetID.NotFound"))?.Subnets?.[0];
    return (
      found && {
        arn: found.SubnetArn,
        availabilityZone: found.AvailabilityZone,
        availabilityZoneId: found.AvailabilityZoneId,
        cidrBlock: found.CidrBlock,
        mapPublicIpOnLaunch: found.MapPublicIpOnLaunch,
        ownerId: found.OwnerId,
        tags: tagsIn(found.Tags),
        vpcId: found.VpcId,
      }
    );
  },

  async update(aws, id, inputs, before) {
    const MapPublicIpOnLaunch = { Value: truth(inputs, "mapPublicIpOnLaunch") };
    await aws.ec2.send(new ModifySubnetAttributeCommand({ SubnetId: id, MapPublicIpOnLaunch }));
    await updateEc2Tags(aws, id, inputs, before);
  },

  async delete({ ec2 }, id) {
    await unlessGone(ec2.send(new DeleteSubnetCommand({ SubnetId: id })), "InvalidSubnetID.NotFound");
  },
};
