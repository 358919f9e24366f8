/** aws.s3.Bucket, and what says how it is used: each a resource of its own. */
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type LifecycleRule,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutPublicAccessBlockCommand,
  type ServerSideEncryption,
} from "@aws-sdk/client-s3";
import { region } from "../../aws/account";
import type { Values } from "../values";
import type { Aws } from "./clients";
import { block, blocks, type Kind, number, text, truth, unlessGone } from "./kind";
import { listed, tagsIn } from "./tags";

async function tag({ s3 }: Aws, Bucket: string, inputs: Values): Promise<void> {
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: listed(inputs) ?? [] } }));
}

const gone = ["NotFound", "NoSuchBucket"];

async function empty({ s3 }: Aws, Bucket: string): Promise<void> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const Objects = Contents.map(({ Key }) => ({ Key }));
  if (Objects.length > 0) await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
}

export const bucket: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/s3/bucket",
  longestName: 63,
  nameInput: "bucket",
  fields: {
    bucket: { is: "text", longest: 63, replaces: true },
    forceDestroy: { is: "truth", default: false },
    tags: { is: "tags" },
  },
  remembered: ["forceDestroy"],
  computed: ["arn", "bucketDomainName", "tagsAll"],

  async create(aws, inputs) {
    const Bucket = text(inputs, "bucket") ?? "";
    const CreateBucketConfiguration = { LocationConstraint: region } as const;
    await aws.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    await tag(aws, Bucket, inputs);
    return Bucket;
  },

  async read({ s3 }, Bucket) {
    if (!(await unlessGone(s3.send(new HeadBucketCommand({ Bucket })), ...gone))) return undefined;
    const tagged = await unlessGone(s3.send(new GetBucketTaggingCommand({ Bucket })), "NoSuchTagSet");
    return {
      arn: `arn:aws:s3:::${Bucket}`,
      bucket: Bucket,
      bucketDomainName: `${Bucket}.s3.amazonaws.com`,
      tags: tagsIn(tagged?.TagSet),
    };
  },

  async update(aws, Bucket, inputs) {
    await tag(aws, Bucket, inputs);
  },

  async delete(aws, Bucket, inputs) {
    if (truth(inputs, "forceDestroy")) await empty(aws, Bucket);
    await unlessGone(aws.s3.send(new DeleteBucketCommand({ Bucket })), ...gone);
  },
};

/** What says how a bucket is used: it has the bucket's name for an id, and is made by being set. */
function aboutBucket(kind: Omit<Kind, "computed" | "create">): Kind {
  return {
    ...kind,
    fields: { bucket: { is: "text", required: true, replaces: true }, ...kind.fields },
    computed: [],

    async create(aws, inputs) {
      const id = text(inputs, "bucket") ?? "";
      await kind.update(aws, id, inputs, {});
      return id;
    },
  };
}

const bucketOf = (inputs: Values) => ({ Bucket: text(inputs, "bucket") ?? "" });

export const publicAccessBlock = aboutBucket({
  source: "www.pulumi.com/registry/packages/aws/api-docs/s3/bucketpublicaccessblock",
  fields: {
    blockPublicAcls: { is: "truth", default: false },
    blockPublicPolicy: { is: "truth", default: false },
    ignorePublicAcls: { is: "truth", default: false },
    restrictPublicBuckets: { is: "truth", default: false },
  },

  async read({ s3 }, Bucket) {
    const asked = s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    const found = await unlessGone(asked, "NoSuchPublicAccessBlockConfiguration", ...gone);
    const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } =
      found?.PublicAccessBlockConfiguration ?? {};
    return (
      found && {
        blockPublicAcls: BlockPublicAcls,
        blockPublicPolicy: BlockPublicPolicy,
        bucket: Bucket,
        ignorePublicAcls: IgnorePublicAcls,
        restrictPublicBuckets: RestrictPublicBuckets,
      }
    );
  },

  async update({ s3 }, _, inputs) {
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: truth(inputs, "blockPublicAcls"),
      BlockPublicPolicy: truth(inputs, "blockPublicPolicy"),
      IgnorePublicAcls: truth(inputs, "ignorePublicAcls"),
      RestrictPublicBuckets: truth(inputs, "restrictPublicBuckets"),
    };
    await s3.send(new PutPublicAccessBlockCommand({ ...bucketOf(inputs), PublicAccessBlockConfiguration }));
  },

  async delete({ s3 }, Bucket) {
    await unlessGone(s3.send(new DeletePublicAccessBlockCommand({ Bucket })), ...gone);
  },
});

export const encryption = aboutBucket({
  source: "www.pulumi.com/registry/packages/aws/api-docs/s3/bucketserversideencryptionconfiguration",
  fields: {
    rules: {
      is: "blocks",
      required: true,
      fields: {
        applyServerSideEncryptionByDefault: {
          is: "block",
          fields: { sseAlgorithm: { is: "text", oneOf: ["AES256"], required: true } },
        },
      },
    },
  },

  async read({ s3 }, Bucket) {
    const asked = s3.send(new GetBucketEncryptionCommand({ Bucket }));
    const found = await unlessGone(asked, "ServerSideEncryptionConfigurationNotFoundError", ...gone);
    const rules = found?.ServerSideEncryptionConfiguration?.Rules?.map((rule) => ({
      applyServerSideEncryptionByDefault: {
        sseAlgorithm: rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
      },
    }));
    return rules && { bucket: Bucket, rules };
  },

  async update({ s3 }, _, inputs) {
    const Rules = blocks(inputs, "rules").map((rule) => {
      const byDefault = block(rule, "applyServerSideEncryptionByDefault") ?? {};
      const SSEAlgorithm = text(byDefault, "sseAlgorithm") as ServerSideEncryption;
      return { ApplyServerSideEncryptionByDefault: { SSEAlgorithm } };
    });
    const ServerSideEncryptionConfiguration = { Rules };
    await s3.send(new PutBucketEncryptionCommand({ ...bucketOf(inputs), ServerSideEncryptionConfiguration }));
  },

  async delete({ s3 }, Bucket) {
    await unlessGone(s3.send(new DeleteBucketEncryptionCommand({ Bucket })), ...gone);
  },
});

export const lifecycle = aboutBucket({
  source: "www.pulumi.com/registry/packages/aws/api-docs/s3/bucketlifecycleconfiguration",
  fields: {
    rules: {
      is: "blocks",
      required: true,
      fields: {
        abortIncompleteMultipartUpload: {
          is: "block",
          fields: { daysAfterInitiation: { is: "number", from: 1, to: 36_500, required: true } },
        },
        expiration: {
          is: "block",
          fields: { days: { is: "number", from: 1, to: 36_500, required: true } },
        },
        filter: { is: "block", required: true, fields: { prefix: { is: "text", required: true } } },
        id: { is: "text", longest: 255, required: true },
        status: { is: "text", oneOf: ["Enabled", "Disabled"], required: true },
      },
    },
  },

  async read({ s3 }, Bucket) {
    const asked = s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    const found = await unlessGone(asked, "NoSuchLifecycleConfiguration", ...gone);
    const rules = found?.Rules?.map(({ AbortIncompleteMultipartUpload, Expiration, Filter, ID, Status }) => ({
      ...(AbortIncompleteMultipartUpload && {
        abortIncompleteMultipartUpload: {
          daysAfterInitiation: AbortIncompleteMultipartUpload.DaysAfterInitiation,
        },
      }),
      ...(Expiration && { expiration: { days: Expiration.Days } }),
      filter: { prefix: Filter?.Prefix ?? "" },
      id: ID,
      status: Status,
    }));
    return rules && { bucket: Bucket, rules };
  },

  async update({ s3 }, _, inputs) {
    const Rules = blocks(inputs, "rules").map((rule): LifecycleRule => {
      const [expiration, parts] = [block(rule, "expiration"), block(rule, "abortIncompleteMultipartUpload")];
      return {
        ID: text(rule, "id"),
        Status: text(rule, "status") as LifecycleRule["Status"],
        Filter: { Prefix: text(block(rule, "filter") ?? {}, "prefix") },
        Expiration: expiration && { Days: number(expiration, "days") },
        AbortIncompleteMultipartUpload: parts && {
          DaysAfterInitiation: number(parts, "daysAfterInitiation"),
        },
      };
    });
    const LifecycleConfiguration = { Rules };
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({ ...bucketOf(inputs), LifecycleConfiguration }),
    );
  },

  async delete({ s3 }, Bucket) {
    await unlessGone(s3.send(new DeleteBucketLifecycleCommand({ Bucket })), ...gone);
  },
});

export const bucketPolicy = aboutBucket({
  source: "www.pulumi.com/registry/packages/aws/api-docs/s3/bucketpolicy",
  fields: { policy: { is: "json", required: true } },

  async read({ s3 }, Bucket) {
    const asked = s3.send(new GetBucketPolicyCommand({ Bucket }));
    const found = await unlessGone(asked, "NoSuchBucketPolicy", ...gone);
    return found && { bucket: Bucket, policy: found.Policy };
  },

  async update({ s3 }, _, inputs) {
    await s3.send(new PutBucketPolicyCommand({ ...bucketOf(inputs), Policy: text(inputs, "policy") }));
  },

  async delete({ s3 }, Bucket) {
    await unlessGone(s3.send(new DeleteBucketPolicyCommand({ Bucket })), ...gone);
  },
});
