/** What Pulumi starts a process for: asked for before the rest of the program is loaded (docs/decisions/0010-early-start.md). */
import { getProject, getStack } from "@pulumi/pulumi/metadata";
import { CommandCheck } from "../cluster/command-check";
import { requested } from "../provider/requested";
import type { AwsSettings, Settings } from "../settings/schema";
import { refuseNames } from "./names";
import { AwsProvider } from "./plugin";
import { Defect } from "../defect";

export interface StartedAws {
  readonly aws: AwsSettings;
  readonly provider: AwsProvider;
}

/** Returns when Pulumi has been asked for all of it. */
export async function startAws({ aws }: Settings): Promise<StartedAws> {
  if (!aws) throw new Defect("aws: is missing"); // settings are validated before this is called
  const { cluster, postgres, redis } = aws;
  const place = { project: getProject(), stack: getStack() };
  refuseNames(place, { isDataMade: !postgres.existing || !redis.existing });
  // Another kind of cluster is asked as its kubeconfig says.
  if (!("existing" in cluster) || cluster.existing.name !== undefined) new CommandCheck();
  const provider = new AwsProvider(aws, place);
  await requested();
  return { aws, provider };
}
