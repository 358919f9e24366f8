/** aws.ecr.Repository and aws.ecr.LifecyclePolicy. */
import {
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  type EncryptionType,
  GetLifecyclePolicyCommand,
  type ImageTagMutability,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-ecr";
import { accountId, region } from "../../aws/account";
import type { Values } from "../values";
import { block, blocks, type Kind, text, truth, unlessGone } from "./kind";
import { difference, listed, tagsIn } from "./tags";

const scanning = (inputs: Values) => ({
  scanOnPush: truth(block(inputs, "imageScanningConfiguration") ?? {}, "scanOnPush") ?? false,
});
const mutability = (inputs: Values) => text(inputs, "imageTagMutability") as ImageTagMutability;

export const repository: Kind = {
  source: "terraform-provider-aws internal/service/ecr/repository.go; AmazonECR API_CreateRepository.html",
  longestName: 256,
  fields: {
    encryptionConfigurations: {
      is: "blocks",
      replaces: true,
      fields: {
        encryptionType: { is: "text", oneOf: ["AES256", "KMS"], default: "AES256" },
        kmsKey: { is: "text" },
      },
    },
    forceDelete: { is: "truth" },
    imageScanningConfiguration: { is: "block", fields: { scanOnPush: { is: "truth", required: true } } },
    imageTagMutability: { is: "text", oneOf: ["MUTABLE", "IMMUTABLE"], default: "MUTABLE" },
    name: { is: "text", longest: 256, replaces: true },
    tags: { is: "tags" },
  },
  remembered: ["forceDelete"],
  computed: ["arn", "registryId", "repositoryUrl", "tagsAll"],

  async create({ ecr }, inputs) {
    const [encryption] = blocks(inputs, "encryptionConfigurations");
    const repositoryName = text(inputs, "name") ?? "";
    await ecr.send(
      new CreateRepositoryCommand({
        repositoryName,
        encryptionConfiguration: encryption && {
          encryptionType: text(encryption, "encryptionType") as EncryptionType,
          kmsKey: text(encryption, "kmsKey"),
        },
        imageScanningConfiguration: scanning(inputs),
        imageTagMutability: mutability(inputs),
        tags: listed(inputs),
      }),
    );
    return repositoryName;
  },

  async read({ ecr }, name) {
    const asked = ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] }));
    const found = (await unlessGone(asked, "RepositoryNotFound"))?.repositories?.[0];
    if (!found) return undefined;
    const resourceArn = found.repositoryArn;
    const { tags } = await ecr.send(new ListTagsForResourceCommand({ resourceArn }));
    const { encryptionType, kmsKey } = found.encryptionConfiguration ?? {};
    return {
      arn: resourceArn,
      encryptionConfigurations: [{ encryptionType, ...(kmsKey !== undefined && { kmsKey }) }],
      imageScanningConfiguration: { scanOnPush: found.imageScanningConfiguration?.scanOnPush },
      imageTagMutability: found.imageTagMutability,
      name: found.repositoryName,
      registryId: found.registryId,
      repositoryUrl: found.repositoryUri,
      tags: tagsIn(tags),
    };
  },

  async update({ ecr }, repositoryName, inputs, before) {
    const imageTagMutability = mutability(inputs);
    if (imageTagMutability !== before.imageTagMutability)
      await ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability }));
    const imageScanningConfiguration = scanning(inputs);
    if (imageScanningConfiguration.scanOnPush !== scanning(before).scanOnPush)
      await ecr.send(
        new PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration }),
      );
    const resourceArn = `arn:aws:ecr:${region}:${accountId}:repository/${repositoryName}`;
    const { gone, set } = difference(inputs, before);
    if (gone.length > 0) await ecr.send(new UntagResourceCommand({ resourceArn, tagKeys: gone }));
    if (set.length > 0) await ecr.send(new TagResourceCommand({ resourceArn, tags: set }));
  },

  /** AWS refuses it while there are images in it, unless `forceDelete` was set by a run before. */
  async delete({ ecr }, repositoryName, inputs) {
    const force = truth(inputs, "forceDelete") ?? false;
    await unlessGone(ecr.send(new DeleteRepositoryCommand({ repositoryName, force })), "RepositoryNotFound");
  },
};

const gone = ["LifecyclePolicyNotFound", "RepositoryNotFound"];

export const lifecyclePolicy: Kind = {
  source: "terraform-provider-aws internal/service/ecr/lifecycle_policy.go; pulumi-aws provider/resources.go",
  deletesFirst: true,
  fields: {
    policy: { is: "json", required: true },
    repository: { is: "text", required: true, replaces: true },
  },
  computed: ["registryId"],

  async create({ ecr }, inputs) {
    const repositoryName = text(inputs, "repository") ?? "";
    const lifecyclePolicyText = text(inputs, "policy");
    await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    return repositoryName;
  },

  async read({ ecr }, repositoryName) {
    const asked = ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
    const found = await unlessGone(asked, ...gone);
    return (
      found && { policy: found.lifecyclePolicyText, registryId: found.registryId, repository: repositoryName }
    );
  },

  async update({ ecr }, repositoryName, inputs) {
    const lifecyclePolicyText = text(inputs, "policy");
    await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
  },

  async delete({ ecr }, repositoryName) {
    await unlessGone(ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName })), ...gone);
  },
};
