/** All types that the AWS provider for tests models. */
import { bucket, bucketPolicy, encryption, lifecycle, publicAccessBlock } from "./bucket";
import { cache } from "./cache";
import { cacheSubnets } from "./cache-subnets";
import { certificate, certificateValidation } from "./certificate";
import { database } from "./database";
import { databaseParameters, databaseSubnets } from "./database-groups";
import { lifecyclePolicy, repository } from "./ecr";
import { accessEntry, accessPolicyAssociation } from "./eks-access";
import { eksAddon, podIdentityAssociation } from "./eks-addon";
import { eksCluster } from "./eks-cluster";
import { eksNodeGroup } from "./eks-node-group";
import { flowLog } from "./flow-log";
import { internetGateway } from "./internet-gateway";
import type { Kind } from "./kind";
import { alias, key } from "./kms";
import { launchTemplate } from "./launch-template";
import { listener } from "./listener";
import { listenerRule } from "./listener-rule";
import { loadBalancer } from "./load-balancer";
import { logGroup } from "./log-group";
import { eip, natGateway } from "./nat-gateway";
import { openIdConnectProvider, policy, rolePolicyAttachment } from "./policy";
import { record } from "./record";
import { role, rolePolicy } from "./role";
import { route, routeTable, routeTableAssociation } from "./route-table";
import { defaultSecurityGroup, securityGroup } from "./security-group";
import { secret, secretVersion } from "./secret";
import { egressRule, ingressRule } from "./security-group-rule";
import { subnet } from "./subnet";
import { targetGroup } from "./target-group";
import { vpc } from "./vpc";
import { vpcEndpoint } from "./vpc-endpoint";
import { webAcl, webAclAssociation, webAclLogging } from "./web-acl";

const table: Readonly<Record<string, Kind>> = {
  "aws:acm/certificate:Certificate": certificate,
  "aws:acm/certificateValidation:CertificateValidation": certificateValidation,
  "aws:cloudwatch/logGroup:LogGroup": logGroup,
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": defaultSecurityGroup,
  "aws:ec2/eip:Eip": eip,
  "aws:ec2/flowLog:FlowLog": flowLog,
  "aws:ec2/internetGateway:InternetGateway": internetGateway,
  "aws:ec2/launchTemplate:LaunchTemplate": launchTemplate,
  "aws:ec2/natGateway:NatGateway": natGateway,
  "aws:ec2/route:Route": route,
  "aws:ec2/routeTable:RouteTable": routeTable,
  "aws:ec2/routeTableAssociation:RouteTableAssociation": routeTableAssociation,
  "aws:ec2/securityGroup:SecurityGroup": securityGroup,
  "aws:ec2/subnet:Subnet": subnet,
  "aws:ec2/vpc:Vpc": vpc,
  "aws:ec2/vpcEndpoint:VpcEndpoint": vpcEndpoint,
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": lifecyclePolicy,
  "aws:ecr/repository:Repository": repository,
  "aws:eks/accessEntry:AccessEntry": accessEntry,
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": accessPolicyAssociation,
  "aws:eks/addon:Addon": eksAddon,
  "aws:eks/cluster:Cluster": eksCluster,
  "aws:eks/nodeGroup:NodeGroup": eksNodeGroup,
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": podIdentityAssociation,
  "aws:elasticache/replicationGroup:ReplicationGroup": cache,
  "aws:elasticache/subnetGroup:SubnetGroup": cacheSubnets,
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": openIdConnectProvider,
  "aws:iam/policy:Policy": policy,
  "aws:iam/role:Role": role,
  "aws:iam/rolePolicy:RolePolicy": rolePolicy,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": rolePolicyAttachment,
  "aws:kms/alias:Alias": alias,
  "aws:kms/key:Key": key,
  "aws:lb/listener:Listener": listener,
  "aws:lb/listenerRule:ListenerRule": listenerRule,
  "aws:lb/loadBalancer:LoadBalancer": loadBalancer,
  "aws:lb/targetGroup:TargetGroup": targetGroup,
  "aws:rds/instance:Instance": database,
  "aws:rds/parameterGroup:ParameterGroup": databaseParameters,
  "aws:rds/subnetGroup:SubnetGroup": databaseSubnets,
  "aws:route53/record:Record": record,
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": lifecycle,
  "aws:s3/bucketPolicy:BucketPolicy": bucketPolicy,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": publicAccessBlock,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": encryption,
  "aws:secretsmanager/secret:Secret": secret,
  "aws:secretsmanager/secretVersion:SecretVersion": secretVersion,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": egressRule,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ingressRule,
  "aws:wafv2/webAcl:WebAcl": webAcl,
  "aws:wafv2/webAclAssociation:WebAclAssociation": webAclAssociation,
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": webAclLogging,
};

/** What the provider for tests knows to make. */
export const modelledTypes: readonly string[] = Object.keys(table);

/** @throws for a type that is not modelled */
export function kindOf(type: string): Kind {
  const kind = table[type];
  if (!kind) throw new Error(`${type} is not modelled by the AWS provider for tests`);
  return kind;
}
