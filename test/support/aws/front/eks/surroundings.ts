/** What the simulated EKS needs to know of other services, asked of moto. */
import {
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { accountId, clientSettings } from "../../account";

export interface Role {
  readonly trust: string;
  /** Their names. */
  readonly policies: readonly string[];
}

/** Nothing instead of what is not there. */
const or = <T>(asked: Promise<T>): Promise<T | undefined> => asked.catch(() => undefined);

export class Surroundings {
  private readonly ec2: EC2Client;
  private readonly iam: IAMClient;
  private readonly kms: KMSClient;

  /** @param moto its address */
  constructor(moto: string) {
    const settings = clientSettings(moto);
    this.ec2 = new EC2Client(settings);
    this.iam = new IAMClient(settings);
    this.kms = new KMSClient(settings);
  }

  async role(arn: string): Promise<Role | undefined> {
    const RoleName = arn.split("/").at(-1);
    const role = (await or(this.iam.send(new GetRoleCommand({ RoleName }))))?.Role;
    if (role?.Arn !== arn) return undefined;
    const { AttachedPolicies = [] } = await this.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    return {
      trust: decodeURIComponent(role.AssumeRolePolicyDocument ?? ""),
      policies: AttachedPolicies.map(({ PolicyName = "" }) => PolicyName),
    };
  }

  async isPrincipal(arn: string): Promise<boolean> {
    if (arn === creator) return true;
    if (arn.startsWith(`arn:aws:iam::${accountId}:role/`)) return (await this.role(arn)) !== undefined;
    const UserName = arn.split("/").at(-1);
    return (await or(this.iam.send(new GetUserCommand({ UserName }))))?.User?.Arn === arn;
  }

  /** Zones and VPCs of those that are there. */
  async subnets(ids: readonly string[]): Promise<{ id: string; zone: string; vpc: string }[]> {
    const { Subnets = [] } = await this.ec2.send(new DescribeSubnetsCommand({}));
    return Subnets.filter(({ SubnetId = "" }) => ids.includes(SubnetId)).map((subnet) => ({
      id: subnet.SubnetId ?? "",
      zone: subnet.AvailabilityZone ?? "",
      vpc: subnet.VpcId ?? "",
    }));
  }

  async vpcOfGroup(id: string): Promise<string | undefined> {
    const asked = this.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
    return (await or(asked))?.SecurityGroups?.[0]?.VpcId;
  }

  async isKey(arn: string): Promise<boolean> {
    const KeyId = arn.split("/").at(-1);
    const asked = await or(this.kms.send(new DescribeKeyCommand({ KeyId })));
    return asked?.KeyMetadata?.Arn === arn && asked.KeyMetadata.Enabled === true;
  }

  async template(named: { id?: string; name?: string; version?: string }) {
    const { id, name, version = "$Default" } = named;
    const asked = this.ec2.send(
      new DescribeLaunchTemplateVersionsCommand({
        LaunchTemplateId: id,
        LaunchTemplateName: id === undefined ? name : undefined,
        Versions: [version],
      }),
    );
    return (await or(asked))?.LaunchTemplateVersions?.[0];
  }

  async makeGroup(name: string, VpcId: string): Promise<string> {
    const Description = "EKS created security group applied to ENI that is attached to EKS Control Plane";
    const asked = new CreateSecurityGroupCommand({ GroupName: name, VpcId, Description });
    return (await this.ec2.send(asked)).GroupId ?? "";
  }

  async deleteGroup(GroupId: string): Promise<void> {
    await or(this.ec2.send(new DeleteSecurityGroupCommand({ GroupId })));
  }
}

/** Who asks for everything here. */
export const creator = `arn:aws:iam::${accountId}:user/simulated`;
