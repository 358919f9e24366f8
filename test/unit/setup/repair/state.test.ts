import assert from "node:assert/strict";
import { sayingsIn } from "../../../../setup/repair/sayings";
import { idsKnown, pendingIn, repaired, type State } from "../../../../setup/repair/state";

const urn = (type: string, name: string) => `urn:pulumi:staging::maintenance::${type}::${name}`;
const [vpcType, eipType] = ["aws:ec2/vpc:Vpc", "aws:ec2/eip:Eip"];
const known = { urn: urn(eipType, "nat-a"), type: eipType, id: "eipalloc-1" };
const begun = (type: string, name: string, doing = "creating") => ({
  type: doing,
  resource: { urn: urn(type, name), type, inputs: { name, __defaults: ["name"] }, provider: "aws" },
});
const state: State & { readonly version: number } = {
  version: 3,
  deployment: {
    resources: [known],
    pending_operations: [
      begun(vpcType, "vpc"),
      begun(eipType, "nat-b"),
      begun(eipType, "nat-a", "updating"),
      begun(vpcType, "other"),
    ],
  },
};

describe("a state that a killed run left", () => {
  it("says what was begun, and what it has", () => {
    assert.deepEqual(
      pendingIn(state).map(({ name, doing, isReplacement }) => [name, doing, isReplacement]),
      [
        ["vpc", "creating", false],
        ["nat-b", "creating", false],
        ["nat-a", "updating", false],
        ["other", "creating", false],
      ],
    );
    assert.deepEqual([...idsKnown(state, eipType)], ["eipalloc-1"]);
    assert.deepEqual(pendingIn({ deployment: {} }), []);
  });

  it("says what was to take the place of another", () => {
    const replacing = { deployment: { resources: [known], pending_operations: [begun(eipType, "nat-a")] } };
    assert.equal(pendingIn(replacing)[0]?.isReplacement, true);
  });

  it("gets what is there as a resource, after all others, and forgets the rest", () => {
    const updated = [urn(eipType, "nat-a"), "eipalloc-9"] as const;
    const there = new Map([[urn(vpcType, "vpc"), "vpc-1"], updated]);
    const after = repaired(state, there) as typeof state;
    assert.equal(after.version, 3);
    assert.deepEqual(after.deployment.resources, [
      known,
      {
        ...{ urn: urn(vpcType, "vpc"), type: vpcType, provider: "aws", id: "vpc-1" },
        inputs: { name: "vpc", __defaults: ["name"] },
        outputs: { name: "vpc" },
      },
    ]);
    assert.deepEqual(pendingIn(after), []);
  });
});

describe("what a person says about what was begun", () => {
  const said = (words: string) => [...sayingsIn(words, pendingIn(state))];

  it("names it, or its URN", () => {
    assert.deepEqual(said(""), []);
    assert.deepEqual(said(`vpc=vpc-1  ${urn(eipType, "nat-b")}=none`), [
      [urn(vpcType, "vpc"), "vpc-1"],
      [urn(eipType, "nat-b"), "none"],
    ]);
  });

  it("is refused when it fits nothing, or several", () => {
    assert.throws(() => said("vpc"), /"vpc" should be NAME=ID or NAME=none/);
    assert.throws(() => said("vpc="), /should be NAME=ID/);
    assert.throws(() => said("nat-a=eipalloc-2"), /nothing that was begun is called nat-a; there is vpc/);
    const twice = pendingIn({
      deployment: { pending_operations: [begun(vpcType, "x"), begun(eipType, "x")] },
    });
    assert.throws(() => sayingsIn("x=1", twice), /x is the name of 2 things[^]*Vpc::x[^]*Eip::x/);
  });
});
