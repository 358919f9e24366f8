/** One resource of each type that a network is made of; those that others stand on have a second one to be replaced. */
import type { AwsSimulation } from "../aws/simulation";
import type { ContractKinds } from "./contract";

const output = (path: string) => ({ output: path });
const tags = { step: "two" };

/** Who may take a role, or what it may do. */
const policy = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
const trust = (service: string) =>
  policy({ Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" });
const may = (action: string) => policy({ Action: action, Resource: "*" });

export function awsNetworkKinds({ region }: AwsSimulation): ContractKinds {
  const subnet = (name: string, cidrBlock: string, zone: string) => ({
    type: "aws/ec2/Subnet",
    name,
    args: { vpcId: output("vpc.id"), cidrBlock, availabilityZone: `${region}${zone}` },
  });
  const ofSubnet = { update: { mapPublicIpOnLaunch: true, tags }, tells: ["arn", "availabilityZoneId"] };
  const address = (name: string) => ({ type: "aws/ec2/Eip", name, args: { domain: "vpc" } });
  const ofAddress = { update: { tags }, tells: ["publicIp", "allocationId"] };
  const endpoint = (name: string, args: object) => ({
    type: "aws/ec2/VpcEndpoint",
    name,
    args: { vpcId: output("vpc.id"), ...args },
  });

  return {
    vpc: {
      declared: {
        type: "aws/ec2/Vpc",
        name: "vpc",
        args: { cidrBlock: "10.20.0.0/16", enableDnsHostnames: true },
      },
      update: { tags },
      tells: ["arn", "defaultSecurityGroupId", "mainRouteTableId", "ownerId"],
    },
    "vpc-two": {
      declared: { type: "aws/ec2/Vpc", name: "vpc-two", args: { cidrBlock: "10.30.0.0/16" } },
      update: { enableDnsHostnames: true },
      replace: { cidrBlock: "10.40.0.0/16" },
      tells: ["arn"],
    },
    closed: {
      declared: { type: "aws/ec2/DefaultSecurityGroup", name: "closed", args: { vpcId: output("vpc.id") } },
      update: { tags },
      tells: ["arn", "ownerId"],
      stays: true,
    },
    "subnet-a": { declared: subnet("subnet-a", "10.20.0.0/20", "a"), ...ofSubnet },
    "subnet-b": {
      declared: subnet("subnet-b", "10.20.16.0/20", "b"),
      ...ofSubnet,
    },
    "subnet-two": {
      declared: subnet("subnet-two", "10.20.32.0/20", "c"),
      ...ofSubnet,
      replace: { cidrBlock: "10.20.48.0/20" },
    },
    internet: {
      declared: { type: "aws/ec2/InternetGateway", name: "internet", args: { vpcId: output("vpc.id") } },
      update: { tags },
      tells: ["arn", "ownerId"],
    },
    "address-one": { declared: address("address-one"), ...ofAddress },
    "address-two": { declared: address("address-two"), ...ofAddress },
    nat: {
      declared: {
        type: "aws/ec2/NatGateway",
        name: "nat",
        args: { allocationId: output("address-one.id"), subnetId: output("subnet-a.id") },
      },
      update: { tags },
      replace: { allocationId: output("address-two.id") },
      tells: ["networkInterfaceId", "publicIp"],
    },
    table: {
      declared: { type: "aws/ec2/RouteTable", name: "table", args: { vpcId: output("vpc.id") } },
      update: { tags },
      tells: ["arn", "ownerId"],
    },
    "table-two": {
      declared: { type: "aws/ec2/RouteTable", name: "table-two", args: { vpcId: output("vpc.id") } },
      replace: { vpcId: output("vpc-two.id") },
      tells: ["arn"],
    },
    route: {
      declared: {
        type: "aws/ec2/Route",
        name: "route",
        args: {
          routeTableId: output("table.id"),
          destinationCidrBlock: "0.0.0.0/0",
          gatewayId: output("internet.id"),
        },
      },
      update: { gatewayId: undefined, natGatewayId: output("nat.id") },
      replace: { destinationCidrBlock: "192.0.2.0/24" },
      tells: ["state"],
    },
    association: {
      declared: {
        type: "aws/ec2/RouteTableAssociation",
        name: "association",
        args: { routeTableId: output("table.id"), subnetId: output("subnet-a.id") },
      },
      replace: { subnetId: output("subnet-b.id") },
      tells: [],
    },
    "endpoint-group": {
      declared: { type: "aws/ec2/SecurityGroup", name: "endpoint-group", args: { vpcId: output("vpc.id") } },
      tells: ["arn"],
    },
    gateway: {
      declared: endpoint("gateway", {
        serviceName: `com.amazonaws.${region}.s3`,
        vpcEndpointType: "Gateway",
        routeTableIds: [output("table.id")],
      }),
      update: { routeTableIds: [output("table.id"), output("vpc.mainRouteTableId")], tags },
      replace: { serviceName: `com.amazonaws.${region}.dynamodb` },
      tells: ["arn", "state"],
    },
    interface: {
      declared: endpoint("interface", {
        serviceName: `com.amazonaws.${region}.ecr.api`,
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: [output("subnet-b.id"), output("subnet-a.id")],
        securityGroupIds: [output("endpoint-group.id")],
      }),
      update: { subnetIds: [output("subnet-a.id")] },
      replace: { serviceName: `com.amazonaws.${region}.ecr.dkr` },
      tells: ["arn", "state"],
    },
    logs: {
      declared: { type: "aws/cloudwatch/LogGroup", name: "logs", args: { retentionInDays: 7 } },
      update: { retentionInDays: 30, tags },
      replace: { name: "of-another-name" },
      tells: ["arn", "name"],
    },
    writer: {
      declared: {
        type: "aws/iam/Role",
        name: "writer",
        args: { path: "/contract/", assumeRolePolicy: trust("vpc-flow-logs"), tags: { step: "one" } },
      },
      update: { assumeRolePolicy: trust("ec2"), description: "writes", tags },
      replace: { path: "/another/" },
      tells: ["arn", "name", "uniqueId"],
    },
    writing: {
      declared: {
        type: "aws/iam/RolePolicy",
        name: "writing",
        args: { role: output("writer.name"), policy: may("logs:PutLogEvents") },
      },
      update: { policy: may("logs:CreateLogStream") },
      replace: { name: "of-another-name" },
      tells: ["name"],
    },
    "flow-log": {
      declared: {
        type: "aws/ec2/FlowLog",
        name: "flow-log",
        args: {
          vpcId: output("vpc.id"),
          trafficType: "ALL",
          logDestination: output("logs.arn"),
          iamRoleArn: output("writer.arn"),
        },
      },
      update: { tags },
      replace: { trafficType: "REJECT" },
      tells: ["arn"],
    },
  };
}
