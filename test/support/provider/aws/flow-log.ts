/** aws.ec2.FlowLog, of a VPC, to CloudWatch Logs. */
import {
  CreateFlowLogsCommand,
  DeleteFlowLogsCommand,
  DescribeFlowLogsCommand,
  type TrafficType,
} from "@aws-sdk/client-ec2";
import { accountId, region } from "../../aws/account";
import { type Kind, made, number, text, unlessGone } from "./kind";
import { specified, tagsIn, updateEc2Tags } from "./tags";

export const flowLog: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/ec2/flowlog; AWSEC2 API_CreateFlowLogs.html",
  fields: {
    iamRoleArn: { is: "text", required: true, replaces: true },
    logDestination: { is: "text", required: true, replaces: true },
    logDestinationType: {
      is: "text",
      oneOf: ["cloud-watch-logs"],
      replaces: true,
      default: "cloud-watch-logs",
    },
    maxAggregationInterval: { is: "number", from: 60, to: 600, replaces: true, default: 600 },
    tags: { is: "tags" },
    trafficType: { is: "text", oneOf: ["ACCEPT", "ALL", "REJECT"], required: true, replaces: true },
    vpcId: { is: "text", required: true, replaces: true },
  },
  computed: ["arn", "tagsAll"],

  async create({ ec2 }, inputs) {
    const { FlowLogIds, Unsuccessful } = await ec2.send(
      new CreateFlowLogsCommand({
        DeliverLogsPermissionArn: text(inputs, "iamRoleArn"),
        LogDestination: text(inputs, "logDestination"),
        LogDestinationType: "cloud-watch-logs",
        MaxAggregationInterval: number(inputs, "maxAggregationInterval"),
        ResourceIds: [text(inputs, "vpcId") ?? ""],
        ResourceType: "VPC",
        TagSpecifications: specified("vpc-flow-log", inputs),
        TrafficType: text(inputs, "trafficType") as TrafficType,
      }),
    );
    const [refused] = Unsuccessful ?? [];
    if (refused) throw new Error(`${refused.ResourceId}: ${refused.Error?.Message}`);
    return made(FlowLogIds?.[0]);
  },

  async read({ ec2 }, id) {
    const asked = ec2.send(new DescribeFlowLogsCommand({ FlowLogIds: [id] }));
    const found = (await unlessGone(asked, "InvalidFlowLogId.NotFound"))?.FlowLogs?.[0];
    return (
      found && {
        arn: `arn:aws:ec2:${region}:${accountId}:vpc-flow-log/${id}`,
        iamRoleArn: found.DeliverLogsPermissionArn,
        logDestination: found.LogDestination,
        logDestinationType: found.LogDestinationType,
        maxAggregationInterval: found.MaxAggregationInterval,
        tags: tagsIn(found.Tags),
        trafficType: found.TrafficType,
        vpcId: found.ResourceId,
      }
    );
  },

  update: updateEc2Tags,

  async delete({ ec2 }, id) {
    const asked = new DeleteFlowLogsCommand({ FlowLogIds: [id] });
    await unlessGone(ec2.send(asked), "InvalidFlowLogId.NotFound");
  },
};
