/** The services of AWS that the modelled types are kept in. */
import { ACMClient } from "@aws-sdk/client-acm";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ECRClient } from "@aws-sdk/client-ecr";
import { EKSClient } from "@aws-sdk/client-eks";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { RDSClient } from "@aws-sdk/client-rds";
import { Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { WAFV2Client } from "@aws-sdk/client-wafv2";
import { clientSettings } from "../../aws/account";

export interface Aws {
  readonly acm: ACMClient;
  readonly caches: ElastiCacheClient;
  readonly ec2: EC2Client;
  readonly ecr: ECRClient;
  readonly eks: EKSClient;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly logs: CloudWatchLogsClient;
  readonly rds: RDSClient;
  readonly route53: Route53Client;
  readonly s3: S3Client;
  readonly secrets: SecretsManagerClient;
  readonly waf: WAFV2Client;
}

/** @param key whose questions they are to the simulation */
export function awsClients(endpoint: string, key?: string): Aws {
  // As often as the published provider tries (its `maxRetries`).
  const settings = { ...clientSettings(endpoint, key), maxAttempts: 25 };
  return {
    acm: new ACMClient(settings),
    caches: new ElastiCacheClient(settings),
    ec2: new EC2Client(settings),
    ecr: new ECRClient(settings),
    eks: new EKSClient(settings),
    elb: new ElasticLoadBalancingV2Client(settings),
    iam: new IAMClient(settings),
    kms: new KMSClient(settings),
    logs: new CloudWatchLogsClient(settings),
    rds: new RDSClient(settings),
    route53: new Route53Client(settings),
    // The name of a bucket is in the path: the simulation has one host name only.
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    secrets: new SecretsManagerClient(settings),
    waf: new WAFV2Client(settings),
  };
}
