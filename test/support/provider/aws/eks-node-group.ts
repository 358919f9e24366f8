/** aws.eks.NodeGroup */
import {
  type AMITypes,
  type CapacityTypes,
  CreateNodegroupCommand,
  DeleteNodegroupCommand,
  DescribeNodegroupCommand,
  type Nodegroup,
  type Taint,
  type TaintEffect,
  UpdateNodegroupConfigCommand,
  UpdateNodegroupVersionCommand,
} from "@aws-sdk/client-eks";
import type { Fault } from "../provider";
import { isMap, type Values } from "../values";
import type { Aws } from "./clients";
import { updateEksTags } from "./eks-cluster";
import { type Fields, sorted } from "./fields";
import { block, blocks, type Kind, number, text, texts, truth, unlessGone } from "./kind";
import { tagsOf } from "./tags";

const size = (from: number) => ({ is: "number", from, to: 1000, required: true }) as const;
const share = { is: "number", from: 1, to: 100 } as const;

/** Another version of it is taken in place. */
const isOtherTemplate = (now: unknown, before: unknown) =>
  !isMap(now) || !isMap(before) || now.id !== before.id || now.name !== before.name;

const fields: Fields = {
  amiType: { is: "text", replaces: true },
  capacityType: { is: "text", oneOf: ["ON_DEMAND", "SPOT"], replaces: true },
  clusterName: { is: "text", required: true, replaces: true },
  diskSize: { is: "number", from: 1, to: 16_384, replaces: true },
  instanceTypes: { is: "texts", replaces: true },
  labels: { is: "tags" },
  launchTemplate: {
    is: "block",
    replaces: isOtherTemplate,
    fields: { id: { is: "text" }, name: { is: "text" }, version: { is: "text", required: true } },
  },
  nodeGroupName: { is: "text", longest: 63, replaces: true },
  nodeRepairConfig: { is: "block", fields: { enabled: { is: "truth", default: false } } },
  nodeRoleArn: { is: "text", required: true, replaces: true },
  releaseVersion: { is: "text" },
  scalingConfig: {
    is: "block",
    required: true,
    fields: { desiredSize: size(0), maxSize: size(1), minSize: size(0) },
  },
  subnetIds: { is: "texts", least: 1, isSet: true, required: true, replaces: true },
  tags: { is: "tags" },
  taints: {
    is: "blocks",
    sortedBy: "key",
    fields: {
      effect: { is: "text", oneOf: ["NO_EXECUTE", "NO_SCHEDULE", "PREFER_NO_SCHEDULE"], required: true },
      key: { is: "text", longest: 63, required: true },
      value: { is: "text", longest: 63 },
    },
  },
  updateConfig: { is: "block", fields: { maxUnavailable: share, maxUnavailablePercentage: share } },
  version: { is: "text" },
};

function faults({ launchTemplate, updateConfig }: Values): Fault[] {
  const both = (of: unknown, one: string, other: string) =>
    isMap(of) && [one, other].filter((name) => of[name] !== undefined);
  const named = both(launchTemplate, "id", "name");
  const shares = both(updateConfig, "maxUnavailable", "maxUnavailablePercentage");
  return [
    ...(named && named.length !== 1
      ? [{ property: "launchTemplate", reason: "needs id or name, and not both" }]
      : []),
    ...(shares && shares.length !== 1
      ? [
          {
            property: "updateConfig",
            reason: "needs maxUnavailable or maxUnavailablePercentage, and not both",
          },
        ]
      : []),
  ];
}

/** `CLUSTER:GROUP` */
const named = (id: string) => {
  const [clusterName = "", nodegroupName = ""] = id.split(":");
  return { clusterName, nodegroupName };
};

const template = (inputs: Values) => {
  const given = block(inputs, "launchTemplate");
  return given && { id: text(given, "id"), name: text(given, "name"), version: text(given, "version") };
};
const taints = (inputs: Values): Taint[] =>
  blocks(inputs, "taints").map((one) => ({
    effect: text(one, "effect") as TaintEffect,
    key: text(one, "key"),
    value: text(one, "value"),
  }));

/** What is asked in the same words when it is made and when it is changed. */
function asked(inputs: Values) {
  const scaling = block(inputs, "scalingConfig") ?? {};
  const [update, repair] = [block(inputs, "updateConfig"), block(inputs, "nodeRepairConfig")];
  return {
    nodeRepairConfig: repair && { enabled: truth(repair, "enabled") },
    scalingConfig: {
      desiredSize: number(scaling, "desiredSize"),
      maxSize: number(scaling, "maxSize"),
      minSize: number(scaling, "minSize"),
    },
    updateConfig: update && {
      maxUnavailable: number(update, "maxUnavailable"),
      maxUnavailablePercentage: number(update, "maxUnavailablePercentage"),
    },
  };
}

async function found({ eks }: Aws, id: string): Promise<Nodegroup | undefined> {
  const asked = eks.send(new DescribeNodegroupCommand(named(id)));
  return (await unlessGone(asked, "ResourceNotFound"))?.nodegroup;
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

export const eksNodeGroup: Kind = {
  source: "terraform-provider-aws internal/service/eks/node_group.go; eks API_CreateNodegroup.html",
  longestName: 63,
  nameInput: "nodeGroupName",
  fields,
  computed: ["arn", "resources", "status", "tagsAll"],
  faults,
  // AWS tells id and name, whichever was given.
  likened: (live, { launchTemplate: given }) => {
    const told = block(live, "launchTemplate");
    if (!isMap(given) || !told) return live;
    return {
      ...live,
      launchTemplate: { ...told, ...(given.id === undefined ? { id: undefined } : { name: undefined }) },
    };
  },

  async create({ eks }, inputs) {
    const [clusterName, nodegroupName] = [text(inputs, "clusterName"), text(inputs, "nodeGroupName")];
    await eks.send(
      new CreateNodegroupCommand({
        ...asked(inputs),
        amiType: text(inputs, "amiType") as AMITypes | undefined,
        capacityType: text(inputs, "capacityType") as CapacityTypes | undefined,
        clusterName,
        diskSize: number(inputs, "diskSize"),
        instanceTypes: texts(inputs, "instanceTypes"),
        labels: inputs.labels as Record<string, string> | undefined,
        launchTemplate: template(inputs),
        nodegroupName,
        nodeRole: text(inputs, "nodeRoleArn"),
        releaseVersion: text(inputs, "releaseVersion"),
        subnets: texts(inputs, "subnetIds"),
        tags: { ...tagsOf(inputs) },
        taints: taints(inputs),
        version: text(inputs, "version"),
      }),
    );
    return `${clusterName}:${nodegroupName}`;
  },

  async unready(aws, id) {
    const group = await found(aws, id);
    if (!group || group.status === "ACTIVE") return undefined;
    return `${group.status}: ${group.health?.issues?.map(({ message }) => message).join("; ")}`;
  },

  async read(aws, id) {
    const group = await found(aws, id);
    return (
      group && {
        amiType: group.amiType,
        arn: group.nodegroupArn,
        capacityType: group.capacityType,
        clusterName: group.clusterName,
        diskSize: group.diskSize,
        instanceTypes: group.instanceTypes,
        labels: group.labels,
        launchTemplate: group.launchTemplate && { ...group.launchTemplate },
        nodeGroupName: group.nodegroupName,
        nodeRepairConfig: { enabled: group.nodeRepairConfig?.enabled },
        nodeRoleArn: group.nodeRole,
        releaseVersion: group.releaseVersion,
        resources: [{ autoscalingGroups: group.resources?.autoScalingGroups }],
        scalingConfig: { ...group.scalingConfig },
        status: group.status,
        subnetIds: group.subnets?.sort(),
        tags: group.tags ?? {},
        taints: sorted(
          (group.taints ?? []).map((one) => ({ ...one })),
          "key",
        ),
        updateConfig: { ...group.updateConfig },
        version: group.version,
      }
    );
  },

  async update(aws, id, inputs, before) {
    const moved = ["launchTemplate", "releaseVersion", "version"];
    if (moved.some((name) => !isSame(inputs[name], before[name])))
      await aws.eks.send(
        new UpdateNodegroupVersionCommand({
          ...named(id),
          launchTemplate: template(inputs),
          releaseVersion: text(inputs, "releaseVersion"),
          version: text(inputs, "version"),
        }),
      );
    const set = ["labels", "nodeRepairConfig", "scalingConfig", "taints", "updateConfig"];
    if (set.some((name) => !isSame(inputs[name], before[name]))) {
      const [labels, labelsBefore] = [block(inputs, "labels") ?? {}, block(before, "labels") ?? {}];
      const now = taints(inputs);
      const isGone = (one: Taint) => !now.some(({ key, effect }) => key === one.key && effect === one.effect);
      await aws.eks.send(
        new UpdateNodegroupConfigCommand({
          ...named(id),
          ...asked(inputs),
          labels: {
            addOrUpdateLabels: labels as Record<string, string>,
            removeLabels: Object.keys(labelsBefore).filter((name) => labels[name] === undefined),
          },
          taints: { addOrUpdateTaints: now, removeTaints: taints(before).filter(isGone) },
        }),
      );
    }
    await updateEksTags(aws, (await found(aws, id))?.nodegroupArn ?? "", inputs, before);
  },

  async delete({ eks }, id) {
    await unlessGone(eks.send(new DeleteNodegroupCommand(named(id))), "ResourceNotFound");
  },
};
