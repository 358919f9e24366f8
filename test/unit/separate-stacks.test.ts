/** `examples/separate-stacks`, on mocks: together its stacks are the environment that one stack makes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { RunError, runtime } from "@pulumi/pulumi";
import { parse } from "yaml";
import { type Colour, colours } from "../../components/colour";
import { parseSettings } from "../../components/settings/settings";
import { rawSettings } from "../../setup/render";
import { recordEnvironment } from "../support/recorded-environment";
import { record, type Recorded, type Recording } from "../support/recorder";
import { awsSection, clusterSection, madeNetwork, onAws } from "../support/release";

const folder = "../../examples/separate-stacks";
const versions = { blue: "1.4.2", green: "1.5.0+2" };
const release = { live: "blue", canary: 10 };

/** As AWS tells of a cluster. */
const eks = {
  arn: "arn:aws:eks:eu-central-1:123456789012:cluster/maintenance-unit-base",
  name: "maintenance-unit-base",
  endpoint: "https://0A1B.eks.example.com",
  certificateAuthorities: [{ data: "Q0E=" }],
  vpcConfig: { clusterSecurityGroupId: "sg-0a1b2c3d4e5f67890" },
};

/** What another stack said at the end of its last run, by its name; nothing when it has not been up. */
type Said = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A program of the example, as `pulumi up` runs it beside stacks that have said this. */
async function program(name: string, stack: string, sections: object, said: Said = {}): Promise<Recording> {
  const config = Object.entries(sections).map(([key, value]) => [
    `maintenance:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const outputs = Object.fromEntries(["base", ...colours].map((of) => [of, { outputs: said[of] ?? {} }]));
  const module = require.resolve(`${folder}/${name}/index`);
  delete require.cache[module];
  try {
    return await record(
      () => {
        runtime.setAllConfig(Object.fromEntries(config) as Record<string, string>);
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- it runs when it is loaded, every time anew
        return (require(module) as () => Promise<object>)();
      },
      { stack, outputs, functions: { "aws:eks/getCluster:getCluster": eks } },
    );
  } finally {
    runtime.setAllConfig({});
  }
}

const base = (said?: Said, differing: object = {}) =>
  program("base", "unit-base", { ...onAws({ release }), ...differing }, said);
const colourOf = (colour: Colour, handover: unknown) =>
  program("colour", `unit-${colour}`, { release: { [colour]: versions[colour] } }, { base: { handover } });

/** What one environment has once, however many stacks it is. */
function things({ resources }: Recording): [string, unknown][] {
  const perStack = /^pulumi:|:(Environment|Base|Guard|DestroyGuard)$/;
  return resources
    .filter(({ type }) => !perStack.test(type))
    .map(({ type, name, inputs }: Recorded) => [`${type} ${name}`, inputs]);
}

describe("base, blue and green as stacks of their own", () => {
  const running: Record<string, { runs: unknown }> = {};
  let handover: unknown;
  before(async () => {
    ({ handover } = (await base()).outputs);
    for (const colour of colours) {
      const { runs } = (await colourOf(colour, handover)).outputs;
      running[colour] = { runs };
    }
  });

  it("make together what one stack makes, with the same inputs", async () => {
    const three = [
      ...things(await base(running)),
      ...things(await colourOf("blue", handover)),
      ...things(await colourOf("green", handover)),
    ];
    const sections = onAws({ release: { ...release, ...versions } });
    const one = things(await recordEnvironment(sections, { stack: "unit-base" }));
    assert.equal(new Set(three.map(([name]) => name)).size, three.length, "each is made by one stack only");
    assert.deepEqual(Object.fromEntries(three), Object.fromEntries(one));
  });

  it("hand over what base makes, whether a colour runs or not", async () => {
    assert.deepEqual((await base(running)).outputs.handover, handover);
  });

  it("give nobody weight before a colour runs", async () => {
    const names = (await base()).names();
    assert.ok(names.includes("load-balancer"));
    for (const name of ["gate-blue", "listener", "settle"]) assert.ok(!names.includes(name), name);
  });

  it("write the weights after all gates, and those after the guard", async () => {
    const before = (await base(running)).before("listener");
    for (const name of ["gate-blue", "gate-green", "guard"]) assert.ok(before.has(name), name);
  });

  it("refuse a live colour that runs nothing while the other one runs", async () => {
    const only = { green: running.green ?? {} };
    await assert.rejects(base(only), (error) => {
      assert.ok(error instanceof RunError);
      assert.match(error.message, /release\/blue: should be a version, since release\/live is blue/);
      return true;
    });
  });

  it("refuse a colour without a version, and one whose base has not been up", async () => {
    const nothing = program("colour", "unit-blue", {}, { base: { handover } });
    await assert.rejects(nothing, /release\/blue: should be a version/);
    await assert.rejects(colourOf("blue", undefined), /base is not up/);
  });

  it("ask the guard about the colour's own version only, as one that stays serving when it serves", async () => {
    for (const colour of colours) {
      const { inputs } = (await colourOf(colour, handover)).get("guard");
      const weights = { blue: colour === "blue" ? 100 : 0, green: colour === "green" ? 100 : 0 };
      assert.deepEqual([inputs.versions, inputs.weights], [{ [colour]: versions[colour] }, weights]);
    }
  });

  it("keep a colour full whatever base says of idle ones: only base knows when it gets weight", async () => {
    const small = (await base({}, { aws: awsSection({ idle: "small" }) })).outputs.handover;
    const recording = await colourOf("blue", small);
    const { spec } = recording.get("HorizontalPodAutoscaler blue-1-4-2-backend").inputs as {
      spec: { minReplicas: number };
    };
    assert.equal(spec.minReplicas, 2);
  });

  it("share the cluster that base makes: a colour finds it by its name", async () => {
    const aws = awsSection({ network: madeNetwork, cluster: clusterSection() });
    const made = (await base({}, { aws })).outputs.handover;
    const recording = await colourOf("blue", made);
    assert.deepEqual(recording.ofType("aws:eks/cluster:Cluster"), []);
    assert.equal(recording.get("guard").inputs.cluster, eks.name);
    assert.match(String(recording.get("kubernetes").inputs.kubeconfig), /0A1B\.eks\.example\.com/);
  });

  it("are destroyed from the end: what refuses waits for everything of the colour", async () => {
    const recording = await colourOf("green", handover);
    const before = recording.before("destroy-guard");
    const others = recording.resources.filter(({ parent }) => parent === "green").map(({ name }) => name);
    assert.ok(others.length > 10);
    for (const name of others) assert.ok(before.has(name), name);
  });

  it("have stack files that are valid as they are", () => {
    const read = (path: string) => rawSettings(readFileSync(`examples/separate-stacks/${path}`, "utf8"));
    const shared = read("base/Pulumi.base.yaml");
    const about = { stack: "base", isSecret: () => false, coloursElsewhere: true };
    assert.ok(parseSettings(shared, about));
    for (const colour of colours) {
      const own = read(`colour/Pulumi.${colour}.yaml`);
      const its = { live: colour, ...(own.release as object) };
      assert.ok(parseSettings({ ...shared, ...own, release: its }));
    }
  });

  it("names what AWS names by itself as the one stack does", () => {
    const naming = (path: string) => {
      const { config } = parse(readFileSync(path, "utf8")) as { config: Record<string, unknown> };
      return config["pulumi:autonaming"];
    };
    assert.deepEqual(naming("examples/separate-stacks/base/Pulumi.yaml"), naming("Pulumi.yaml"));
  });
});
