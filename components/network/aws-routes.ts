/** Which way leads out of a subnet: the Internet for public ones, a NAT gateway for private ones, none for data. */
import * as aws from "../aws/services";
import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "../aws/context";
import { environmentName } from "../aws/names";
import type { NetworkPlan, Subnets } from "./aws";
import type { Tier, Zone } from "./subnets";
import { Defect } from "../defect";

const everywhere = "0.0.0.0/0";

/** @returns the tables of the private subnets, one a zone: so a change of `nat` changes routes and nothing else. */
export function createRoutes(
  place: Place,
  { zones, nat }: NetworkPlan,
  vpc: aws.ec2.Vpc,
  subnets: Readonly<Record<Tier, Subnets>>,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.RouteTable[] {
  const table = (name: string) =>
    new aws.ec2.RouteTable(
      `routes-${name}`,
      { vpcId: vpc.id, tags: { Name: `${environmentName(place)}-${name}` } },
      opts,
    );
  const lead = (name: string, tier: Subnets, zone: Zone, { id }: aws.ec2.RouteTable) =>
    new aws.ec2.RouteTableAssociation(
      `${name}-routes`,
      { subnetId: idOf(tier, zone), routeTableId: id },
      opts,
    );

  const internet = new aws.ec2.InternetGateway(
    "internet",
    { vpcId: vpc.id, tags: { Name: environmentName(place) } },
    opts,
  );
  const open = table("public");
  new aws.ec2.Route(
    "public-to-internet",
    { routeTableId: open.id, destinationCidrBlock: everywhere, gatewayId: internet.id },
    opts,
  );
  const inside = table("data");
  for (const zone of zones) {
    lead(`public-${zone}`, subnets.public, zone, open);
    lead(`data-${zone}`, subnets.data, zone, inside);
  }

  // In the first zone that the settings name, not the first letter: a zone that is added moves no way out.
  const withNat = nat === "one" ? zones.slice(0, 1) : zones;
  const ways = withNat.map((zone) => createNat(place, zone, subnets.public, internet, opts));
  return zones.map((zone, at) => {
    const own = table(`private-${zone}`);
    lead(`private-${zone}`, subnets.private, zone, own);
    new aws.ec2.Route(
      `private-${zone}-to-nat`,
      {
        routeTableId: own.id,
        destinationCidrBlock: everywhere,
        natGatewayId: (ways[at] ?? ways[0])?.id,
      },
      opts,
    );
    return own;
  });
}

/** With an address of its own, by which others know this environment. */
function createNat(
  place: Place,
  zone: Zone,
  publicSubnets: Subnets,
  internet: aws.ec2.InternetGateway,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.NatGateway {
  const tags = { Name: `${environmentName(place)}-nat-${zone}` };
  const reached = { ...opts, dependsOn: [internet] };
  const address = new aws.ec2.Eip(`nat-${zone}-address`, { domain: "vpc", tags }, reached);
  return new aws.ec2.NatGateway(
    `nat-${zone}`,
    { allocationId: address.id, subnetId: idOf(publicSubnets, zone), tags },
    reached,
  );
}

function idOf(subnets: Subnets, zone: Zone): pulumi.Output<string> {
  const subnet = subnets[zone];
  if (!subnet) throw new Defect(`there is no subnet in zone ${zone}`);
  return subnet.id;
}
