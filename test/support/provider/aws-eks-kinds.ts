/** One resource of each type that a Kubernetes on AWS is made of, with the roles that it needs. */
import { accountId } from "../aws/account";
import type { AwsSimulation } from "../aws/simulation";
import type { ContractKind, ContractKinds } from "./contract";

const output = (path: string) => ({ output: path });
const latest = { output: "template.latestVersion", as: "text" };
const tags = { step: "two" };

const policy = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
const reading = (bucket: string) => policy({ Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}/*` });
const role = (name: string, service: string): ContractKind => ({
  declared: {
    type: "aws/iam/Role",
    name,
    args: {
      assumeRolePolicy: policy({
        Principal: { Service: `${service}.amazonaws.com` },
        Action: ["sts:AssumeRole", "sts:TagSession"],
      }),
    },
  },
  tells: ["arn", "name"],
});
const attached = (name: string, to: string, policyName: string): ContractKind => ({
  declared: {
    type: "aws/iam/RolePolicyAttachment",
    name,
    args: { role: output(`${to}.name`), policyArn: `arn:aws:iam::aws:policy/${policyName}` },
  },
  tells: ["policyArn"],
});

export function awsEksKinds({ subnetIds, vpcId }: AwsSimulation): ContractKinds {
  const cluster = (name: string, args: object) => ({
    type: "aws/eks/Cluster",
    name,
    args: { roleArn: output("cluster-role.arn"), ...args },
    options: { dependsOn: ["cluster-policy"] },
  });
  const ofCluster = (type: string, name: string, args: object, options: object = {}) => ({
    type: `aws/eks/${type}`,
    name,
    args: { clusterName: output("cluster.name"), ...args },
    options,
  });

  return {
    key: {
      declared: { type: "aws/kms/Key", name: "key", args: { enableKeyRotation: true } },
      tells: ["arn"],
    },
    "cluster-role": role("cluster-role", "eks"),
    "cluster-policy": attached("cluster-policy", "cluster-role", "AmazonEKSClusterPolicy"),
    "node-role": role("node-role", "ec2"),
    joining: attached("joining", "node-role", "AmazonEKSWorkerNodePolicy"),
    pulling: attached("pulling", "node-role", "AmazonEC2ContainerRegistryPullOnly"),
    "pod-role": role("pod-role", "pods.eks"),
    "pod-role-two": role("pod-role-two", "pods.eks"),
    policy: {
      declared: { type: "aws/iam/Policy", name: "policy", args: { policy: reading("one") } },
      update: { policy: reading("two"), tags },
      tells: ["arn", "policyId"],
    },
    "policy-two": {
      declared: { type: "aws/iam/Policy", name: "policy-two", args: { policy: reading("one") } },
      replace: { path: "/another/" },
      tells: ["arn"],
    },
    bounded: {
      declared: {
        type: "aws/iam/Role",
        name: "bounded",
        args: {
          assumeRolePolicy: policy({ Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }),
          permissionsBoundary: output("policy.arn"),
        },
      },
      update: { permissionsBoundary: output("policy-two.arn") },
      tells: ["permissionsBoundary"],
    },
    attachment: {
      declared: {
        type: "aws/iam/RolePolicyAttachment",
        name: "attachment",
        args: { role: output("pod-role.name"), policyArn: output("policy.arn") },
      },
      replace: { policyArn: output("policy-two.arn") },
      tells: ["role"],
    },
    issuer: {
      declared: {
        type: "aws/iam/OpenIdConnectProvider",
        name: "issuer",
        args: { url: "https://token.example.com", clientIdLists: ["sts.amazonaws.com"] },
      },
      update: { clientIdLists: ["sts.amazonaws.com", "another"], thumbprintLists: ["0".repeat(40)], tags },
      replace: { url: "https://token.another.example.com/path" },
      tells: ["arn"],
    },
    template: {
      declared: {
        type: "aws/ec2/LaunchTemplate",
        name: "template",
        args: {
          metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
          blockDeviceMappings: [
            { deviceName: "/dev/xvda", ebs: { volumeSize: 30, volumeType: "gp3", encrypted: "true" } },
          ],
          tagSpecifications: [
            { resourceType: "volume", tags: { step: "one" } },
            { resourceType: "instance", tags: { step: "one" } },
          ],
          updateDefaultVersion: true,
          tags: { step: "one" },
        },
      },
      update: { metadataOptions: { httpPutResponseHopLimit: 2 }, description: "hops", tags },
      tells: ["arn", "latestVersion", "defaultVersion"],
    },
    "template-two": {
      declared: { type: "aws/ec2/LaunchTemplate", name: "template-two", args: {} },
      replace: { name: "of-another-name" },
      tells: ["arn"],
    },
    "control-plane": {
      declared: { type: "aws/ec2/SecurityGroup", name: "control-plane", args: { vpcId } },
      tells: ["arn"],
    },
    cluster: {
      declared: cluster("cluster", {
        name: "contract",
        version: "1.35",
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        bootstrapSelfManagedAddons: false,
        enabledClusterLogTypes: ["authenticator", "api"],
        encryptionConfig: { provider: { keyArn: output("key.arn") }, resources: ["secrets"] },
        upgradePolicy: { supportType: "STANDARD" },
        vpcConfig: {
          subnetIds: [...subnetIds].reverse(),
          securityGroupIds: [output("control-plane.id")],
          endpointPrivateAccess: true,
          publicAccessCidrs: ["192.0.2.0/24"],
        },
      }),
      update: {
        enabledClusterLogTypes: ["audit"],
        upgradePolicy: { supportType: "EXTENDED" },
        deletionProtection: true,
        vpcConfig: { endpointPublicAccess: false, securityGroupIds: [] },
        tags,
      },
      tells: ["arn", "endpoint", "certificateAuthority", "identities", "platformVersion"],
    },
    "cluster-two": {
      declared: cluster("cluster-two", { vpcConfig: { subnetIds } }),
      update: { version: "1.37" },
      replace: { bootstrapSelfManagedAddons: false },
      tells: ["arn"],
    },
    "from-cluster": {
      declared: {
        type: "aws/vpc/SecurityGroupIngressRule",
        name: "from-cluster",
        args: {
          securityGroupId: output("control-plane.id"),
          referencedSecurityGroupId: output("cluster.vpcConfig.clusterSecurityGroupId"),
          ipProtocol: "-1",
        },
      },
      tells: ["arn"],
    },
    network: {
      declared: ofCluster("Addon", "network", {
        addonName: "vpc-cni",
        configurationValues: JSON.stringify({ enableNetworkPolicy: "true" }),
        podIdentityAssociations: [{ roleArn: output("pod-role.arn"), serviceAccount: "aws-node" }],
        resolveConflictsOnCreate: "OVERWRITE",
      }),
      update: {
        configurationValues: JSON.stringify({ enableNetworkPolicy: "false" }),
        podIdentityAssociations: [{ roleArn: output("pod-role-two.arn"), serviceAccount: "aws-node" }],
        resolveConflictsOnUpdate: "PRESERVE",
        tags,
      },
      tells: ["arn", "addonVersion", "createdAt"],
    },
    nodes: {
      declared: ofCluster(
        "NodeGroup",
        "nodes",
        {
          nodeRoleArn: output("node-role.arn"),
          subnetIds,
          amiType: "AL2023_ARM_64_STANDARD",
          instanceTypes: ["t4g.large"],
          scalingConfig: { desiredSize: 2, minSize: 2, maxSize: 4 },
          updateConfig: { maxUnavailable: 1 },
          launchTemplate: { id: output("template.id"), version: latest },
          nodeRepairConfig: { enabled: true },
          labels: { step: "one", kept: "yes" },
        },
        { dependsOn: ["joining", "pulling"] },
      ),
      update: {
        scalingConfig: { minSize: 1, maxSize: 6 },
        updateConfig: { maxUnavailable: undefined, maxUnavailablePercentage: 50 },
        labels: { step: "two" },
        taints: [{ key: "only", value: "us", effect: "NO_SCHEDULE" }],
        tags,
      },
      replace: { amiType: "AL2023_x86_64_STANDARD", instanceTypes: ["t3.large"] },
      tells: ["arn", "nodeGroupName", "resources", "version", "releaseVersion"],
    },
    // Its pods need a node.
    names: {
      declared: ofCluster("Addon", "names", { addonName: "coredns", addonVersion: "v1.12.1-eksbuild.2" }),
      update: { addonVersion: "v1.12.4-eksbuild.1" },
      tells: ["arn"],
    },
    entry: {
      declared: ofCluster("AccessEntry", "entry", {
        principalArn: output("pod-role.arn"),
        kubernetesGroups: ["readers", "all"],
      }),
      update: { kubernetesGroups: ["writers"], tags },
      replace: { principalArn: output("pod-role-two.arn") },
      tells: ["accessEntryArn", "userName"],
    },
    association: {
      declared: ofCluster(
        "AccessPolicyAssociation",
        "association",
        {
          principalArn: output("entry.principalArn"),
          policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
          accessScope: { type: "cluster" },
        },
        { deleteBeforeReplace: true },
      ),
      replace: { accessScope: { type: "namespace", namespaces: ["maintenance"] } },
      tells: ["associatedAt"],
    },
    identity: {
      declared: ofCluster("PodIdentityAssociation", "identity", {
        namespace: "maintenance",
        serviceAccount: "backend",
        roleArn: output("pod-role.arn"),
      }),
      update: { roleArn: output("pod-role-two.arn"), tags },
      replace: { serviceAccount: "another" },
      tells: ["associationArn", "associationId"],
    },
    // Who asks: in a cluster of the mode API nobody may at first.
    creator: {
      declared: ofCluster("AccessEntry", "creator", {
        principalArn: `arn:aws:iam::${accountId}:user/simulated`,
      }),
      tells: ["accessEntryArn"],
    },
  };
}
