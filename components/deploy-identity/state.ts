/** Pulumi's state of this stack, in a bucket: `pulumi login s3://BUCKET`. Other stacks' states are not reached. */
import type { Deployed } from "./place";
import type { Statement } from "./policy";

/** Where Pulumi keeps what belongs to a stack. */
const folders = ["backups", "history", "journal", "locks/organization", "stacks"];

function ofStack(place: Deployed, bucket: string): string[] {
  const own = `${place.project}/${place.stack}`;
  return folders.flatMap((folder) => {
    const at = `arn:aws:s3:::${bucket}/.pulumi/${folder}/${own}`;
    // A stack is a file; of the others each stack has a folder.
    return folder === "stacks" ? [`${at}.*`] : [`${at}/*`];
  });
}

export function stateReads(place: Deployed): Statement[] {
  if (!place.state) return [];
  const { bucket, key } = place.state;
  return [
    {
      sid: "FindState",
      why: "Pulumi looks for stacks and locks by listing; names of all stacks show",
      actions: ["s3:GetBucketLocation", "s3:ListBucket"],
      on: [`arn:aws:s3:::${bucket}`],
    },
    {
      sid: "ReadState",
      why: "the state of this stack, and which layout the bucket has",
      actions: ["s3:GetObject"],
      on: [...ofStack(place, bucket), `arn:aws:s3:::${bucket}/.pulumi/meta.yaml`],
    },
    ...(key === undefined
      ? []
      : [
          {
            sid: "DecryptState",
            why: "configuration and state hold secrets, without which nothing can be previewed",
            actions: ["kms:Decrypt"],
            on: [key],
          },
        ]),
  ];
}

export function stateWrites(place: Deployed): Statement[] {
  if (!place.state) return [];
  return [
    {
      sid: "WriteState",
      why: "the state of this stack, its lock and its history",
      actions: ["s3:DeleteObject", "s3:PutObject"],
      on: ofStack(place, place.state.bucket),
    },
  ];
}
