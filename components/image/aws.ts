/** Repositories for the images, in the registry of the account. */
import * as aws from "../aws/services";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../aws/context";
import type { RegistrySettings } from "../settings/aws/registry";
import type { Settings } from "../settings/schema";
import { ecrRepository } from "./ecr";

/** Made once, whichever colour asks first; none when they are somebody else's. */
export class Repositories {
  private made: pulumi.Resource[] | undefined;

  constructor(private readonly context: AwsContext) {}

  all(opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
    const { registry } = this.context.aws;
    if (!registry) return [];
    const names = repositoryNames(this.context.settings);
    return (this.made ??= names.map((name) => createRepository(name, registry, opts)));
  }
}

/** Of those that are made: one, when both images are in it. */
export function repositoryNames({ aws, frontend, backend }: Settings): string[] {
  if (aws?.registry?.repositories !== "made") return [];
  return [...new Set([frontend.image, backend.image].map((image) => ecrRepository(image)?.name ?? ""))];
}

function createRepository(
  name: string,
  { keep, deletionProtection }: RegistrySettings,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const repository = new aws.ecr.Repository(
    name,
    {
      name,
      // A tag is a version, and a version never changes what it names.
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
    },
    { ...opts, protect: deletionProtection },
  );
  new aws.ecr.LifecyclePolicy(`${name}-kept`, { repository: repository.name, policy: kept(keep) }, opts);
  return repository;
}

/** Evaluated in the order of priority; an image that one rule keeps or takes is none of the next one's. */
function kept(keep: number): string {
  return JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: "what a push left without a tag",
        selection: {
          tagStatus: "untagged",
          countType: "sinceImagePushed",
          countUnit: "days",
          countNumber: 7,
        },
        action: { type: "expire" },
      },
      {
        rulePriority: 2,
        description: `the ${keep} newest versions stay, for rollbacks`,
        selection: {
          tagStatus: "tagged",
          tagPatternList: ["*"],
          countType: "imageCountMoreThan",
          countNumber: keep,
        },
        action: { type: "expire" },
      },
    ],
  });
}
