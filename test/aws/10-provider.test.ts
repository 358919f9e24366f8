/** The AWS provider for tests keeps the contract of the published one, type by type, on the real engine. */
import assert from "node:assert/strict";
import {
  AddTagsCommand,
  DeleteRuleCommand,
  DescribeLoadBalancersCommand,
  ModifyListenerCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsSimulation } from "../support/aws/simulation";
import { describe as told } from "../support/events";
import { awsKinds, names, type Name } from "../support/provider/aws-kinds";
import { changed } from "../support/provider/kinds";
import { type Declared, Program, type ProgramRun } from "../support/provider/program";
import { assertNothing, assertWorked, operationsOn } from "../support/provider/runs";

interface State {
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

describe("the AWS provider", function () {
  this.timeout(240_000);
  let aws: AwsSimulation;
  before(async () => {
    aws = await AwsSimulation.start();
  });
  after(() => aws.stop());
  const programOf = (region = aws.region) =>
    Program.create({ env: aws.env, config: { "aws:region": region } });

  describe("type by type", () => {
    let program: Program;
    let kinds: ReturnType<typeof awsKinds>;
    let now: Map<Name, Declared>;
    let ran: ProgramRun;
    const declareAll = () => program.declare([...now.values()]);
    const stateOf = (name: Name): State => program.stateOf<State>(name);
    const isThere = async (name: Name, id = stateOf(name).id) => kinds[name].isThere(aws, id ?? "");

    before(async () => {
      kinds = awsKinds(aws);
      now = new Map(names.map((name) => [name, kinds[name].declared]));
      program = await programOf();
      declareAll();
    });
    after(async () => {
      await program.pulumi("destroy");
      program.dispose();
    });

    describe("preview", () => {
      it("tells what will be made, with what is not known yet, and makes nothing", async () => {
        const preview = assertWorked(await program.pulumi("preview"));
        assert.deepEqual(preview.operations.map(told).sort(), names.map((name) => `create ${name}`).sort());
        const { LoadBalancers } = await aws.elb.send(new DescribeLoadBalancersCommand({}));
        assert.deepEqual(LoadBalancers, []);
      });
    });

    describe("create", () => {
      before(async () => {
        ran = assertWorked(await program.pulumi("up"));
      });
      for (const name of names) {
        it(name, async () => {
          assert.deepEqual(operationsOn(ran, name), ["create"]);
          assert(await isThere(name), "it is there");
          for (const output of kinds[name].tells) assert(stateOf(name).outputs?.[output], output);
        });
      }

      it("a name that is left out is generated, and kept", () => {
        assert.match(String(stateOf("public").outputs?.name), /^public-[0-9a-f]{7}$/);
      });

      it("defaults are among the inputs, also inside of what is given", () => {
        const { inputs } = stateOf("blue");
        assert.equal(inputs?.region, aws.region);
        assert.equal(inputs?.slowStart, 0);
        assert.equal((inputs?.healthCheck as { matcher?: string }).matcher, "200");
      });

      it("a listener tells its weights", () => {
        assert.deepEqual(weightsIn(stateOf("front").outputs), [100, 0]);
      });
    });

    describe("no-op", () => {
      it("nothing is done, in a preview or for real, with a refresh too", async () => {
        assertNothing(await program.pulumi("preview"));
        assertNothing(await program.pulumi("up"));
        assertNothing(await program.pulumi("up", "--refresh"));
      });
    });

    describe("update", () => {
      const ids = new Map<Name, string | undefined>();
      before(async () => {
        for (const name of names) ids.set(name, stateOf(name).id);
        for (const name of names) now.set(name, changed(kinds[name], kinds[name].update));
        declareAll();
        ran = assertWorked(await program.pulumi("up"));
      });
      for (const name of names) {
        it(name, async () => {
          assert.deepEqual(operationsOn(ran, name), ["update"]);
          assert.equal(stateOf(name).id, ids.get(name), "it is the same one");
          assertHolds(stateOf(name).outputs, kinds[name].update);
          assert(await isThere(name), "it is there");
        });
      }

      it("afterwards nothing is left to do", async () => {
        assertNothing(await program.pulumi("up", "--refresh"));
      });
    });

    describe("refresh", () => {
      before(async () => {
        const [blue, green] = [stateOf("blue").id, stateOf("green").id];
        await aws.elb.send(
          new ModifyListenerCommand({
            ListenerArn: stateOf("front").id,
            DefaultActions: [
              {
                Type: "forward",
                ForwardConfig: {
                  TargetGroups: [
                    { TargetGroupArn: blue, Weight: 40 },
                    { TargetGroupArn: green, Weight: 60 },
                  ],
                },
              },
            ],
          }),
        );
        await aws.elb.send(new DeleteRuleCommand({ RuleArn: stateOf("preview").id }));
        const Tags = [{ Key: "step", Value: "by-hand" }];
        await aws.elb.send(new AddTagsCommand({ ResourceArns: [stateOf("public").id ?? ""], Tags }));
      });

      it("without it, what was changed by hand is not seen", async () => {
        assertNothing(await program.pulumi("preview"));
      });

      it("with it, weights that were changed by hand are shown, and how they are repaired", async () => {
        const preview = assertWorked(await program.pulumi("preview", "--refresh"));
        assert.match(preview.output, /weight: +90 => 40/);
        assert.match(preview.output, /weight: +40 => 90/);
        assert.match(preview.output, /step: +"by-hand" => "two"/);
      });

      it("one up repairs them, and makes again what is gone", async () => {
        ran = assertWorked(await program.pulumi("up", "--refresh"));
        assert.deepEqual(operationsOn(ran, "front"), ["update"]);
        assert.deepEqual(operationsOn(ran, "public"), ["update"]);
        assert.deepEqual(operationsOn(ran, "preview"), ["create"]);
        assert.deepEqual(weightsIn(stateOf("front").outputs), [90, 10]);
        assertNothing(await program.pulumi("up", "--refresh"));
      });
    });

    describe("replace", () => {
      const ids = new Map<Name, string | undefined>();
      before(async () => {
        for (const name of names) ids.set(name, stateOf(name).id);
        for (const name of names) now.set(name, changed(kinds[name], kinds[name].replace));
        declareAll();
        ran = assertWorked(await program.pulumi("up"));
      });
      for (const name of names) {
        it(name, async () => {
          const operations = operationsOn(ran, name);
          assert(operations.includes("create-replacement"), JSON.stringify(operations));
          assert(operations.includes("delete-replaced"), JSON.stringify(operations));
          assert.notEqual(stateOf(name).id, ids.get(name), "it is another one");
          assert(await isThere(name), "it is there");
          assert(!(await isThere(name, ids.get(name))), "the one before is gone");
        });
      }

      it("a fixed name is free before it is used again; a generated one need not be", () => {
        assert.equal(operationsOn(ran, "fixed")[0], "delete-replaced");
        assert.equal(operationsOn(ran, "blue")[0], "create-replacement");
      });
    });

    describe("delete", () => {
      it("all of them, and nothing is left", async () => {
        const ids = new Map(names.map((name) => [name, stateOf(name).id]));
        program.declare([]);
        ran = assertWorked(await program.pulumi("up"));
        for (const name of names) {
          assert.deepEqual(operationsOn(ran, name), ["delete"]);
          assert(!(await isThere(name, ids.get(name))), name);
        }
      });
    });
  });

  describe("and the engine", () => {
    let program: Program;
    afterEach(async () => {
      await program.pulumi("destroy");
      program.dispose();
    });
    const group = (args: object, more: Partial<Declared> = {}): Declared => ({
      type: "aws/lb/TargetGroup",
      name: "group",
      args: { port: 80, protocol: "HTTP", targetType: "ip", vpcId: aws.vpcId, ...args },
      ...more,
    });
    async function assertRefused(declared: readonly Declared[], ...says: RegExp[]): Promise<void> {
      program.declare(declared);
      const preview = await program.pulumi("preview");
      assert.notEqual(preview.code, 0, preview.output);
      for (const text of says) assert.match(preview.output, text);
    }

    it("what is not modelled, missing or wrong is refused in the preview, all of a resource at once", async () => {
      program = await programOf();
      const check = { interval: 5, timeout: 5, grace: 1 };
      await assertRefused(
        [
          group({
            port: 0,
            protocol: "TCP",
            targetType: undefined,
            slowStart: 30,
            healthCheck: check,
            preserveClientIp: "true",
          }),
        ],
        /port must be from 1 to 65535, not 0|must be from 1 to 65535, not 0/,
        /"TCP"; allowed here: "HTTP"/,
        /targetType/,
        /must be from 0 to 0, not 30/,
        /healthCheck\.grace/,
        /smaller than the interval/,
        /preserveClientIp/,
      );
    });

    it("a type, a function, or an endless name that is not modelled is refused", async () => {
      program = await programOf();
      await assertRefused(
        [{ type: "aws/sqs/Queue", name: "queue", args: {} }],
        /aws:sqs\/queue:Queue is not modelled/,
      );
      await assertRefused([{ type: "aws/ec2/getVpcs", name: "vpcs", args: {} }], /getVpcs is not modelled/);
      await assertRefused([group({}, { name: "a-logical-name-that-is-too-long" })], /longer than 32/);
    });

    it("what AWS refuses fails the run with its words, and the rest of the state is right", async () => {
      program = await programOf();
      program.declare([group({ vpcId: "vpc-00000000" })]);
      const ran = await program.pulumi("up");
      assert.notEqual(ran.code, 0, ran.output);
      assert.match(ran.output, /vpc-00000000.* (is not found|not found)/);
      program.declare([group({})]);
      assertWorked(await program.pulumi("up"));
    });

    it("ignored changes are no operation, and a generated name stays", async () => {
      program = await programOf();
      const frozen = { options: { ignoreChanges: ["*"] } };
      program.declare([group({}, frozen)]);
      assertWorked(await program.pulumi("up"));
      program.declare([group({ port: 81, tags: { more: "yes" } }, frozen)]);
      assertNothing(await program.pulumi("up", "--refresh"));
    });

    it("a provider of the program's own has its tags on everything", async () => {
      program = await programOf();
      const args = {
        region: aws.region,
        allowedAccountIds: ["123456789012"],
        defaultTags: { tags: { environment: "test", owner: "all" } },
      };
      const own = { options: { provider: "own" } };
      const provider: Declared = { type: "aws/Provider", name: "own", args };
      program.declare([provider, group({ tags: { owner: "us" } }, own)]);
      assertWorked(await program.pulumi("up"));
      assert.match(program.state, /"environment": *"test"/);
      assert.match(program.state, /"owner": *"us"/);
      assertNothing(await program.pulumi("up", "--refresh"));
    });

    it("another account or region, or a setting that is not modelled, is refused", async () => {
      program = await programOf("us-east-1");
      await assertRefused([group({})], /only the region eu-central-1 is simulated, not us-east-1/);
      const region = aws.region;
      const withProvider = (args: object): Declared[] => [
        { type: "aws/Provider", name: "own", args: { region, ...args } },
        group({}, { options: { provider: "own" } }),
      ];
      await assertRefused(withProvider({ allowedAccountIds: ["1"] }), /account ID not allowed/);
      await assertRefused(withProvider({ profile: "mine" }), /does not model these settings: profile/);
    });

    it("the account and the region can be asked for", async () => {
      program = await programOf();
      program.declare([
        { type: "aws/getCallerIdentity", name: "me", args: {} },
        { type: "aws/getRegion", name: "here", args: {} },
        group({ tags: { account: { output: "me.accountId" }, region: { output: "here.region" } } }),
      ]);
      assertWorked(await program.pulumi("up"));
      assert.match(program.state, /"account": *"123456789012"/);
      assert.match(program.state, /"region": *"eu-central-1"/);
    });
  });
});

function weightsIn(outputs: State["outputs"]): (number | undefined)[] | undefined {
  const actions = outputs?.defaultActions as {
    forward?: { targetGroups?: { weight?: number }[] };
  }[];
  return actions[0]?.forward?.targetGroups?.map(({ weight }) => weight);
}

/** Every field of the change is there; what refers to another resource is not compared. */
function assertHolds(live: unknown, change: unknown): void {
  if (typeof change !== "object" || change === null) return assert.deepEqual(live, change);
  if ("output" in change) return;
  for (const [key, value] of Object.entries(change)) {
    assertHolds((live as Record<string, unknown> | undefined)?.[key], value);
  }
}
