/** The services of AWS that are asked for what a killed run made; with the credentials of whoever runs it. */
import { ACMClient } from "@aws-sdk/client-acm";
import { EC2Client } from "@aws-sdk/client-ec2";
import { EKSClient } from "@aws-sdk/client-eks";
import { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { RDSClient } from "@aws-sdk/client-rds";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { WAFV2Client } from "@aws-sdk/client-wafv2";
import { awsRetries } from "../../components/aws/sdk";

export type Clients = ReturnType<typeof clientsIn>;

export function clientsIn(region: string) {
  const settings = { region, ...awsRetries };
  return {
    acm: new ACMClient(settings),
    caches: new ElastiCacheClient(settings),
    ec2: new EC2Client(settings),
    eks: new EKSClient(settings),
    elb: new ElasticLoadBalancingV2Client(settings),
    iam: new IAMClient(settings),
    kms: new KMSClient(settings),
    rds: new RDSClient(settings),
    secrets: new SecretsManagerClient(settings),
    waf: new WAFV2Client(settings),
  };
}
