/**
 * Which actions of IAM the published provider needs for a type: to read it, and to make, change, tag and delete it.
 * From the API calls in terraform-provider-aws (internal/service) and what the Service Authorization Reference says of
 * them; an action may have another name than its call.
 */

interface Needs {
  readonly reads: readonly string[];
  readonly changes: readonly string[];
}

const of = (service: string, words: string) => words.split(/\s+/).map((word) => `${service}:${word}`);
const needs = (service: string, reads: string, changes: string): Needs => ({
  reads: of(service, reads),
  changes: of(service, changes),
});
const also = (one: Needs, other: Needs): Needs => ({
  reads: [...one.reads, ...other.reads],
  changes: [...one.changes, ...other.changes],
});
const none: Needs = { reads: [], changes: [] };

const elb = (reads: string, changes: string) =>
  needs("elasticloadbalancing", `${reads} DescribeTags`, `${changes} AddTags RemoveTags`);
const ec2 = (reads: string, changes: string) => needs("ec2", reads, `${changes} CreateTags DeleteTags`);
const rule = (way: string) =>
  ec2(
    "DescribeSecurityGroupRules",
    `AuthorizeSecurityGroup${way} RevokeSecurityGroup${way} ModifySecurityGroupRules`,
  );
const bucket = (reads: string, changes: string) => needs("s3", reads, changes);
const logDelivery: Needs = {
  reads: [],
  changes: of("logs", "CreateLogDelivery DeleteLogDelivery PutResourcePolicy DescribeResourcePolicies"),
};
const lendsKey: Needs = { reads: ["kms:DescribeKey"], changes: ["kms:CreateGrant"] };
const passes: Needs = { reads: ["iam:GetRole"], changes: ["iam:PassRole"] };

export const actionsOfTypes: Readonly<Record<string, Needs>> = {
  "aws:acm/certificate:Certificate": needs(
    "acm",
    "DescribeCertificate ListTagsForCertificate",
    "RequestCertificate AddTagsToCertificate RemoveTagsFromCertificate DeleteCertificate",
  ),
  "aws:acm/certificateValidation:CertificateValidation": { reads: ["acm:DescribeCertificate"], changes: [] },
  "aws:cloudwatch/logGroup:LogGroup": needs(
    "logs",
    "DescribeLogGroups ListTagsForResource",
    "CreateLogGroup PutRetentionPolicy DeleteRetentionPolicy DeleteLogGroup TagResource UntagResource",
  ),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ec2(
    "DescribeSecurityGroups",
    "RevokeSecurityGroupIngress RevokeSecurityGroupEgress",
  ),
  "aws:ec2/eip:Eip": ec2("DescribeAddresses DescribeAddressesAttribute", "AllocateAddress ReleaseAddress"),
  "aws:ec2/flowLog:FlowLog": also(
    also(ec2("DescribeFlowLogs", "CreateFlowLogs DeleteFlowLogs"), logDelivery),
    passes,
  ),
  "aws:ec2/internetGateway:InternetGateway": ec2(
    "DescribeInternetGateways",
    "CreateInternetGateway AttachInternetGateway DetachInternetGateway DeleteInternetGateway",
  ),
  "aws:ec2/launchTemplate:LaunchTemplate": ec2(
    "DescribeLaunchTemplates DescribeLaunchTemplateVersions",
    "CreateLaunchTemplate CreateLaunchTemplateVersion ModifyLaunchTemplate DeleteLaunchTemplate",
  ),
  "aws:ec2/natGateway:NatGateway": ec2("DescribeNatGateways", "CreateNatGateway DeleteNatGateway"),
  "aws:ec2/route:Route": needs("ec2", "DescribeRouteTables", "CreateRoute ReplaceRoute DeleteRoute"),
  "aws:ec2/routeTable:RouteTable": ec2(
    "DescribeRouteTables",
    "CreateRouteTable DisassociateRouteTable DeleteRouteTable",
  ),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": needs(
    "ec2",
    "DescribeRouteTables",
    "AssociateRouteTable ReplaceRouteTableAssociation DisassociateRouteTable",
  ),
  "aws:ec2/securityGroup:SecurityGroup": ec2(
    "DescribeSecurityGroups DescribeNetworkInterfaces",
    "CreateSecurityGroup RevokeSecurityGroupEgress RevokeSecurityGroupIngress DeleteSecurityGroup",
  ),
  "aws:ec2/subnet:Subnet": ec2(
    "DescribeSubnets DescribeNetworkInterfaces",
    "CreateSubnet ModifySubnetAttribute DeleteSubnet",
  ),
  "aws:ec2/vpc:Vpc": ec2(
    "DescribeVpcs DescribeVpcAttribute DescribeRouteTables DescribeNetworkAcls DescribeSecurityGroups",
    "CreateVpc ModifyVpcAttribute DeleteVpc",
  ),
  "aws:ec2/vpcEndpoint:VpcEndpoint": also(
    ec2("DescribeVpcEndpoints DescribePrefixLists", "CreateVpcEndpoint ModifyVpcEndpoint DeleteVpcEndpoints"),
    { reads: [], changes: ["route53:AssociateVPCWithHostedZone"] },
  ),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": needs(
    "ecr",
    "GetLifecyclePolicy",
    "PutLifecyclePolicy DeleteLifecyclePolicy",
  ),
  "aws:ecr/repository:Repository": needs(
    "ecr",
    "DescribeRepositories ListTagsForResource",
    "CreateRepository PutImageTagMutability PutImageScanningConfiguration DeleteRepository TagResource UntagResource",
  ),
  "aws:eks/accessEntry:AccessEntry": needs(
    "eks",
    "DescribeAccessEntry",
    "CreateAccessEntry UpdateAccessEntry DeleteAccessEntry TagResource UntagResource",
  ),
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": needs(
    "eks",
    "ListAssociatedAccessPolicies",
    "AssociateAccessPolicy DisassociateAccessPolicy",
  ),
  "aws:eks/addon:Addon": also(
    needs(
      "eks",
      "DescribeAddon DescribeAddonVersions DescribePodIdentityAssociation ListPodIdentityAssociations DescribeUpdate",
      "CreateAddon UpdateAddon DeleteAddon CreatePodIdentityAssociation UpdatePodIdentityAssociation DeletePodIdentityAssociation TagResource UntagResource",
    ),
    passes,
  ),
  "aws:eks/cluster:Cluster": also(
    also(
      needs(
        "eks",
        "DescribeCluster DescribeUpdate",
        "CreateCluster UpdateClusterConfig UpdateClusterVersion AssociateEncryptionConfig DeleteCluster TagResource UntagResource",
      ),
      passes,
    ),
    lendsKey,
  ),
  "aws:eks/nodeGroup:NodeGroup": also(
    also(
      needs(
        "eks",
        "DescribeNodegroup DescribeUpdate",
        "CreateNodegroup UpdateNodegroupConfig UpdateNodegroupVersion DeleteNodegroup TagResource UntagResource",
      ),
      passes,
    ),
    { reads: ["ec2:DescribeSubnets", "ec2:DescribeLaunchTemplateVersions"], changes: ["ec2:RunInstances"] },
  ),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": also(
    needs(
      "eks",
      "DescribePodIdentityAssociation",
      "CreatePodIdentityAssociation UpdatePodIdentityAssociation DeletePodIdentityAssociation TagResource UntagResource",
    ),
    passes,
  ),
  "aws:elasticache/replicationGroup:ReplicationGroup": also(
    needs(
      "elasticache",
      "DescribeReplicationGroups DescribeCacheClusters ListTagsForResource",
      "CreateReplicationGroup ModifyReplicationGroup IncreaseReplicaCount DecreaseReplicaCount DeleteReplicationGroup AddTagsToResource RemoveTagsFromResource",
    ),
    lendsKey,
  ),
  "aws:elasticache/subnetGroup:SubnetGroup": needs(
    "elasticache",
    "DescribeCacheSubnetGroups ListTagsForResource",
    "CreateCacheSubnetGroup ModifyCacheSubnetGroup DeleteCacheSubnetGroup AddTagsToResource RemoveTagsFromResource",
  ),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": needs(
    "iam",
    "GetOpenIDConnectProvider ListOpenIDConnectProviderTags",
    "CreateOpenIDConnectProvider AddClientIDToOpenIDConnectProvider RemoveClientIDFromOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint DeleteOpenIDConnectProvider TagOpenIDConnectProvider UntagOpenIDConnectProvider",
  ),
  "aws:iam/policy:Policy": needs(
    "iam",
    "GetPolicy GetPolicyVersion ListPolicyVersions ListPolicyTags",
    "CreatePolicy CreatePolicyVersion DeletePolicyVersion DeletePolicy TagPolicy UntagPolicy",
  ),
  "aws:iam/role:Role": needs(
    "iam",
    "GetRole ListRolePolicies ListAttachedRolePolicies GetRolePolicy ListRoleTags ListInstanceProfilesForRole",
    "CreateRole UpdateRole UpdateAssumeRolePolicy UpdateRoleDescription PutRolePermissionsBoundary DeleteRole TagRole UntagRole",
  ),
  "aws:iam/rolePolicy:RolePolicy": needs("iam", "GetRolePolicy", "PutRolePolicy DeleteRolePolicy"),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": needs(
    "iam",
    "ListAttachedRolePolicies",
    "AttachRolePolicy DetachRolePolicy",
  ),
  "aws:kms/alias:Alias": needs("kms", "ListAliases", "CreateAlias UpdateAlias DeleteAlias"),
  "aws:kms/key:Key": needs(
    "kms",
    "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
    "CreateKey EnableKeyRotation DisableKeyRotation UpdateKeyDescription PutKeyPolicy ScheduleKeyDeletion TagResource UntagResource",
  ),
  "aws:lb/listener:Listener": elb(
    "DescribeListeners DescribeListenerAttributes",
    "CreateListener ModifyListener ModifyListenerAttributes DeleteListener",
  ),
  "aws:lb/listenerRule:ListenerRule": elb(
    "DescribeRules",
    "CreateRule ModifyRule SetRulePriorities DeleteRule",
  ),
  "aws:lb/loadBalancer:LoadBalancer": elb(
    "DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeCapacityReservation",
    "CreateLoadBalancer ModifyLoadBalancerAttributes SetSecurityGroups SetSubnets SetIpAddressType DeleteLoadBalancer",
  ),
  "aws:lb/targetGroup:TargetGroup": elb(
    "DescribeTargetGroups DescribeTargetGroupAttributes DescribeTargetHealth",
    "CreateTargetGroup ModifyTargetGroup ModifyTargetGroupAttributes DeleteTargetGroup",
  ),
  "aws:rds/instance:Instance": also(
    needs(
      "rds",
      "DescribeDBInstances ListTagsForResource",
      "CreateDBInstance ModifyDBInstance DeleteDBInstance AddTagsToResource RemoveTagsFromResource",
    ),
    lendsKey,
  ),
  "aws:rds/parameterGroup:ParameterGroup": needs(
    "rds",
    "DescribeDBParameterGroups DescribeDBParameters ListTagsForResource",
    "CreateDBParameterGroup ModifyDBParameterGroup ResetDBParameterGroup DeleteDBParameterGroup AddTagsToResource RemoveTagsFromResource",
  ),
  "aws:rds/subnetGroup:SubnetGroup": needs(
    "rds",
    "DescribeDBSubnetGroups ListTagsForResource",
    "CreateDBSubnetGroup ModifyDBSubnetGroup DeleteDBSubnetGroup AddTagsToResource RemoveTagsFromResource",
  ),
  "aws:route53/record:Record": needs(
    "route53",
    "GetHostedZone ListResourceRecordSets GetChange",
    "ChangeResourceRecordSets",
  ),
  "aws:s3/bucket:Bucket": bucket(
    "ListBucket GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging GetBucketObjectLockConfiguration GetBucketPolicy GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetAccelerateConfiguration GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration ListTagsForResource",
    "CreateBucket PutBucketTagging TagResource UntagResource DeleteBucket",
  ),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucket(
    "GetLifecycleConfiguration",
    "PutLifecycleConfiguration",
  ),
  "aws:s3/bucketPolicy:BucketPolicy": bucket("GetBucketPolicy", "PutBucketPolicy DeleteBucketPolicy"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucket(
    "GetBucketPublicAccessBlock",
    "PutBucketPublicAccessBlock",
  ),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucket(
    "GetEncryptionConfiguration",
    "PutEncryptionConfiguration",
  ),
  "aws:secretsmanager/secret:Secret": needs(
    "secretsmanager",
    "DescribeSecret GetResourcePolicy",
    "CreateSecret UpdateSecret DeleteSecret TagResource UntagResource",
  ),
  "aws:secretsmanager/secretVersion:SecretVersion": also(
    needs("secretsmanager", "GetSecretValue DescribeSecret", "PutSecretValue UpdateSecretVersionStage"),
    { reads: ["kms:Decrypt"], changes: ["kms:GenerateDataKey"] },
  ),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule("Egress"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule("Ingress"),
  "aws:wafv2/webAcl:WebAcl": needs(
    "wafv2",
    "GetWebACL ListTagsForResource",
    "CreateWebACL UpdateWebACL DeleteWebACL TagResource UntagResource",
  ),
  "aws:wafv2/webAclAssociation:WebAclAssociation": also(
    needs("wafv2", "GetWebACLForResource", "AssociateWebACL DisassociateWebACL"),
    { reads: [], changes: ["elasticloadbalancing:SetWebACL"] },
  ),
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": also(
    needs("wafv2", "GetLoggingConfiguration", "PutLoggingConfiguration DeleteLoggingConfiguration"),
    logDelivery,
  ),
  // The provider itself looks up its own account, which AWS allows everybody.
  "pulumi:providers:aws": none,
};

/** Of functions that each run asks, and of the program's own resources. */
export const alsoRead: readonly string[] = [
  "rds:DescribeDBSnapshots",
  "route53:ListHostedZones",
  "route53:ListTagsForResource",
  "secretsmanager:GetRandomPassword",
  ...of(
    "elasticloadbalancing",
    "DescribeLoadBalancers DescribeListeners DescribeTargetGroups DescribeTags DescribeTargetHealth",
  ),
];
export const alsoChanged: readonly string[] = of(
  "rds",
  "CreateDBSnapshot DeleteDBSnapshot AddTagsToResource",
);
