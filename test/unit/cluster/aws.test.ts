/** The cluster that is made on AWS, on mocks. */
import assert from "node:assert/strict";
import { isAsExpected } from "../../support/expected";
import { readable } from "../../support/readable";
import { recordEnvironment } from "../../support/recorded-environment";
import { podsGroup, type Recorded, Recording } from "../../support/recorder";
import { awsSection, clusterSection, madeNetwork, onAws } from "../../support/release";

const recordCluster = (cluster: Record<string, unknown> = {}, aws: Record<string, unknown> = {}) =>
  recordEnvironment(
    onAws({
      aws: awsSection({ network: madeNetwork, cluster: { ...clusterSection(), ...cluster }, ...aws }),
    }),
  );

const providerOf = (recording: Recording) => recording.ofType("pulumi:providers:kubernetes")[0]!;
const groupNames = (recording: Recording) =>
  recording.ofType("aws:eks/nodeGroup:NodeGroup").map(({ name }) => name);

describe("a cluster that is made on AWS", () => {
  it("is the file expected/cluster-on-aws.yaml", async () => {
    const recording = await recordCluster();
    const isOurs = ({ parent }: Recorded) => parent === "cluster";
    isAsExpected("cluster-on-aws.yaml", readable(new Recording(recording.resources.filter(isOurs), {})));
  });

  it("is asked with tokens that whoever runs pulumi makes up, and stays the same one at another address", async () => {
    const { kubeconfig, clusterIdentifier } = providerOf(await recordCluster()).inputs;
    assert.equal(clusterIdentifier, "control-plane-arn");
    const { clusters, users } = JSON.parse(kubeconfig as string) as {
      clusters: { cluster: object }[];
      users: { user: { exec: { command: string; args: string[] } } }[];
    };
    assert.deepEqual(clusters[0]?.cluster, {
      server: "https://cluster.example.com",
      "certificate-authority-data": "Y2E=",
    });
    const { command, args } = users[0]!.user.exec;
    assert.equal(
      [command, ...args].join(" "),
      "aws eks get-token --region eu-central-1 --cluster-name maintenance-unit --output json",
    );
  });

  it("lets pods have a network before there is a node, and nodes before what runs on them", async () => {
    const recording = await recordCluster();
    const before = (name: string) => recording.before(name);
    assert.ok(before("nodes-a").has("vpc-cni"));
    assert.ok(before("coredns").has("nodes-a"));
    assert.ok(before("coredns").has("nodes-b"));
    assert.ok(!before("vpc-cni").has("nodes-a"));
  });

  it("is touched when whoever does it has been let in, and the environment goes before it", async () => {
    const recording = await recordCluster();
    const release = "Release load-balancer-controller";
    const namespace = recording.before("Namespace namespace");
    for (const earlier of [release, "nodes-a", "administrators-123456789012-role/deployer"])
      assert.ok(namespace.has(earlier), earlier);
    assert.ok(recording.before(release).has("controller-registering"));
  });

  it("lets administrators do everything and viewers see it; whoever is both has one entry", async () => {
    const [one, other] = ["one", "other"].map((name) => `arn:aws:iam::123456789012:role/${name}`);
    const recording = await recordCluster({ administrators: [one], viewers: [one, other] });
    const allowed = recording
      .ofType("aws:eks/accessPolicyAssociation:AccessPolicyAssociation")
      .map(({ inputs }) => `${String(inputs.principalArn)} ${String(inputs.policyArn).split("/")[1]}`);
    assert.deepEqual(allowed.sort(), [
      `${one} AmazonEKSAdminViewPolicy`,
      `${one} AmazonEKSClusterAdminPolicy`,
      `${other} AmazonEKSAdminViewPolicy`,
    ]);
    const entries = recording.ofType("aws:eks/accessEntry:AccessEntry");
    assert.deepEqual(entries.map(({ inputs }) => inputs.principalArn).sort(), [one, other]);
  });

  it("lets in the roles that deploy once they are there", async () => {
    const recording = await recordCluster(
      {},
      { account: "123456789012", deploy: { repository: "example/maintenance" } },
    );
    assert.ok(recording.before("access-123456789012-role/deployer").has("deploy-role"));
  });

  it("gets another group of nodes with another zone, and none is moved", async () => {
    const two = await recordCluster();
    const three = await recordCluster({}, { network: { ...madeNetwork, zones: ["a", "b", "c"] } });
    assert.deepEqual(groupNames(two), ["nodes-a", "nodes-b"]);
    assert.deepEqual(groupNames(three), ["nodes-a", "nodes-b", "nodes-c"]);
    for (const name of groupNames(two)) assert.deepEqual(three.get(name).inputs, two.get(name).inputs);
    assert.deepEqual(two.get("control-plane").options.ignoreChanges, ["vpcConfig.subnetIds"]);
  });

  it("is reached from outside by those only who are named, and by nobody when there are none", async () => {
    const endpoint = async (reachedFrom: string[]) => {
      const recording = await recordCluster({ reachedFrom });
      const { vpcConfig } = recording.ofType("aws:eks/cluster:Cluster")[0]!.inputs as {
        vpcConfig: Record<string, unknown>;
      };
      return [vpcConfig.endpointPublicAccess, vpcConfig.publicAccessCidrs, vpcConfig.endpointPrivateAccess];
    };
    assert.deepEqual(await endpoint(["192.0.2.0/24"]), [true, ["192.0.2.0/24"], true]);
    assert.deepEqual(await endpoint([]), [false, undefined, true]);
  });

  it("tells the load balancer whose addresses are its pods'", async () => {
    const recording = await recordCluster();
    assert.equal(recording.get("pods-from-load-balancer").inputs.securityGroupId, podsGroup);
    assert.equal(recording.get("load-balancer-to-pods").inputs.referencedSecurityGroupId, podsGroup);
  });

  it("is found by its name by all that ask it themselves", async () => {
    const recording = await recordCluster();
    for (const name of ["guard", "gate-blue", "settle"]) {
      const { cluster, context } = recording.get(name).inputs;
      assert.deepEqual([cluster, context], ["maintenance-unit", undefined], name);
    }
  });
});

describe("a cluster that is there already", () => {
  it("by its name: AWS is asked where it is, and whose addresses its pods have", async () => {
    const told = {
      name: "shared",
      arn: "arn:aws:eks:eu-central-1:123456789012:cluster/shared",
      endpoint: "https://shared.example.com",
      certificateAuthorities: [{ data: "Y2E=" }],
      vpcConfig: { clusterSecurityGroupId: "sg-0a0a0a0a0a0a0a0a0" },
    };
    const recording = await recordEnvironment(
      onAws({ aws: awsSection({ cluster: { existing: { name: "shared" } } }) }),
      { functions: { "aws:eks/getCluster:getCluster": told } },
    );
    assert.equal(recording.ofType("aws:eks/cluster:Cluster").length, 0);
    const { kubeconfig, clusterIdentifier } = providerOf(recording).inputs;
    assert.equal(clusterIdentifier, told.arn);
    assert.match(kubeconfig as string, /"https:\/\/shared.example.com"/);
    assert.equal(recording.get("pods-from-load-balancer").inputs.securityGroupId, "sg-0a0a0a0a0a0a0a0a0");
    assert.equal(recording.get("gate-blue").inputs.cluster, "shared");
  });

  it("of another kind: by a context of the kubeconfig and a security group", async () => {
    const existing = { context: "shared", securityGroup: "sg-0a1b2c3d4e5f67890" };
    const recording = await recordEnvironment(onAws({ aws: awsSection({ cluster: { existing } }) }));
    assert.deepEqual(providerOf(recording).inputs, { context: "shared", upsertExistingObjects: "true" });
    assert.equal(recording.get("gate-blue").inputs.context, "shared");
  });
});
