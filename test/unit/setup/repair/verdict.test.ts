import assert from "node:assert/strict";
import { again, asked, type Found, named, text } from "../../../../setup/repair/kind";
import type { Pending } from "../../../../setup/repair/state";
import { judge, type Known } from "../../../../setup/repair/verdict";

const vpc: Pending = {
  urn: "urn:pulumi:staging::maintenance::aws:ec2/vpc:Vpc::vpc",
  type: "aws:ec2/vpc:Vpc",
  name: "vpc",
  doing: "creating",
  inputs: { name: "a-name" },
  isReplacement: false,
};
const byAsking = asked(() => Promise.resolve([]));
const inState = new Set(["vpc-known"]);

function verdict(known: Partial<Known>, pending: Partial<Pending> = {}): string {
  const made = judge({ ...vpc, ...pending }, { kind: byAsking, inState, ...known });
  return made.is === "there" ? `there ${made.id}` : `${made.is}: ${made.why}`;
}
const answer = (...found: readonly (string | Found)[]): Pick<Known, "answer"> => ({
  answer: found.map((one) => (typeof one === "string" ? { id: one } : one)),
});

describe("what becomes of an operation that a killed run began", () => {
  it("one that AWS has is there; what the state has already is not it", () => {
    assert.equal(verdict(answer("vpc-1")), "there vpc-1");
    assert.equal(verdict(answer("vpc-known", "vpc-1")), "there vpc-1");
  });

  it("one that AWS does not have is forgotten", () => {
    assert.equal(verdict(answer()), "forgotten: AWS has none");
    assert.equal(verdict(answer("vpc-known")), "forgotten: AWS has none");
  });

  it("of several none is taken: they are named, with the way to say which", () => {
    const said = verdict(answer("vpc-1", "vpc-2"));
    assert.match(said, /^left: AWS has several, vpc-1, vpc-2: say vpc=ID .* or vpc=none$/);
  });

  it("one that is not ready waits, in AWS's own word", () => {
    assert.match(verdict(answer({ id: "nat-1", busy: "pending" })), /^left: nat-1 is not ready.*"pending"/);
  });

  it("one that may be from another life is for a person to say", () => {
    const kind = asked(() => Promise.resolve([]), "keys stay");
    assert.match(verdict({ kind, ...answer("key-1") }), /^left: AWS has key-1; keys stay: say vpc=key-1/);
    assert.equal(verdict({ kind, ...answer() }), "forgotten: AWS has none");
  });

  it("an AWS that cannot be asked leaves everything as it is", () => {
    assert.match(verdict({ answer: new Error("no credentials") }), /^left: .*no credentials$/);
  });

  it("a name is an id that need not be asked for", () => {
    assert.equal(verdict({ kind: named((inputs) => text(inputs, "name")) }), "there a-name");
  });

  it("what is made again without harm, and what is not of AWS, is forgotten", () => {
    assert.match(verdict({ kind: again }), /^forgotten/);
    assert.match(verdict({ kind: undefined }, { type: "kubernetes:core/v1:Service" }), /^forgotten/);
    assert.match(verdict({ kind: undefined }, { type: "maintenance:index:Gate" }), /^forgotten/);
  });

  it("a type of AWS that nobody knows how to find is left", () => {
    assert.match(verdict({ kind: undefined }, { type: "aws:sqs/queue:Queue" }), /^left: .*say vpc=ID/);
  });

  it("a replacement that is there is never put beside what it was to replace", () => {
    const said = verdict(answer("vpc-1"), { isReplacement: true });
    assert.match(said, /^left: .*if vpc-1 is in AWS, delete it there; then say vpc=none$/);
    assert.match(verdict({ ...answer("vpc-1"), said: "vpc-1" }, { isReplacement: true }), /^left/);
    assert.equal(verdict(answer(), { isReplacement: true }), "forgotten: AWS has none");
  });

  it("what a person says goes before what AWS answers", () => {
    assert.equal(verdict({ ...answer("vpc-1", "vpc-2"), said: "vpc-2" }), "there vpc-2");
    assert.match(verdict({ ...answer("vpc-1"), said: "none" }), /^forgotten/);
  });

  it("a change or a deletion is left to the refresh", () => {
    assert.match(verdict({}, { doing: "updating" }), /^forgotten: .*how far updating came$/);
    assert.match(verdict({ said: "none" }, { doing: "deleting" }), /--refresh/);
  });
});
