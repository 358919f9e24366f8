/** What every type of the AWS provider for tests keeps, on the real engine: one test for all that are given. */
import assert from "node:assert/strict";
import { AwsSimulation } from "../aws/simulation";
import { describe as told } from "../events";
import { awsClients } from "./aws/clients";
import { kindOf } from "./aws/table";
import { changed } from "./kinds";
import { type Declared, Program } from "./program";
import { assertNothing, assertWorked, operationsOn } from "./runs";

export interface ContractKind {
  readonly declared: Declared;
  /** Merged into the arguments; absent: no change keeps it. */
  readonly update?: object;
  /** The same for one that needs another resource; absent: none does, but it may follow what it refers to. */
  readonly replace?: object;
  /** Outputs that only AWS can tell. */
  readonly tells: readonly string[];
  /** Deleted, it is only forgotten. */
  readonly stays?: true;
}

export type ContractKinds = Readonly<Record<string, ContractKind>>;

interface State {
  readonly id?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** `aws/ec2/Vpc` in programs is `aws:ec2/vpc:Vpc` for the engine. */
function tokenOf(type: string): string {
  const [, module = "", name = ""] = type.split("/");
  return `aws:${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
}

/** @param kindsIn in an order in which each can refer to those before it */
export function keepsTheContract(title: string, kindsIn: (aws: AwsSimulation) => ContractKinds): void {
  describe(title, function () {
    this.timeout(240_000);
    let aws: AwsSimulation;
    let program: Program;
    let kinds: ContractKinds;
    let now: Map<string, Declared>;
    const stateOf = (name: string): State => program.stateOf<State>(name);
    const live = async (name: string, id = stateOf(name).id) => {
      const kind = kindOf(tokenOf(kinds[name]?.declared.type ?? ""));
      return (await kind.read(awsClients(aws.endpoint), id ?? "")) !== undefined;
    };
    const up = async (...flags: string[]) => {
      program.declare([...now.values()]);
      return assertWorked(await program.pulumi("up", ...flags));
    };
    const nothingIsLeft = async () => assertNothing(await up("--refresh"));

    before(async () => {
      aws = await AwsSimulation.start();
      kinds = kindsIn(aws);
      now = new Map(Object.entries(kinds).map(([name, { declared }]) => [name, declared]));
      program = await Program.create({ env: aws.env, config: { "aws:region": aws.region } });
    });
    after(async () => {
      await program.pulumi("destroy");
      program.dispose();
      await aws.stop();
    });

    it("a preview tells what will be made", async () => {
      program.declare([...now.values()]);
      const { operations } = assertWorked(await program.pulumi("preview"));
      assert.deepEqual(operations.map(told).sort(), [...now.keys()].map((name) => `create ${name}`).sort());
    });

    it("each is made, and tells what only AWS knows; nothing is left to do then", async () => {
      const ran = await up();
      for (const [name, { tells }] of Object.entries(kinds)) {
        assert.deepEqual(operationsOn(ran, name), ["create"], name);
        assert.ok(await live(name), `${name} is there`);
        for (const output of tells) assert.ok(stateOf(name).outputs?.[output], `${name}.${output}`);
      }
      await nothingIsLeft();
    });

    it("each is changed in place by what allows it; nothing is left to do then", async () => {
      const ids = new Map([...now.keys()].map((name) => [name, stateOf(name).id]));
      for (const [name, kind] of Object.entries(kinds)) now.set(name, changed(kind, kind.update ?? {}));
      const ran = await up();
      for (const [name, { update }] of Object.entries(kinds)) {
        assert.deepEqual(operationsOn(ran, name), update ? ["update"] : [], name);
        assert.equal(stateOf(name).id, ids.get(name), `${name} is the same one`);
      }
      await nothingIsLeft();
    });

    it("each is replaced by what asks for it, and the one before is gone", async () => {
      const ids = new Map([...now.keys()].map((name) => [name, stateOf(name).id]));
      for (const [name, kind] of Object.entries(kinds)) now.set(name, changed(kind, kind.replace ?? {}));
      const ran = await up();
      for (const [name, { replace, stays }] of Object.entries(kinds)) {
        if (!replace) continue;
        assert.ok(operationsOn(ran, name).includes("create-replacement"), name);
        assert.ok(await live(name), `${name} is there`);
        if (stateOf(name).id === ids.get(name)) continue;
        assert.equal(await live(name, ids.get(name)), stays === true, `${name} before is gone`);
      }
      await nothingIsLeft();
    });

    it("all are deleted, and nothing is left of them", async () => {
      const ids = new Map([...now.keys()].map((name) => [name, stateOf(name).id]));
      now.clear();
      const ran = await up();
      for (const [name, { stays }] of Object.entries(kinds)) {
        assert.deepEqual(operationsOn(ran, name), ["delete"], name);
        if (!stays) assert.ok(!(await live(name, ids.get(name))), `${name} is gone`);
      }
    });
  });
}
