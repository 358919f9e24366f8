/** aws.elasticache.SubnetGroup, and tags in ElastiCache. */
import {
  AddTagsToResourceCommand,
  CreateCacheSubnetGroupCommand,
  DeleteCacheSubnetGroupCommand,
  DescribeCacheSubnetGroupsCommand,
  ListTagsForResourceCommand,
  ModifyCacheSubnetGroupCommand,
  RemoveTagsFromResourceCommand,
} from "@aws-sdk/client-elasticache";
import { accountId, region } from "../../aws/account";
import type { Values } from "../values";
import type { Aws } from "./clients";
import { type Kind, text, texts, unlessGone } from "./kind";
import { difference, listed, tagsIn } from "./tags";

export const cacheArn = (type: string, name: string) =>
  `arn:aws:elasticache:${region}:${accountId}:${type}:${name}`;

export async function updateCacheTags({ caches }: Aws, ResourceName: string, inputs: Values, before: Values) {
  const { gone, set } = difference(inputs, before);
  if (gone.length > 0) await caches.send(new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: gone }));
  if (set.length > 0) await caches.send(new AddTagsToResourceCommand({ ResourceName, Tags: set }));
}

export async function cacheTags({ caches }: Aws, ResourceName: string | undefined) {
  const { TagList } = await caches.send(new ListTagsForResourceCommand({ ResourceName }));
  return tagsIn(TagList);
}

export const cacheSubnets: Kind = {
  source:
    "terraform-provider-aws internal/service/elasticache/subnet_group.go; AmazonElastiCache API_CreateCacheSubnetGroup.html",
  longestName: 255,
  fields: {
    description: { is: "text", default: "Managed by Pulumi" },
    name: { is: "text", longest: 255, replaces: true },
    subnetIds: { is: "texts", least: 1, isSet: true, required: true },
    tags: { is: "tags" },
  },
  computed: ["arn", "tagsAll", "vpcId"],
  faults: ({ name }) =>
    typeof name === "string" && !/^[0-9a-z-]+$/.test(name)
      ? [{ property: "name", reason: `may have small letters, digits and hyphens, not ${name}` }]
      : [],

  async create({ caches }, inputs) {
    const CacheSubnetGroupName = text(inputs, "name") ?? "";
    await caches.send(
      new CreateCacheSubnetGroupCommand({
        CacheSubnetGroupName,
        CacheSubnetGroupDescription: text(inputs, "description"),
        SubnetIds: texts(inputs, "subnetIds"),
        Tags: listed(inputs),
      }),
    );
    return CacheSubnetGroupName;
  },

  async read(aws, name) {
    const asked = aws.caches.send(new DescribeCacheSubnetGroupsCommand({ CacheSubnetGroupName: name }));
    const found = (await unlessGone(asked, "CacheSubnetGroupNotFoundFault"))?.CacheSubnetGroups?.[0];
    return (
      found && {
        arn: found.ARN,
        description: found.CacheSubnetGroupDescription,
        name: found.CacheSubnetGroupName,
        subnetIds: found.Subnets?.map(({ SubnetIdentifier }) => SubnetIdentifier).sort(),
        tags: await cacheTags(aws, found.ARN),
        vpcId: found.VpcId,
      }
    );
  },

  async update(aws, name, inputs, before) {
    await aws.caches.send(
      new ModifyCacheSubnetGroupCommand({
        CacheSubnetGroupName: name,
        CacheSubnetGroupDescription: text(inputs, "description"),
        SubnetIds: texts(inputs, "subnetIds"),
      }),
    );
    await updateCacheTags(aws, cacheArn("subnetgroup", name), inputs, before);
  },

  async delete({ caches }, name) {
    const asked = caches.send(new DeleteCacheSubnetGroupCommand({ CacheSubnetGroupName: name }));
    await unlessGone(asked, "CacheSubnetGroupNotFoundFault");
  },
};
