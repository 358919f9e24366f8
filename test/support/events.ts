/** What a run of Pulumi did, from the engine's own event log. */
import { existsSync, readFileSync } from "node:fs";

export interface Operation {
  /** create, update, delete, replace, ... as the engine says it. */
  readonly op: string;
  readonly type: string;
  readonly name: string;
}

interface EngineEvent {
  readonly timestamp: number;
  readonly resourcePreEvent?: { readonly metadata: Metadata };
  readonly resOutputsEvent?: { readonly metadata: Metadata };
  readonly resOpFailedEvent?: { readonly metadata: Metadata };
}

interface Metadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
}

const unchanged = new Set(["same", "refresh", "read"]);

/** The engine's own bookkeeping: the stack, and the provider of our own resources, now and in states of 0.1.0. */
const bookkeeping = new Set([
  "pulumi:pulumi:Stack",
  "pulumi:providers:maintenance",
  "pulumi:providers:pulumi-nodejs",
]);

/** Operations in the order in which they began, in a preview or for real. */
export function operationsIn(eventLog: string): Operation[] {
  return eventsIn(eventLog)
    .flatMap(({ resourcePreEvent }) => (resourcePreEvent ? [resourcePreEvent.metadata] : []))
    .filter(({ op, type }) => !unchanged.has(op) && !bookkeeping.has(type))
    .map(operation);
}

function operation({ op, type, urn }: Metadata): Operation {
  return { op, type, name: urn.slice(urn.lastIndexOf("::") + 2) };
}

/** Operations that began and did not end: what a kill interrupted. */
export function inFlight(eventLog: string): string[] {
  const begun = new Map<string, string>();
  for (const { resourcePreEvent, resOutputsEvent, resOpFailedEvent } of eventsIn(eventLog)) {
    const began = resourcePreEvent?.metadata;
    if (began && !unchanged.has(began.op)) begun.set(`${began.op} ${began.urn}`, describe(operation(began)));
    const ended = resOutputsEvent?.metadata ?? resOpFailedEvent?.metadata;
    if (ended) begun.delete(`${ended.op} ${ended.urn}`);
  }
  return [...begun.values()];
}

/** How many creations of this type the engine had begun and not ended, when they were most. */
export function mostAtOnce(eventLog: string, type: string): number {
  let [now, most] = [0, 0];
  for (const { resourcePreEvent, resOutputsEvent, resOpFailedEvent } of eventsIn(eventLog)) {
    const isOurs = (metadata?: Metadata) => metadata?.op === "create" && metadata.type === type;
    if (isOurs(resourcePreEvent?.metadata)) most = Math.max(most, (now += 1));
    if (isOurs(resOutputsEvent?.metadata ?? resOpFailedEvent?.metadata)) now -= 1;
  }
  return most;
}

/** When the first resource came, in seconds since 1970; the log counts whole ones. */
export function firstEventIn(eventLog: string): number {
  return eventsIn(eventLog).find(({ resourcePreEvent }) => resourcePreEvent)?.timestamp ?? NaN;
}

function eventsIn(eventLog: string): EngineEvent[] {
  if (!existsSync(eventLog)) return [];
  return (
    readFileSync(eventLog, "utf8")
      .split("\n")
      // The last line of a run that was killed may be cut off.
      .filter((line) => line.endsWith("}"))
      .map((line) => JSON.parse(line) as EngineEvent)
  );
}

/** `update listener`: an operation as tests compare it. */
export function describe({ op, name }: Operation): string {
  return `${op} ${name}`;
}
