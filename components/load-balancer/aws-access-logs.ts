/** Where the load balancer writes who asked for what. */
import * as aws from "../aws/services";
import * as pulumi from "@pulumi/pulumi";
import type { EdgeSettings } from "../settings/aws/edge";

export interface AccessLogs {
  readonly bucket: pulumi.Input<string>;
  /** What has to be there before AWS takes the bucket. */
  readonly ready: pulumi.Resource[];
}

/** A bucket that is there, or one that nobody but the load balancers of this account writes to. */
export function createAccessLogs(
  { accessLogs, deletionProtection }: EdgeSettings,
  account: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): AccessLogs {
  if (accessLogs.bucket !== undefined) return { bucket: accessLogs.bucket, ready: [] };
  // A bucket that is not empty cannot be deleted, and this one never is.
  const bucket = new aws.s3.Bucket("access-logs", { forceDestroy: !deletionProtection }, opts);
  const of = { bucket: bucket.bucket };
  const closed = new aws.s3.BucketPublicAccessBlock(
    "access-logs-closed",
    {
      ...of,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    opts,
  );
  // With a key of one's own AWS could not write here.
  const sse = { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
  new aws.s3.BucketServerSideEncryptionConfiguration("access-logs-encryption", { ...of, rules: [sse] }, opts);
  new aws.s3.BucketLifecycleConfiguration(
    "access-logs-expiry",
    {
      ...of,
      rules: [
        {
          id: "expire",
          status: "Enabled",
          filter: { prefix: "" },
          expiration: { days: accessLogs.days },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    opts,
  );
  const policy = new aws.s3.BucketPolicy(
    "access-logs-policy",
    { ...of, policy: writing(bucket.arn, account) },
    // Both are changes of who may come in; AWS refuses two at a time.
    pulumi.mergeOptions(opts, { dependsOn: closed }),
  );
  return { bucket: bucket.bucket, ready: [policy] };
}

function writing(bucket: pulumi.Output<string>, account: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "LoadBalancerWrites",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: pulumi.interpolate`${bucket}/AWSLogs/${account}/*`,
      },
      {
        Sid: "NobodyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucket, pulumi.interpolate`${bucket}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
