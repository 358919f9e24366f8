/** What the engine says of a run, told in the phases of a release. */
import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { Events, type Operation } from "../../../release/run";

function operation(
  event: "resourcePreEvent" | "resOutputsEvent" | "resOpFailedEvent",
  what: string,
  custom = true,
) {
  const [op = "", name = ""] = what.split(" ");
  const metadata = { op, urn: `urn:pulumi:dev::maintenance::a:b:C::${name}`, type: "a:b:C", new: { custom } };
  return { [event]: { metadata } } as unknown as EngineEvent;
}

function heard(...events: EngineEvent[]): { told: Operation[]; events: Events } {
  const told: Operation[] = [];
  const all = new Events((each) => told.push(each));
  for (const event of events) all.hear(event);
  return { told, events: all };
}

const begun = (what: string) => operation("resourcePreEvent", what);
const done = (what: string) => operation("resOutputsEvent", what);

describe("what the engine says of a run", () => {
  it("belongs to the phase that the run is in; a phase never comes back", () => {
    const run = [
      "create green-backend",
      "create gate-green",
      "update listener",
      "update settle",
      "delete gate-blue",
    ];
    const { told } = heard(...run.flatMap((what) => [begun(what), done(what)]));
    const phases = told
      .filter(({ state }) => state === "begun")
      .map(({ phase, what }) => `${phase}: ${what}`);
    assert.deepEqual(phases, [
      "prepare: create green-backend",
      "gate: create gate-green",
      "flip: update listener",
      "settle: update settle",
      "finish: delete gate-blue",
    ]);
  });

  it("has users where they should be when settle is done", () => {
    const flipped = heard(begun("update listener"), done("update listener"), begun("update settle"));
    assert.equal(flipped.events.settledAt, undefined);
    assert.ok((heard(begun("update settle"), done("update settle")).events.settledAt ?? 0) > 0);
  });

  it("touches nothing as long as it only looks, registers components and Pulumi's own", () => {
    const provider = {
      metadata: { op: "create", urn: "x::y", type: "pulumi:providers:aws", new: { custom: true } },
    };
    const { told, events } = heard(
      begun("same network"),
      operation("resourcePreEvent", "create environment", false),
      { resourcePreEvent: provider } as unknown as EngineEvent,
    );
    assert.deepEqual(told, []);
    assert.equal(events.touched, false);
    events.hear(begun("create network"));
    assert.equal(events.touched, true);
  });

  it("keeps each error once, and what the command said where the engine said none", () => {
    const error = {
      diagnosticEvent: { severity: "error", message: "error: no room\n", color: "" },
    } as EngineEvent;
    const { events } = heard(error, error);
    assert.deepEqual(events.errorsOf(new Error("exit 255")), ["no room"]);
    assert.deepEqual(events.errorsOf(undefined), []);
    assert.deepEqual(heard().events.errorsOf(new Error("exit 255")), ["exit 255"]);
  });
});
