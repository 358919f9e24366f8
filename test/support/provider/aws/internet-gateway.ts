/** aws.ec2.InternetGateway */
import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  DeleteInternetGatewayCommand,
  DescribeInternetGatewaysCommand,
  DetachInternetGatewayCommand,
} from "@aws-sdk/client-ec2";
import { accountId, region } from "../../aws/account";
import type { Aws } from "./clients";
import { type Kind, made, text, unlessGone } from "./kind";
import { specified, tagsIn, updateEc2Tags } from "./tags";

async function found({ ec2 }: Aws, id: string) {
  const asked = ec2.send(new DescribeInternetGatewaysCommand({ InternetGatewayIds: [id] }));
  return (await unlessGone(asked, "InvalidInternetGatewayID.NotFound"))?.InternetGateways?.[0];
}

async function attach({ ec2 }: Aws, InternetGatewayId: string, VpcId: string | undefined): Promise<void> {
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
}

async function detach(aws: Aws, InternetGatewayId: string): Promise<void> {
  const VpcId = (await found(aws, InternetGatewayId))?.Attachments?.[0]?.VpcId;
  if (VpcId !== undefined) {
    await aws.ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  }
}

export const internetGateway: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/ec2/internetgateway",
  fields: { tags: { is: "tags" }, vpcId: { is: "text", required: true } },
  computed: ["arn", "ownerId", "tagsAll"],

  async create(aws, inputs) {
    const asked = { TagSpecifications: specified("internet-gateway", inputs) };
    const { InternetGateway } = await aws.ec2.send(new CreateInternetGatewayCommand(asked));
    const id = made(InternetGateway?.InternetGatewayId);
    await attach(aws, id, text(inputs, "vpcId"));
    return id;
  },

  async read(aws, id) {
    const gateway = await found(aws, id);
    return (
      gateway && {
        arn: `arn:aws:ec2:${region}:${accountId}:internet-gateway/${id}`,
        ownerId: gateway.OwnerId ?? accountId,
        tags: tagsIn(gateway.Tags),
        vpcId: gateway.Attachments?.[0]?.VpcId,
      }
    );
  },

  async update(aws, id, inputs, before) {
    if (inputs.vpcId !== before.vpcId) {
      await detach(aws, id);
      await attach(aws, id, text(inputs, "vpcId"));
    }
    await updateEc2Tags(aws, id, inputs, before);
  },

  async delete(aws, id) {
    await detach(aws, id);
    const asked = new DeleteInternetGatewayCommand({ InternetGatewayId: id });
    await unlessGone(aws.ec2.send(asked), "InvalidInternetGatewayID.NotFound");
  },
};
