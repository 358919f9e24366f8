/** aws.ec2.RouteTable without routes of its own, aws.ec2.Route and aws.ec2.RouteTableAssociation. */
import { crc32 } from "node:zlib";
import {
  AssociateRouteTableCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DescribeRouteTablesCommand,
  DisassociateRouteTableCommand,
  ReplaceRouteCommand,
} from "@aws-sdk/client-ec2";
import { accountId, region } from "../../aws/account";
import type { Fault } from "../provider";
import type { Values } from "../values";
import type { Aws } from "./clients";
import { type Kind, made, text, unlessGone } from "./kind";
import { specified, tagsIn, updateEc2Tags } from "./tags";

async function tableOf({ ec2 }: Aws, id: string) {
  const asked = ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [id] }));
  return (await unlessGone(asked, "InvalidRouteTableID.NotFound"))?.RouteTables?.[0];
}

export const routeTable: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/ec2/routetable",
  fields: { tags: { is: "tags" }, vpcId: { is: "text", required: true, replaces: true } },
  computed: ["arn", "ownerId", "tagsAll"],

  async create({ ec2 }, inputs) {
    const TagSpecifications = specified("route-table", inputs);
    const asked = new CreateRouteTableCommand({ VpcId: text(inputs, "vpcId"), TagSpecifications });
    return made((await ec2.send(asked)).RouteTable?.RouteTableId);
  },

  async read(aws, id) {
    const found = await tableOf(aws, id);
    return (
      found && {
        arn: `arn:aws:ec2:${region}:${accountId}:route-table/${id}`,
        ownerId: found.OwnerId,
        tags: tagsIn(found.Tags),
        vpcId: found.VpcId,
      }
    );
  },

  update: updateEc2Tags,

  async delete({ ec2 }, id) {
    const asked = new DeleteRouteTableCommand({ RouteTableId: id });
    await unlessGone(ec2.send(asked), "InvalidRouteTableID.NotFound");
  },
};

const targets = ["gatewayId", "natGatewayId"];

function oneTarget(inputs: Values): Fault[] {
  const given = targets.filter((name) => inputs[name] !== undefined);
  return given.length === 1
    ? []
    : [{ property: "", reason: `exactly one of ${targets.join(", ")} is needed` }];
}

function asked(inputs: Values) {
  return {
    RouteTableId: text(inputs, "routeTableId"),
    DestinationCidrBlock: text(inputs, "destinationCidrBlock"),
    GatewayId: text(inputs, "gatewayId"),
    NatGatewayId: text(inputs, "natGatewayId"),
  };
}

/** With a hash in place of the destination, as the published provider has it. */
const idOf = (table: string, destination: string) => `r-${table}${crc32(destination)}`;

async function routeOf({ ec2 }: Aws, id: string) {
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
  const routes = RouteTables.flatMap(({ RouteTableId: tableId = "", Routes = [] }) =>
    Routes.map((found) => ({ tableId, found })),
  );
  return routes.find(({ tableId, found }) => idOf(tableId, found.DestinationCidrBlock ?? "") === id);
}

export const route: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/ec2/route; AWSEC2 API_ReplaceRoute.html",
  fields: {
    destinationCidrBlock: { is: "text", required: true, replaces: true },
    gatewayId: { is: "text" },
    natGatewayId: { is: "text" },
    routeTableId: { is: "text", required: true, replaces: true },
  },
  computed: ["origin", "state"],
  faults: oneTarget,

  async create({ ec2 }, inputs) {
    await ec2.send(new CreateRouteCommand(asked(inputs)));
    return idOf(text(inputs, "routeTableId") ?? "", text(inputs, "destinationCidrBlock") ?? "");
  },

  async read(aws, id) {
    const route = await routeOf(aws, id);
    if (!route) return undefined;
    const { tableId, found } = route;
    return {
      destinationCidrBlock: found.DestinationCidrBlock,
      gatewayId: found.GatewayId,
      natGatewayId: found.NatGatewayId,
      origin: found.Origin,
      routeTableId: tableId,
      state: found.State,
    };
  },

  async update({ ec2 }, _, inputs) {
    await ec2.send(new ReplaceRouteCommand(asked(inputs)));
  },

  async delete({ ec2 }, _, inputs) {
    const RouteTableId = text(inputs, "routeTableId");
    const DestinationCidrBlock = text(inputs, "destinationCidrBlock");
    const gone = ["InvalidRoute.NotFound", "InvalidRouteTableID.NotFound"];
    await unlessGone(ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock })), ...gone);
  },
};

export const routeTableAssociation: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/ec2/routetableassociation",
  fields: {
    routeTableId: { is: "text", required: true },
    subnetId: { is: "text", required: true, replaces: true },
  },
  computed: [],

  async create({ ec2 }, inputs) {
    const [SubnetId, RouteTableId] = [text(inputs, "subnetId"), text(inputs, "routeTableId")];
    return made((await ec2.send(new AssociateRouteTableCommand({ SubnetId, RouteTableId }))).AssociationId);
  },

  async read({ ec2 }, id) {
    const Filters = [{ Name: "association.route-table-association-id", Values: [id] }];
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
    const found = RouteTables[0]?.Associations?.find((one) => one.RouteTableAssociationId === id);
    return found && { routeTableId: RouteTables[0]?.RouteTableId, subnetId: found.SubnetId };
  },

  /** AWS gives it another id then, which a provider for tests cannot tell. */
  update: () => Promise.reject(new Error("the AWS provider for tests leads no subnet to another table")),

  async delete({ ec2 }, id) {
    const asked = new DisassociateRouteTableCommand({ AssociationId: id });
    await unlessGone(ec2.send(asked), "InvalidAssociationID.NotFound");
  },
};
