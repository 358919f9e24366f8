/** What EC2 makes: it has no names there, so it is known by its tags, and by what it belongs to. */
import { crc32 } from "node:zlib";
import {
  DescribeAddressesCommand,
  DescribeFlowLogsCommand,
  DescribeInternetGatewaysCommand,
  DescribeLaunchTemplatesCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  type Filter,
} from "@aws-sdk/client-ec2";
import type { Clients } from "./clients";
import { again, asked, type Found, found, foundAs, type Inputs, type Kind, named, text } from "./kind";

/** All tags that it was to have: those of project and stack, and its own. */
function tagged({ tags }: Inputs): Filter[] {
  const given = Object.entries((tags ?? {}) as Record<string, string>);
  // Without any, everything in the account would be taken for it.
  if (given.length === 0) throw new Error("the state does not say its tags");
  return given.map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
}

const filter = (Name: string, value: string): Filter => ({ Name, Values: [value] });
const inVpc = (inputs: Inputs): Filter[] => [...tagged(inputs), filter("vpc-id", text(inputs, "vpcId"))];

async function rules(isEgress: boolean, { ec2 }: Clients, inputs: Inputs): Promise<Found[]> {
  const Filters = [filter("group-id", text(inputs, "securityGroupId"))];
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  // AWS refuses a second one that says the same.
  const same = SecurityGroupRules.filter(
    (rule) =>
      rule.IsEgress === isEgress &&
      rule.IpProtocol === inputs.ipProtocol &&
      rule.FromPort === inputs.fromPort &&
      rule.ToPort === inputs.toPort &&
      rule.CidrIpv4 === inputs.cidrIpv4 &&
      rule.CidrIpv6 === inputs.cidrIpv6 &&
      rule.ReferencedGroupInfo?.GroupId === inputs.referencedSecurityGroupId,
  );
  return found(...same.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId));
}

export const networkKinds: Readonly<Record<string, Kind>> = {
  "aws:ec2/vpc:Vpc": asked(async ({ ec2 }, inputs) => {
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({ Filters: tagged(inputs) }));
    return Vpcs.flatMap(({ VpcId, State }) => foundAs(VpcId, State, "available"));
  }),
  // The group that each network has is taken over, not made.
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": again,
  "aws:ec2/subnet:Subnet": asked(async ({ ec2 }, inputs) => {
    const Filters = [
      filter("vpc-id", text(inputs, "vpcId")),
      filter("cidr-block", text(inputs, "cidrBlock")),
    ];
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters }));
    return found(...Subnets.map(({ SubnetId }) => SubnetId));
  }),
  "aws:ec2/internetGateway:InternetGateway": asked(async ({ ec2 }, inputs) => {
    const asking = new DescribeInternetGatewaysCommand({ Filters: tagged(inputs) });
    const { InternetGateways = [] } = await ec2.send(asking);
    return found(...InternetGateways.map(({ InternetGatewayId }) => InternetGatewayId));
  }),
  "aws:ec2/routeTable:RouteTable": asked(async ({ ec2 }, inputs) => {
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters: inVpc(inputs) }));
    return found(...RouteTables.map(({ RouteTableId }) => RouteTableId));
  }),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": asked(async ({ ec2 }, inputs) => {
    const subnet = text(inputs, "subnetId");
    const Filters = [filter("association.subnet-id", subnet)];
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
    const own = RouteTables.flatMap(({ Associations = [] }) => Associations);
    return found(
      ...own
        .filter(({ SubnetId }) => SubnetId === subnet)
        .map(({ RouteTableAssociationId }) => RouteTableAssociationId),
    );
  }),
  // The provider's own id, internal/service/ec2/vpc_route.go of terraform-provider-aws.
  "aws:ec2/route:Route": named(
    (inputs) => `r-${text(inputs, "routeTableId")}${crc32(text(inputs, "destinationCidrBlock"))}`,
  ),
  "aws:ec2/eip:Eip": asked(async ({ ec2 }, inputs) => {
    const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ Filters: tagged(inputs) }));
    return found(...Addresses.map(({ AllocationId }) => AllocationId));
  }),
  "aws:ec2/natGateway:NatGateway": asked(async ({ ec2 }, inputs) => {
    const living = { Name: "state", Values: ["pending", "available"] };
    const Filter = [...tagged(inputs), filter("subnet-id", text(inputs, "subnetId")), living];
    const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({ Filter }));
    return NatGateways.flatMap(({ NatGatewayId, State }) => foundAs(NatGatewayId, State, "available"));
  }),
  "aws:ec2/vpcEndpoint:VpcEndpoint": asked(async ({ ec2 }, inputs) => {
    const Filters = [...inVpc(inputs), filter("service-name", text(inputs, "serviceName"))];
    const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({ Filters }));
    return VpcEndpoints.filter(({ State }) => !String(State).toLowerCase().startsWith("delet")).flatMap(
      ({ VpcEndpointId, State }) => foundAs(VpcEndpointId, State, "available"),
    );
  }),
  "aws:ec2/securityGroup:SecurityGroup": asked(async ({ ec2 }, inputs) => {
    const Filters = [filter("vpc-id", text(inputs, "vpcId")), filter("group-name", text(inputs, "name"))];
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    return found(...SecurityGroups.map(({ GroupId }) => GroupId));
  }),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": asked((aws, inputs) =>
    rules(false, aws, inputs),
  ),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": asked((aws, inputs) => rules(true, aws, inputs)),
  "aws:ec2/flowLog:FlowLog": asked(async ({ ec2 }, inputs) => {
    const Filter = [...tagged(inputs), filter("resource-id", text(inputs, "vpcId"))];
    const { FlowLogs = [] } = await ec2.send(new DescribeFlowLogsCommand({ Filter }));
    return found(...FlowLogs.map(({ FlowLogId }) => FlowLogId));
  }),
  "aws:ec2/launchTemplate:LaunchTemplate": asked(async ({ ec2 }, inputs) => {
    const Filters = [filter("launch-template-name", text(inputs, "name"))];
    const { LaunchTemplates = [] } = await ec2.send(new DescribeLaunchTemplatesCommand({ Filters }));
    return found(...LaunchTemplates.map(({ LaunchTemplateId }) => LaunchTemplateId));
  }),
};
