/**
 * What is not to be put up with after a release: one table, for whoever watches. Outage, CPU, lost data, security and the
 * two reviews are what operations commonly decides by; the other rows find in seconds what those would find in minutes.
 */
import { milliseconds } from "../duration";

/** What is measured of a colour, with its unit. */
export const metrics = {
  failed: "percent of requests answered with 5xx, or not at all",
  responseTime: "milliseconds until an answer begins, on average",
  restarts: "containers or pods that started again since the watch began",
  memory: "percent of its memory that the fullest container or pod uses",
  cpu: "percent of its CPUs that the busiest container or pod uses",
  dataLoss: "cases that the application counts since the watch began",
  security: "cases that the application counts since the watch began",
} as const;
export type Metric = keyof typeof metrics;

export const actions = ["roll back", "review", "ignore"] as const;
export type Action = (typeof actions)[number];

export interface Threshold {
  readonly metric: Metric;
  /** Breached above it. */
  readonly above: number;
  /** `above` is how many times the value of the colour that served before; absent: a value of its own. */
  readonly times?: true;
  /** How long it has to be above all the while; `0 seconds`: once. */
  readonly for: string;
  readonly then: Action;
  readonly meaning: string;
}

const row = (
  meaning: string,
  metric: Metric,
  above: number,
  held: string,
  then: Action,
  times?: true,
): Threshold => ({ meaning, metric, above, for: held, then, ...(times && { times }) });

export const shipped = {
  outage: row("half of all requests fail", "failed", 50, "15 minutes", "roll back"),
  errors: row("too many requests fail", "failed", 5, "20 seconds", "roll back"),
  slow: row("answers take far longer than before", "responseTime", 5, "30 seconds", "roll back", true),
  crashes: row("what runs ends and starts again", "restarts", 1, "0 seconds", "roll back"),
  memory: row("memory runs out", "memory", 95, "20 seconds", "roll back"),
  cpu: row("the CPUs are used up", "cpu", 95, "10 minutes", "roll back"),
  dataLoss: row("the application says that data was lost", "dataLoss", 0, "0 seconds", "roll back"),
  security: row("the application says that it was broken into", "security", 0, "0 seconds", "roll back"),
  manyErrors: row("more requests fail than should", "failed", 1, "1 minute", "review"),
  slower: row("answers take twice as long as before", "responseTime", 2, "1 minute", "review", true),
} as const satisfies Record<string, Threshold>;

export type RowName = keyof typeof shipped;
export const rowNames = Object.keys(shipped) as RowName[];
export type Thresholds = Readonly<Record<RowName, Threshold>>;

/** What a stack file says of each row. */
export type Limits = Readonly<Record<RowName, Pick<Threshold, "above" | "for" | "then">>>;

export function thresholdsOf(limits: Limits): Thresholds {
  const rows = rowNames.map((name) => [name, { ...shipped[name], ...limits[name] }] as const);
  return Object.fromEntries(rows) as Thresholds;
}

/** `failed above 5 % for 20 seconds`, as a breach and the settings table say it. */
export function describeLimit({ metric, above, times, for: held }: Threshold): string {
  const limit = times ? `${above} times as before` : `${above}${units[metric]}`;
  return `${names[metric]} above ${limit}${milliseconds(held) > 0 ? ` for ${held}` : ""}`;
}

const names: Readonly<Record<Metric, string>> = {
  failed: "failed requests",
  responseTime: "response time",
  restarts: "restarts",
  memory: "memory",
  cpu: "CPU",
  dataLoss: "lost data",
  security: "security incidents",
};

const units: Readonly<Record<Metric, string>> = {
  failed: " %",
  responseTime: " ms",
  restarts: "",
  memory: " %",
  cpu: " %",
  dataLoss: "",
  security: "",
};

/** `12 %`, `340 ms`. */
export function describeValue(metric: Metric, value: number): string {
  const rounded = value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return `${rounded}${units[metric]}`;
}
