/** The services of AWS that the modelled types are kept in. */
import { ACMClient } from "@aws-sdk/client-acm";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAMClient } from "@aws-sdk/client-iam";
import { Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import { WAFV2Client } from "@aws-sdk/client-wafv2";
import { clientSettings } from "../../aws/account";

export interface Aws {
  readonly acm: ACMClient;
  readonly ec2: EC2Client;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly iam: IAMClient;
  readonly logs: CloudWatchLogsClient;
  readonly route53: Route53Client;
  readonly s3: S3Client;
  readonly waf: WAFV2Client;
}

export function awsClients(endpoint: string): Aws {
  // As often as the published provider tries (its `maxRetries`).
  const settings = { ...clientSettings(endpoint), maxAttempts: 25 };
  return {
    acm: new ACMClient(settings),
    ec2: new EC2Client(settings),
    elb: new ElasticLoadBalancingV2Client(settings),
    iam: new IAMClient(settings),
    logs: new CloudWatchLogsClient(settings),
    route53: new Route53Client(settings),
    // The name of a bucket is in the path: the simulation has one host name only.
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    waf: new WAFV2Client(settings),
  };
}
