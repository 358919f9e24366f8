/** Tags: a map in programs, a list in the API. */
import {
  AddTagsCommand,
  DescribeTagsCommand,
  RemoveTagsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { CreateTagsCommand, DeleteTagsCommand, type ResourceType } from "@aws-sdk/client-ec2";
import type { Values } from "../values";
import type { Aws } from "./clients";

export type Tags = Readonly<Record<string, string>>;
type Listed = { Key: string; Value: string }[];

export function tagsOf({ tags }: Values): Tags {
  return (tags ?? {}) as Tags;
}

/** For a call that makes something: none must be absent, not empty. */
export function listed(inputs: Values): Listed | undefined {
  const list = Object.entries(tagsOf(inputs)).map(([Key, Value]) => ({ Key, Value }));
  return list.length === 0 ? undefined : list;
}

/** The same, for a call to EC2. */
export function specified(
  ResourceType: ResourceType,
  inputs: Values,
): { ResourceType: ResourceType; Tags: Listed }[] | undefined {
  const Tags = listed(inputs);
  return Tags && [{ ResourceType, Tags }];
}

export function tagsIn(list: readonly { Key?: string; Value?: string }[] = []): Tags {
  return Object.fromEntries(list.map(({ Key = "", Value = "" }) => [Key, Value]));
}

export async function readTags({ elb }: Aws, arn: string): Promise<Tags> {
  const { TagDescriptions = [] } = await elb.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
  return tagsIn(TagDescriptions[0]?.Tags);
}

export async function updateTags({ elb }: Aws, arn: string, inputs: Values, before: Values): Promise<void> {
  const { gone, set } = difference(inputs, before);
  if (gone.length > 0) await elb.send(new RemoveTagsCommand({ ResourceArns: [arn], TagKeys: gone }));
  if (set.length > 0) await elb.send(new AddTagsCommand({ ResourceArns: [arn], Tags: set }));
}

export async function updateEc2Tags({ ec2 }: Aws, id: string, inputs: Values, before: Values): Promise<void> {
  const { gone, set } = difference(inputs, before);
  const Tags = gone.map((Key) => ({ Key }));
  if (gone.length > 0) await ec2.send(new DeleteTagsCommand({ Resources: [id], Tags }));
  if (set.length > 0) await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: set }));
}

export function difference(inputs: Values, before: Values): { gone: string[]; set: Listed } {
  const [now, then] = [tagsOf(inputs), tagsOf(before)];
  return {
    gone: Object.keys(then).filter((key) => now[key] === undefined),
    set: Object.entries(now)
      .filter(([key, value]) => then[key] !== value)
      .map(([Key, Value]) => ({ Key, Value })),
  };
}
