/** The network on AWS, on mocks: what it asks for, and what it leaves to the defaults. */
import assert from "node:assert/strict";
import { createNetwork, MadeNetwork, type NetworkPlan } from "../../../components/network/aws";
import { isAsExpected } from "../../support/expected";
import { readable } from "../../support/readable";
import { record, type Recorded, type Recording } from "../../support/recorder";

const place = { project: "maintenance", stack: "unit", region: "eu-central-1" };
const plan: NetworkPlan = { range: "10.20.0.0/16", zones: ["a", "b"], nat: "one", flowLogDays: 30 };
const outputs = {
  vpc: { ownerId: "123456789012" },
  "flow-logs": { arn: "arn:aws:logs:eu-central-1:123456789012:log-group:flow-logs" },
};

const recordNetwork = (differing: Partial<NetworkPlan> = {}) =>
  record(() => void new MadeNetwork(place, { ...plan, ...differing }, {}), { outputs });

const namesOf = (resources: readonly Recorded[]) => resources.map(({ name }) => name).sort();
const nats = (recording: Recording) => namesOf(recording.ofType("aws:ec2/natGateway:NatGateway"));
const wayOut = (recording: Recording, zone: string) =>
  recording.get(`private-${zone}-to-nat`).inputs.natGatewayId;

describe("the network on AWS", () => {
  it("in two zones is the file expected/network-on-aws.yaml", async () => {
    isAsExpected("network-on-aws.yaml", readable(await recordNetwork()));
  });

  it("has one way out in the first zone that is named, or one in each", async () => {
    const one = await recordNetwork({ zones: ["b", "a"] });
    assert.deepEqual(nats(one), ["nat-b"]);
    assert.deepEqual([wayOut(one, "a"), wayOut(one, "b")], ["nat-b-id", "nat-b-id"]);

    const each = await recordNetwork({ zones: ["a", "b", "c"], nat: "per-zone" });
    assert.deepEqual(nats(each), ["nat-a", "nat-b", "nat-c"]);
    assert.deepEqual(
      ["a", "b", "c"].map((zone) => wayOut(each, zone)),
      ["nat-a-id", "nat-b-id", "nat-c-id"],
    );
  });

  it("has no way out of a data subnet, nor into a private one", async () => {
    const recording = await recordNetwork();
    const routes = recording.ofType("aws:ec2/route:Route").map(({ inputs }) => inputs);
    assert.ok(!routes.some(({ routeTableId }) => routeTableId === "routes-data-id"));
    for (const { routeTableId, gatewayId } of routes) {
      if (gatewayId !== undefined) assert.equal(routeTableId, "routes-public-id");
    }
    const leads = recording.ofType("aws:ec2/routeTableAssociation:RouteTableAssociation");
    for (const { inputs } of leads) {
      const tier = /^(?<tier>[a-z]+)-/.exec(String(inputs.subnetId))?.groups?.tier;
      assert.match(String(inputs.routeTableId), new RegExp(`^routes-${tier}`));
    }
    assert.equal(leads.length, 6);
  });

  it("gives no subnet public addresses, and takes all rules from the default security group", async () => {
    const recording = await recordNetwork();
    for (const { inputs } of recording.ofType("aws:ec2/subnet:Subnet")) {
      assert.ok(!("mapPublicIpOnLaunch" in inputs));
    }
    assert.deepEqual(recording.get("closed").inputs, { vpcId: "vpc-id" });
  });

  it("lets another account's flow logs write nothing here, and this one's write to their group only", async () => {
    const recording = await recordNetwork();
    const policyOf = (text: unknown) => (JSON.parse(String(text)) as { Statement: object[] }).Statement;
    assert.deepEqual(policyOf(recording.get("flow-logs-writer").inputs.assumeRolePolicy), [
      {
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      },
    ]);
    const [statement] = policyOf(recording.get("flow-logs-writing").inputs.policy) as {
      Action: string[];
      Resource: string[];
    }[];
    const group = outputs["flow-logs"].arn;
    assert.deepEqual(statement?.Resource, [group, `${group}:*`]);
    assert.ok(statement?.Action.every((action) => /^logs:[A-Za-z]+$/.test(action)));
  });

  it("with another zone or way out keeps every input of what stays, but the routes and lists that name it", async () => {
    const inputsOf = ({ resources }: Recording) =>
      new Map(resources.map(({ name, inputs }) => [name, JSON.stringify(inputs)]));
    const [before, after] = [
      inputsOf(await recordNetwork()),
      inputsOf(await recordNetwork({ zones: ["a", "b", "c"], nat: "per-zone" })),
    ];
    const changed = [...before].filter(([name, inputs]) => after.get(name) !== inputs).map(([name]) => name);
    assert.deepEqual(changed.sort(), ["ecr-api", "ecr-dkr", "private-b-to-nat", "s3"]);
  });

  it("that is there already is used as it is, and nothing is made", async () => {
    const existing = {
      vpc: "vpc-0a1b2c3d4e5f67890",
      publicSubnets: ["subnet-0a1b2c3d4e5f67890", "subnet-0a1b2c3d4e5f67891"],
      publicRanges: ["10.0.0.0/20"],
      privateSubnets: ["subnet-0a1b2c3d4e5f67894", "subnet-0a1b2c3d4e5f67895"],
      dataSubnets: ["subnet-0a1b2c3d4e5f67892", "subnet-0a1b2c3d4e5f67893"],
      dataRanges: ["10.0.64.0/20"],
    };
    const recording = await record(() => {
      const { vpcId, publicSubnetIds, privateSubnetIds, dataSubnetIds } = createNetwork(
        place,
        { existing },
        {},
      );
      return { vpcId, publicSubnetIds, privateSubnetIds, dataSubnetIds };
    });
    assert.deepEqual(recording.outputs, {
      vpcId: existing.vpc,
      publicSubnetIds: existing.publicSubnets,
      privateSubnetIds: { 1: existing.privateSubnets[0], 2: existing.privateSubnets[1] },
      dataSubnetIds: existing.dataSubnets,
    });
    assert.deepEqual(recording.names(), ["maintenance-unit"]);
  });
});
