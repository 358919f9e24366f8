/** What a colour does for its users, and what it takes for it: measured from one reading to the next. */
import type { Metric } from "./table";

export interface Reading {
  /** When what it tells of began and ended, in milliseconds of the clock. */
  readonly from: number;
  readonly to: number;
  /** Requests that were answered or lost meanwhile. */
  readonly requests: number;
  /** Absent: nobody can tell, as with the share of failures when nobody asked. */
  readonly values: Partial<Readonly<Record<Metric, number>>>;
}

/** Reads one colour again and again. */
export interface Meter {
  /** What can be told of now. @throws CannotAsk */
  read(): Promise<Reading>;
}

/** Counters of something that counts from zero when it starts again. */
export class Growth {
  private readonly last = new Map<string, number>();

  /** @returns by how much a counter grew since it was last told; 0 at first */
  of(name: string, value: number): number {
    const before = this.last.get(name);
    this.last.set(name, value);
    if (before === undefined) return 0;
    return value < before ? value : value - before;
  }
}
