/** Whether readings breach a threshold. Pure. */
import { milliseconds } from "../duration";
import type { Reading } from "./reading";
import {
  type Action,
  describeLimit,
  describeValue,
  type Metric,
  type RowName,
  rowNames,
  type Threshold,
  type Thresholds,
} from "./table";

export interface Breach {
  readonly row: RowName;
  readonly then: Action;
  /** `errors: failed requests above 5 % for 20 seconds, now 37 % (too many requests fail)` */
  readonly text: string;
}

/** What the colour that served before measured, for rows that compare. */
export type Former = Partial<Readonly<Record<Metric, number>>>;

/** Rows that hold at the last of the readings, in the order of the table. @param readings oldest first */
export function breaches(rows: Thresholds, readings: readonly Reading[], former: Former): Breach[] {
  return rowNames.flatMap((name) => {
    const row = rows[name];
    const value = readings.at(-1)?.values[row.metric];
    if (row.then === "ignore" || value === undefined || !isHeld(row, readings, former)) return [];
    return [{ row: name, then: row.then, text: breachText(name, row, value) }];
  });
}

function breachText(name: RowName, row: Threshold, value: number): string {
  return `${name}: ${describeLimit(row)}, now ${describeValue(row.metric, value)} (${row.meaning})`;
}

function isHeld(row: Threshold, readings: readonly Reading[], former: Former): boolean {
  const limit = limitOf(row, former);
  if (limit === undefined) return false;
  const areAbove = readings.map(({ values }) => (values[row.metric] ?? 0) > limit);
  const [begin, last] = [readings[areAbove.lastIndexOf(false) + 1], readings.at(-1)];
  return begin !== undefined && last !== undefined && last.to - begin.from >= milliseconds(row.for);
}

/** Undefined: there is nothing to compare with. */
function limitOf({ metric, above, times }: Threshold, former: Former): number | undefined {
  if (!times) return above;
  const before = former[metric];
  return before === undefined ? undefined : above * Math.max(before, leastCompared);
}

/** Milliseconds. Below it twice as long is nothing that a user could notice. */
const leastCompared = 20;
