/** What AWS refuses of a Kubernetes is refused by its simulation, which keeps EKS itself. */
import {
  CreateLaunchTemplateCommand,
  CreateSubnetCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
} from "@aws-sdk/client-ec2";
import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  CreateAddonCommand,
  CreateClusterCommand,
  type CreateClusterCommandInput,
  CreateNodegroupCommand,
  type CreateNodegroupCommandInput,
  CreatePodIdentityAssociationCommand,
  DeleteClusterCommand,
  DescribeClusterCommand,
  UpdateClusterConfigCommand,
  type UpdateClusterConfigCommandInput,
  UpdateClusterVersionCommand,
} from "@aws-sdk/client-eks";
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
} from "@aws-sdk/client-iam";
import { assertRefused } from "../support/aws/refused";
import { AwsSimulation } from "../support/aws/simulation";
import { type Aws, awsClients } from "../support/provider/aws/clients";

const ofAws = "arn:aws:iam::aws:policy";

describe("the simulation of AWS refuses a Kubernetes", function () {
  this.timeout(120_000);
  let aws: AwsSimulation;
  let clients: Aws;
  let clusterRole: string;
  let nodeRole: string;

  async function role(RoleName: string, service: string, ...policies: string[]): Promise<string> {
    const Statement = [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    const { Role } = await clients.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    for (const name of policies)
      await clients.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: `${ofAws}/${name}` }));
    return Role?.Arn ?? "";
  }
  const cluster = (name: string, more: Partial<CreateClusterCommandInput> = {}) =>
    clients.eks.send(
      new CreateClusterCommand({
        name,
        roleArn: clusterRole,
        version: "1.35",
        resourcesVpcConfig: { subnetIds: [...aws.subnetIds] },
        accessConfig: { authenticationMode: "API" },
        ...more,
      }),
    );
  const change = (more: Omit<UpdateClusterConfigCommandInput, "name">) =>
    clients.eks.send(new UpdateClusterConfigCommand({ name: "kept", ...more }));
  const nodes = (nodegroupName: string, more: Partial<CreateNodegroupCommandInput> = {}) =>
    clients.eks.send(
      new CreateNodegroupCommand({
        clusterName: "kept",
        nodegroupName,
        nodeRole,
        subnets: [...aws.subnetIds],
        scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 2 },
        ...more,
      }),
    );

  before(async () => {
    aws = await AwsSimulation.start();
    clients = awsClients(aws.endpoint);
    clusterRole = await role("cluster", "eks.amazonaws.com", "AmazonEKSClusterPolicy");
    nodeRole = await role(
      "nodes",
      "ec2.amazonaws.com",
      "AmazonEKSWorkerNodePolicy",
      "AmazonEC2ContainerRegistryPullOnly",
    );
    await cluster("kept");
  });
  after(() => aws.stop());

  const wrong = "InvalidParameterException";

  it("a cluster whose role is not fit for it", async () => {
    const foreign = await role("foreign", "ec2.amazonaws.com", "AmazonEKSClusterPolicy");
    await assertRefused(cluster("a", { roleArn: foreign }), wrong, /trusted entity/);
    const bare = await role("bare", "eks.amazonaws.com");
    await assertRefused(cluster("a", { roleArn: bare }), wrong, /Managed Policies/);
  });

  it("a cluster in one zone, in a subnet that is not there, or that nobody can reach", async () => {
    const inside = (subnetIds: string[], more: object = {}) =>
      cluster("a", { resourcesVpcConfig: { subnetIds, ...more } });
    await assertRefused(inside(aws.subnetIds.slice(0, 1)), wrong, /two different AZs/);
    await assertRefused(inside([...aws.subnetIds, "subnet-00000000"]), wrong, /subnet-00000000/);
    const closed = { endpointPublicAccess: false, endpointPrivateAccess: false };
    await assertRefused(inside([...aws.subnetIds], closed), wrong, /cannot be false/);
    await assertRefused(inside([...aws.subnetIds], { securityGroupIds: ["sg-00000000"] }), wrong, /sg-0/);
  });

  it("a cluster of a version, a key or a name that it cannot have", async () => {
    await assertRefused(cluster("a", { version: "1.20" }), wrong, /1\.20/);
    const keyArn = `arn:aws:kms:${aws.region}:123456789012:key/none`;
    const encryptionConfig = [{ provider: { keyArn }, resources: ["secrets"] }];
    await assertRefused(cluster("a", { encryptionConfig }), wrong, /none/);
    await assertRefused(cluster("kept"), "ResourceInUseException", /kept/);
    await assertRefused(cluster("-a"), wrong, /-a/);
  });

  it("two changes of a cluster at once, a jump of versions, a way back to aws-auth", async () => {
    const upgradePolicy = { supportType: "STANDARD" } as const;
    await assertRefused(change({ deletionProtection: false, upgradePolicy }), wrong, /one type/);
    await assertRefused(change({ accessConfig: { authenticationMode: "CONFIG_MAP" } }), wrong, /from API/);
    const to = (version: string) =>
      clients.eks.send(new UpdateClusterVersionCommand({ name: "kept", version }));
    await assertRefused(to("1.37"), wrong, /from 1\.35 to 1\.37/);
    await assertRefused(to("1.34"), wrong, /from 1\.35 to 1\.34/);
  });

  it("nodes of a wrong role, place, size or version", async () => {
    await assertRefused(nodes("a", { nodeRole: clusterRole }), wrong, /ec2\.amazonaws\.com/);
    await assertRefused(nodes("a", { subnets: ["subnet-00000000"] }), wrong, /VPC of the cluster/);
    const scalingConfig = { minSize: 1, desiredSize: 3, maxSize: 2 };
    await assertRefused(nodes("a", { scalingConfig }), wrong, /desired capacity 3/);
    await assertRefused(nodes("a", { version: "1.36" }), wrong, /1\.36/);
    const instanceTypes = ["t3.large"];
    await assertRefused(nodes("a", { instanceTypes, amiType: "AL2023_ARM_64_STANDARD" }), wrong, /t3\.large/);
  });

  it("nodes that say twice what a launch template says, or name one that is not there", async () => {
    const make = (LaunchTemplateName: string, LaunchTemplateData: object) =>
      aws.ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData }));
    await make("typed", { InstanceType: "t3.large" });
    const launchTemplate = { name: "typed", version: "1" };
    await assertRefused(nodes("a", { launchTemplate, instanceTypes: ["t3.large"] }), wrong, /not both/);
    await assertRefused(nodes("a", { launchTemplate, diskSize: 30 }), wrong, /Disk size/);
    await assertRefused(nodes("a", { launchTemplate: { name: "typed", version: "7" } }), wrong, /version 7/);
    await make("imaged", { ImageId: "ami-00000000" });
    const imaged = { launchTemplate: { name: "imaged", version: "1" } };
    await assertRefused(nodes("a", { ...imaged, amiType: "AL2023_x86_64_STANDARD" }), wrong, /CUSTOM/);
  });

  it("add-ons that there are not, or of another form", async () => {
    const add = (addonName: string, configurationValues?: string) =>
      clients.eks.send(new CreateAddonCommand({ clusterName: "kept", addonName, configurationValues }));
    await assertRefused(add("made-up"), wrong, /made-up/);
    await assertRefused(add("vpc-cni", "{"), wrong, /valid JSON/);
    await assertRefused(add("vpc-cni", '{"enableNetworkPolicy":true}'), wrong, /string expected/);
    await add("vpc-cni", '{"enableNetworkPolicy":"true"}');
    await assertRefused(add("vpc-cni"), "ResourceInUseException", /already exists/);
  });

  it("access for nobody, by groups of Kubernetes itself, or by policies that are none", async () => {
    const enter = (principalArn: string, more: object = {}) =>
      clients.eks.send(new CreateAccessEntryCommand({ clusterName: "kept", principalArn, ...more }));
    const nobody = "arn:aws:iam::123456789012:role/nobody";
    await assertRefused(enter(nobody), wrong, /invalid principal/);
    await assertRefused(enter(nodeRole, { kubernetesGroups: ["system:masters"] }), wrong, /system:/);
    const allow = (principalArn: string, policy: string, accessScope: object) =>
      clients.eks.send(
        new AssociateAccessPolicyCommand({
          clusterName: "kept",
          principalArn,
          policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
          accessScope,
        }),
      );
    const everywhere = { type: "cluster" };
    const view = "AmazonEKSViewPolicy";
    await assertRefused(allow(nodeRole, view, everywhere), "ResourceNotFoundException", /nodes/);
    await enter(nodeRole);
    await assertRefused(enter(nodeRole), "ResourceInUseException", /in use/);
    await assertRefused(allow(nodeRole, "AmazonEKSGodPolicy", everywhere), wrong, /God/);
    await assertRefused(allow(nodeRole, view, { type: "namespace" }), wrong, /Namespaces/);
    await cluster("old", { accessConfig: { authenticationMode: "CONFIG_MAP" } });
    const old = new CreateAccessEntryCommand({ clusterName: "old", principalArn: nodeRole });
    await assertRefused(clients.eks.send(old), "InvalidRequestException", /authentication mode/);
  });

  it("two roles for a service account, or one that is not there", async () => {
    const give = (roleArn: string) =>
      clients.eks.send(
        new CreatePodIdentityAssociationCommand({
          clusterName: "kept",
          namespace: "maintenance",
          serviceAccount: "backend",
          roleArn,
        }),
      );
    await assertRefused(give("arn:aws:iam::123456789012:role/nobody"), wrong, /does not exist/);
    await give(nodeRole);
    await assertRefused(give(nodeRole), "ResourceInUseException", /already exists: a-/);
  });

  it("policies of AWS that there are none of, and deleting one that is attached", async () => {
    const attach = (PolicyArn: string) =>
      clients.iam.send(new AttachRolePolicyCommand({ RoleName: "nodes", PolicyArn }));
    await assertRefused(attach(`${ofAws}/AmazonEKSMadeUpPolicy`), "NoSuchEntity", /MadeUp/);
    const Statement = [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    const { Policy } = await clients.iam.send(new CreatePolicyCommand({ PolicyName: "own", PolicyDocument }));
    const PolicyArn = Policy?.Arn ?? "";
    await attach(PolicyArn);
    await assertRefused(
      clients.iam.send(new DeletePolicyCommand({ PolicyArn })),
      "DeleteConflict",
      /attached/,
    );
    const role = clients.iam.send(new DeleteRoleCommand({ RoleName: "nodes" }));
    await assertRefused(role, "DeleteConflict", /detach/);
  });

  it("to be deleted while it has nodes, or is protected; and what it stands in is kept", async () => {
    await nodes("workers");
    const remove = () => clients.eks.send(new DeleteClusterCommand({ name: "kept" }));
    await assertRefused(remove(), "ResourceInUseException", /nodegroups attached/);
    await cluster("protected", { deletionProtection: true });
    const other = new DeleteClusterCommand({ name: "protected" });
    await assertRefused(clients.eks.send(other), "InvalidRequestException", /protection/);
    const [SubnetId] = aws.subnetIds;
    const subnet = aws.ec2.send(new DeleteSubnetCommand({ SubnetId }));
    await assertRefused(subnet, "DependencyViolation", /kept, workers/);
    const { cluster: kept } = await clients.eks.send(new DescribeClusterCommand({ name: "kept" }));
    const GroupId = kept?.resourcesVpcConfig?.clusterSecurityGroupId;
    const group = aws.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    await assertRefused(group, "DependencyViolation", /kept/);
    const asked = { VpcId: aws.vpcId, CidrBlock: "10.77.9.0/24", AvailabilityZone: `${aws.region}a` };
    const { Subnet } = await aws.ec2.send(new CreateSubnetCommand(asked));
    await aws.ec2.send(new DeleteSubnetCommand({ SubnetId: Subnet?.SubnetId }));
  });
});
