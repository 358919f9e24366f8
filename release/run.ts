/** One run of the program, by Pulumi's Automation API, told in the words of a release. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack as Automated, EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";
import type { Stack } from "../setup/stack";
import type { Previewed } from "./plan";

/** The steps of a run as users of a release know them, in their order. */
export const phases = ["prepare", "gate", "flip", "settle", "finish"] as const;
export type Phase = (typeof phases)[number];

export interface Operation {
  readonly phase: Phase;
  /** `create gate-green` */
  readonly what: string;
  /** Begun, done or failed. */
  readonly state: "begun" | "done" | "failed";
}

export interface Run {
  readonly ok: boolean;
  /** Nothing was changed, begun or tried: what was asked for was refused. */
  readonly untouched: boolean;
  /** What Pulumi says is wrong, each once. */
  readonly errors: readonly string[];
  readonly seconds: number;
  /** When settle had proved that users get what they should, in milliseconds of the clock; undefined when it did not. */
  readonly settledAt?: number;
}

interface Asked {
  /** What the update history keeps of it. */
  readonly message: string;
  /** URNs of what is read from the platform before. */
  readonly readFirst: readonly string[];
}

export async function up(
  stack: Stack,
  { message, readFirst }: Asked,
  tell: (operation: Operation) => void,
  signal: AbortSignal,
): Promise<Run> {
  const automated = await automate(stack);
  const events = new Events(tell);
  const started = Date.now();
  const failure = await failureOf(async () => {
    if (readFirst.length > 0)
      await automated.refresh({ message, target: [...readFirst], color: "never", signal });
    await automated.up({ message, color: "never", signal, onEvent: (event) => events.hear(event) });
  });
  return {
    ok: failure === undefined,
    untouched: !events.touched,
    errors: events.errorsOf(failure),
    seconds: (Date.now() - started) / 1000,
    settledAt: events.settledAt,
  };
}

/** @param stackFile what the stack file would say */
export async function preview(stack: Stack, stackFile: string): Promise<Previewed> {
  const automated = await automate(stack);
  const folder = mkdtempSync(join(tmpdir(), "release-plan-"));
  const configFile = join(folder, "stack.yaml");
  writeFileSync(configFile, stackFile);
  const events = new Events(() => undefined);
  try {
    const failure = await failureOf(() =>
      automated.preview({ configFile, color: "never", onEvent: (event) => events.hear(event) }),
    );
    const { begun, names } = events;
    return { changes: Object.fromEntries(begun), touched: [...names], errors: events.errorsOf(failure) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const automatedStacks = new Map<string, Promise<Automated>>();

/** Once for all runs of a command: whoever takes a release back is in a hurry. */
function automate(stack: Stack): Promise<Automated> {
  const made = automatedStacks.get(stack.name) ?? newlyAutomated(stack);
  automatedStacks.set(stack.name, made);
  return made;
}

/** Half a second to load: only runs need it. */
async function newlyAutomated({ name, folder }: Stack): Promise<Automated> {
  const { LocalWorkspace, Stack: AutomatedStack } = await import("@pulumi/pulumi/automation");
  return AutomatedStack.select(name, await LocalWorkspace.create({ workDir: folder }));
}

async function failureOf(run: () => Promise<unknown>): Promise<Error | undefined> {
  return run().then(
    () => undefined,
    (error: Error) => error,
  );
}

const unchanged = new Set(["same", "refresh", "read"]);

/** What the engine says, kept and told on. */
export class Events {
  touched = false;
  settledAt?: number;
  /** Operations by kind. */
  readonly begun = new Map<string, number>();
  readonly names = new Set<string>();
  private readonly errors = new Set<string>();
  private phase: Phase = "prepare";

  constructor(private readonly tell: (operation: Operation) => void) {}

  hear({ resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent }: EngineEvent): void {
    if (resourcePreEvent) this.operation("begun", resourcePreEvent.metadata);
    if (resOutputsEvent) this.operation("done", resOutputsEvent.metadata);
    if (resOpFailedEvent) this.operation("failed", resOpFailedEvent.metadata);
    if (diagnosticEvent?.severity === "error") this.errors.add(said(diagnosticEvent.message));
  }

  /** What the engine said is wrong; where it said nothing, what its command did. */
  errorsOf(failure: Error | undefined): string[] {
    if (!failure) return [];
    return this.errors.size > 0 ? [...this.errors] : [failure.message];
  }

  private operation(state: Operation["state"], metadata: StepEventMetadata): void {
    const { op, type, urn } = metadata;
    // Components, the stack and providers are bookkeeping.
    const isReal = (metadata.new ?? metadata.old)?.custom === true && !type.startsWith("pulumi:");
    if (unchanged.has(op) || !isReal) return;
    this.touched = true;
    if (state === "begun") this.begun.set(op, (this.begun.get(op) ?? 0) + 1);
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    this.names.add(name);
    this.phase = phaseOf(name, op, this.phase);
    if (name === "settle" && state === "done") this.settledAt = Date.now();
    this.tell({ phase: this.phase, what: `${op} ${name}`, state });
  }
}

/** A run goes through its phases in order; what stands between two steps belongs to the one before. */
function phaseOf(name: string, op: string, now: Phase): Phase {
  const begun: Phase =
    name === "listener"
      ? "flip"
      : name === "settle"
        ? "settle"
        : name.startsWith("gate-") && op !== "delete"
          ? "gate"
          : now === "settle"
            ? "finish"
            : now;
  return phases.indexOf(begun) > phases.indexOf(now) ? begun : now;
}

function said(message: string): string {
  return message.replace(/^error: /, "").trim();
}
