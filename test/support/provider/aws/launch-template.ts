/** aws.ec2.LaunchTemplate, with what a group of nodes needs of it. */
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  ModifyLaunchTemplateCommand,
  type RequestLaunchTemplateData,
} from "@aws-sdk/client-ec2";
import { accountId, region } from "../../aws/account";
import type { Values } from "../values";
import { sorted } from "./fields";
import { block, blocks, type Kind, made, number, text, texts, truth, unlessGone } from "./kind";
import { specified, tagsIn, tagsOf, updateEc2Tags } from "./tags";

/** The inputs are texts, as the published provider takes "not said" for a third answer. */
const threeValued = { is: "text", oneOf: ["true", "false"] } as const;
const asTruth = (value: string | undefined) => (value === undefined ? undefined : value === "true");
const asText = (value: boolean | undefined) => (value === undefined ? undefined : String(value));

function toData(inputs: Values): RequestLaunchTemplateData {
  const metadata = block(inputs, "metadataOptions");
  const monitoring = block(inputs, "monitoring");
  return {
    BlockDeviceMappings: blocks(inputs, "blockDeviceMappings").map((one) => {
      const ebs = block(one, "ebs") ?? {};
      return {
        DeviceName: text(one, "deviceName"),
        Ebs: {
          DeleteOnTermination: asTruth(text(ebs, "deleteOnTermination")),
          Encrypted: asTruth(text(ebs, "encrypted")),
          KmsKeyId: text(ebs, "kmsKeyId"),
          VolumeSize: number(ebs, "volumeSize"),
          VolumeType: text(ebs, "volumeType") as "gp3" | undefined,
        },
      };
    }),
    EbsOptimized: asTruth(text(inputs, "ebsOptimized")),
    ImageId: text(inputs, "imageId"),
    InstanceType: text(inputs, "instanceType") as RequestLaunchTemplateData["InstanceType"],
    MetadataOptions: metadata && {
      HttpEndpoint: text(metadata, "httpEndpoint") as "enabled" | undefined,
      HttpPutResponseHopLimit: number(metadata, "httpPutResponseHopLimit"),
      HttpTokens: text(metadata, "httpTokens") as "required" | undefined,
      InstanceMetadataTags: text(metadata, "instanceMetadataTags") as "enabled" | undefined,
    },
    Monitoring: monitoring && { Enabled: truth(monitoring, "enabled") },
    SecurityGroupIds: texts(inputs, "vpcSecurityGroupIds"),
    TagSpecifications: blocks(inputs, "tagSpecifications").map((one) => ({
      ResourceType: text(one, "resourceType") as "instance",
      Tags: Object.entries(tagsOf(one)).map(([Key, Value]) => ({ Key, Value })),
    })),
  };
}

function fromData(data: RequestLaunchTemplateData | undefined): Values {
  return {
    blockDeviceMappings: data?.BlockDeviceMappings?.map(({ DeviceName, Ebs }) => ({
      deviceName: DeviceName,
      ebs: {
        deleteOnTermination: asText(Ebs?.DeleteOnTermination),
        encrypted: asText(Ebs?.Encrypted),
        kmsKeyId: Ebs?.KmsKeyId,
        volumeSize: Ebs?.VolumeSize,
        volumeType: Ebs?.VolumeType,
      },
    })),
    ebsOptimized: asText(data?.EbsOptimized),
    imageId: data?.ImageId,
    instanceType: data?.InstanceType,
    metadataOptions: data?.MetadataOptions && {
      httpEndpoint: data.MetadataOptions.HttpEndpoint,
      httpPutResponseHopLimit: data.MetadataOptions.HttpPutResponseHopLimit,
      httpTokens: data.MetadataOptions.HttpTokens,
      instanceMetadataTags: data.MetadataOptions.InstanceMetadataTags,
    },
    monitoring: data?.Monitoring && { enabled: data.Monitoring.Enabled },
    tagSpecifications: sorted(
      (data?.TagSpecifications ?? []).map(({ ResourceType, Tags }) => ({
        resourceType: ResourceType,
        tags: tagsIn(Tags),
      })),
      "resourceType",
    ),
    vpcSecurityGroupIds: data?.SecurityGroupIds && [...data.SecurityGroupIds].sort(),
  };
}

const isOther = (inputs: Values, before: Values) =>
  JSON.stringify([toData(inputs), inputs.description]) !==
  JSON.stringify([toData(before), before.description]);

export const launchTemplate: Kind = {
  source:
    "terraform-provider-aws internal/service/ec2/ec2_launch_template.go; AWSEC2 API_CreateLaunchTemplate.html",
  longestName: 128,
  fields: {
    blockDeviceMappings: {
      is: "blocks",
      fields: {
        deviceName: { is: "text", required: true },
        ebs: {
          is: "block",
          fields: {
            deleteOnTermination: threeValued,
            encrypted: threeValued,
            kmsKeyId: { is: "text" },
            volumeSize: { is: "number", from: 1, to: 65_536 },
            volumeType: { is: "text", oneOf: ["gp2", "gp3"] },
          },
        },
      },
    },
    description: { is: "text", longest: 255 },
    ebsOptimized: threeValued,
    imageId: { is: "text" },
    instanceType: { is: "text" },
    metadataOptions: {
      is: "block",
      fields: {
        httpEndpoint: { is: "text", oneOf: ["enabled", "disabled"] },
        httpPutResponseHopLimit: { is: "number", from: 1, to: 64 },
        httpTokens: { is: "text", oneOf: ["optional", "required"] },
        instanceMetadataTags: { is: "text", oneOf: ["enabled", "disabled"] },
      },
    },
    monitoring: { is: "block", fields: { enabled: { is: "truth" } } },
    name: { is: "text", longest: 128, replaces: true },
    tagSpecifications: {
      is: "blocks",
      sortedBy: "resourceType",
      fields: {
        resourceType: { is: "text", oneOf: ["instance", "network-interface", "volume"], required: true },
        tags: { is: "tags", required: true },
      },
    },
    tags: { is: "tags" },
    updateDefaultVersion: { is: "truth" },
    vpcSecurityGroupIds: { is: "texts", isSet: true },
  },
  remembered: ["updateDefaultVersion"],
  computed: ["arn", "defaultVersion", "latestVersion", "tagsAll"],
  moves: (inputs, before) => (isOther(inputs, before) ? ["defaultVersion", "latestVersion"] : []),

  async create({ ec2 }, inputs) {
    const { LaunchTemplate } = await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateData: toData(inputs),
        LaunchTemplateName: text(inputs, "name"),
        TagSpecifications: specified("launch-template", inputs),
        VersionDescription: text(inputs, "description"),
      }),
    );
    return made(LaunchTemplate?.LaunchTemplateId);
  },

  /** What it says is that of its latest version. */
  async read({ ec2 }, id) {
    const asked = ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [id] }));
    const gone = ["InvalidLaunchTemplateId.NotFound", "InvalidLaunchTemplateId.NotFoundException"];
    const found = (await unlessGone(asked, ...gone))?.LaunchTemplates?.[0];
    if (!found) return undefined;
    const Versions = [String(found.LatestVersionNumber)];
    const { LaunchTemplateVersions } = await ec2.send(
      new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions }),
    );
    const [latest] = LaunchTemplateVersions ?? [];
    return {
      ...fromData(latest?.LaunchTemplateData as RequestLaunchTemplateData | undefined),
      arn: `arn:aws:ec2:${region}:${accountId}:launch-template/${id}`,
      defaultVersion: found.DefaultVersionNumber,
      description: latest?.VersionDescription,
      latestVersion: found.LatestVersionNumber,
      name: found.LaunchTemplateName,
      tags: tagsIn(found.Tags),
    };
  },

  async update(aws, LaunchTemplateId, inputs, before) {
    if (isOther(inputs, before)) {
      const { LaunchTemplateVersion } = await aws.ec2.send(
        new CreateLaunchTemplateVersionCommand({
          LaunchTemplateData: toData(inputs),
          LaunchTemplateId,
          VersionDescription: text(inputs, "description"),
        }),
      );
      const DefaultVersion = String(LaunchTemplateVersion?.VersionNumber);
      if (truth(inputs, "updateDefaultVersion"))
        await aws.ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion }));
    }
    await updateEc2Tags(aws, LaunchTemplateId, inputs, before);
  },

  async delete({ ec2 }, LaunchTemplateId) {
    const asked = ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId }));
    await unlessGone(asked, "InvalidLaunchTemplateId.NotFound");
  },
};
