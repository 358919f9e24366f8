/**
 * What the stack file names and AWS has to have. Asked before anything is registered that takes its answer: a rejected
 * output fails many resources in words of the SDK, which name no setting (R10).
 */
import { RunError } from "@pulumi/pulumi/errors";
// Not the SDK of AWS, which is still being loaded (docs/decisions/0010-early-start.md).
import { invoke } from "@pulumi/pulumi/runtime/invoke";
import { isZoneId } from "../settings/aws/edge";
import type { StartedAws } from "./started";

/** @throws RunError that names each setting whose thing is not there. */
export async function refuseMissing({ aws, provider }: StartedAws): Promise<void> {
  const { region, account, edge } = aws;
  const cluster = "existing" in aws.cluster ? aws.cluster.existing.name : undefined;
  const zone = edge.zone === undefined || isZoneId(edge.zone) ? undefined : edge.zone;
  const owner = account === undefined ? "the account of your credentials" : `account ${account}`;
  /** In the words of AWS: not there, not allowed, not reached. */
  const whyNot = async (question: string, args: Readonly<Record<string, unknown>>) => {
    try {
      await invoke(question, args, { provider });
      return undefined;
    } catch (error) {
      return (error as Error).message.replace(/^invocation of \S+ returned an error: /, "");
    }
  };
  const [clusterReason, zoneReason] = await Promise.all([
    cluster && whyNot("aws:eks/getCluster:getCluster", { name: cluster }),
    zone && whyNot("aws:route53/getZone:getZone", { name: zone, privateZone: false }),
  ]);
  const faults: string[] = [];
  if (clusterReason !== undefined)
    faults.push(
      `aws/cluster/existing/name: should be an EKS cluster in ${region} of ${owner}, got "${cluster}", of which AWS says: ${clusterReason}. If it is not there, name one that aws eks list-clusters --region ${region} shows, or correct aws/region`,
    );
  if (zoneReason !== undefined)
    faults.push(
      `aws/edge/zone: should be a public hosted zone of ${owner}, got "${zone}", of which AWS says: ${zoneReason}. If it is not there, name one that aws route53 list-hosted-zones shows; by its id, if two have that name`,
    );
  if (faults.length > 0) throw new RunError(faults.join("\n"));
}
