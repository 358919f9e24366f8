/** What an application counts of itself (docs/your-app.md), in the text format of Prometheus. Pure. */
import { sum } from "./numbers";
import type { Metric } from "./table";

/** Names of the counters by what they tell of. */
export const counters = {
  dataLoss: "maintenance_data_loss_total",
  security: "maintenance_security_incidents_total",
} as const satisfies Partial<Record<Metric, string>>;

type Counted = Partial<Readonly<Record<keyof typeof counters, number>>>;

/** Sums over labels; a counter that is not there is left out. */
export function countersIn(exposition: string): Counted {
  const lines = exposition.split("\n");
  const found = Object.entries(counters).flatMap(([what, name]) => {
    const values = lines
      .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      .map((line) => Number(/(?:\}| )\s*([-+.\deE]+)(?:\s|$)/.exec(line.slice(name.length))?.[1]));
    const known = values.filter((value) => Number.isFinite(value));
    return known.length > 0 ? [[what, sum(known, (value) => value)] as const] : [];
  });
  return Object.fromEntries(found);
}
