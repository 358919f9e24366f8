/** What a provider for tests has to do; `host.ts` carries it to the engine. */
import type { Change, Values } from "./values";

/** What a call is about. */
export interface Subject {
  /** Such as `kubernetes:core/v1:ConfigMap`. */
  readonly type: string;
  /** The logical name, in the program. */
  readonly name: string;
}

export interface Checking extends Subject {
  readonly inputs: Values;
  /** What it had before, unless it is new or being replaced. */
  readonly oldInputs: Values | undefined;
  /** For generated names: the same for the same step of a run. */
  readonly seed: Buffer;
  /** What `pulumi:autonaming` makes of the logical name, when it says anything of this type. */
  readonly proposedName?: string;
}

export interface Existing extends Subject {
  readonly id: string;
  readonly oldInputs: Values;
  readonly outputs: Values;
}

export interface Changing extends Existing {
  readonly inputs: Values;
}

/** How a call is to be carried out. */
export interface Run {
  readonly preview: boolean;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  /** What the program asks for; undefined: as long as the kind usually gets. */
  readonly timeoutMs: number | undefined;
}

export interface Fault {
  readonly property: string;
  readonly reason: string;
}

export interface Difference {
  readonly changes: readonly Change[];
  /** Those of the changes that only another object can have. */
  readonly replaces: readonly Change["path"][];
  /** The old object's name is also the new one's. */
  readonly deleteBeforeReplace: boolean;
}

export interface Found {
  readonly inputs: Values;
  readonly outputs: Values;
}

export interface Provider {
  readonly version: string;
  configure(settings: Values): Promise<void>;
  check(call: Checking): Promise<{ inputs: Values; faults: readonly Fault[] }>;
  diff(call: Changing, run: Run): Promise<Difference>;
  create(call: Subject & { readonly inputs: Values }, run: Run): Promise<{ id: string; outputs: Values }>;
  update(call: Changing, run: Run): Promise<{ outputs: Values }>;
  /** @returns nothing when it is gone. */
  read(call: Existing, run: Run): Promise<Found | undefined>;
  delete(call: Existing, run: Run): Promise<void>;
  /** A function of the provider; without this method there is none. */
  invoke?(token: string, args: Values): Promise<Values>;
}

/** It is there and stays in the state, but is not what it should be; the next run tries again. */
export class NotInitialised extends Error {
  constructor(
    readonly id: string,
    readonly found: Found,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("; "));
  }
}
