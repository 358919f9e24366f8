/** The monthly cost of a stack, counted in its resources. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { costText, itemsOf } from "../../../setup/cost";
import { prices } from "../../../setup/prices";
import { rawSettings, resourcesOf } from "../../../setup/render";
import type { Recorded } from "../../support/recorder";

const one = (type: string, inputs: Record<string, unknown> = {}): Recorded => ({
  type,
  name: type,
  urn: type,
  parent: "",
  inputs,
  dependsOn: [],
  options: {},
});
const database = (multiAz: boolean) =>
  one("aws:rds/instance:Instance", { instanceClass: "db.m7g.large", multiAz, allocatedStorage: 100 });
const quantities = (resources: readonly Recorded[]) =>
  Object.fromEntries(itemsOf(resources).map(({ what, quantity }) => [what, quantity]));

describe("what a stack costs", () => {
  it("has a standby with a disk of its own", () => {
    assert.deepEqual(quantities([database(false)]), { "db.m7g.large": 1, "disk of the database (gp3)": 100 });
    assert.deepEqual(quantities([database(true)]), { "db.m7g.large": 2, "disk of the database (gp3)": 200 });
  });

  it("has an endpoint in each of its subnets, and none for those that cost nothing", () => {
    const endpoint = (vpcEndpointType: string) =>
      one("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType, subnetIds: ["a", "b"] });
    assert.deepEqual(quantities([endpoint("Interface"), endpoint("Gateway")]), { "interface endpoint": 2 });
  });

  it("has a public address for each zone of the load balancer, besides those that are made", () => {
    const resources = [
      one("aws:lb/loadBalancer:LoadBalancer", { subnets: ["a", "b", "c"] }),
      one("aws:ec2/eip:Eip"),
    ];
    assert.deepEqual(quantities(resources), { "public IPv4 address": 4, "load balancer": 1 });
  });

  it("has the nodes of all groups, of the type and with the disk of their template", () => {
    const group = one("aws:eks/nodeGroup:NodeGroup", { scalingConfig: { desiredSize: 2 } });
    const template = one("aws:ec2/launchTemplate:LaunchTemplate", {
      instanceType: "m6i.large",
      blockDeviceMappings: [{ ebs: { volumeSize: 50 } }],
    });
    assert.deepEqual(quantities([group, group, template]), { "m6i.large": 4, "disk of a node (gp3)": 200 });
  });

  it("is 730 times the price of an hour, once that of a month", () => {
    const known = {
      "NAT gateway": { usd: 0.5, per: "hour", region: "every", source: "", of: "" },
      secret: { usd: 0.4, per: "month", region: "every", source: "", of: "" },
    } as const;
    const resources = ["aws:ec2/natGateway:NatGateway", "aws:secretsmanager/secret:Secret"].map((type) =>
      one(type),
    );
    assert.deepEqual(
      itemsOf(resources, known).map(({ monthly }) => monthly),
      [365, 0.4],
    );
  });

  it("says of what no source tells the price of that it is not priced, and does not guess", () => {
    const text = costText({ some: [one("aws:elasticache/replicationGroup:ReplicationGroup", unknownNodes)] });
    assert.match(text, /cache\.r9z\.large \| 2 +\| not priced here/);
  });

  for (const stack of ["staging", "prod"]) {
    it(`is known of everything that the stack file of ${stack} makes`, async () => {
      const resources = await resourcesOf(stack, rawSettings(readFileSync(`Pulumi.${stack}.yaml`, "utf8")));
      const items = itemsOf(resources);
      assert.deepEqual(
        items.filter(({ price }) => price === undefined),
        [],
      );
      assert.ok(items.length > 10, String(items.length));
    });
  }
});

const unknownNodes = { nodeType: "cache.r9z.large", numCacheClusters: 2 };

describe("prices", () => {
  for (const [what, { usd, source, of }] of Object.entries(prices)) {
    it(`of ${what} have a source and a date`, () => {
      assert.ok(usd > 0);
      assert.match(source, /^https:\/\//);
      assert.match(of, /^(20\d\d(-\d\d){0,2}|not said)$/);
    });
  }
});
