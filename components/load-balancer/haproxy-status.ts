/** What a running HAProxy has on file and runs with, as scripts/read-status.sh prints it. Pure. */
import { type Colour, nobody, type Weights } from "../colour";
import { files, versionInTargetGroup } from "./haproxy-config";

export interface Target {
  readonly name: string;
  /** UP, DOWN, MAINT, ... as HAProxy says it. */
  readonly status: string;
  /** The last health check, such as L7OK or L4CON; a target that was not asked yet has INI. */
  readonly check: string;
  /** Seconds since its status last changed; checks run every second. */
  readonly since: number;
}

export interface LoadBalancerStatus {
  /** Weights of the map file; undefined before the first flip. */
  readonly onFile?: Weights;
  /** Weights of each process that answers clients: the current one and those that still finish connections. */
  readonly running: readonly (Weights | undefined)[];
  /** The version each target group on file is for. */
  readonly versions: Partial<Record<Colour, string>>;
  /** The configuration's files by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Of the configuration on file, and of the one that runs; they differ only while one is being applied. */
  readonly configHash: string;
  readonly runningHash: string;
  readonly targets: Readonly<Record<Colour, readonly Target[]>>;
  readonly answered: Readonly<Record<Colour, Answered>>;
}

/** What a colour has answered since the process that runs began; counters. */
export interface Answered {
  readonly requests: number;
  /** With 5xx, those included that the load balancer gave for want of a target. */
  readonly failed: number;
  /** Milliseconds until an answer began, on average of the last 1,024; undefined before any. */
  readonly responseMs?: number;
}

export function parseStatus(text: string): LoadBalancerStatus {
  const parts = text.split(/^== /m).slice(1);
  const bodies = (title: string) => parts.filter((part) => part.startsWith(title)).map(withoutFirstLine);
  const config = Object.fromEntries(
    parts
      .filter((part) => part.startsWith("file "))
      .map((part) => [firstLine(part).slice(5), withoutFirstLine(part)]),
  );
  const stat = parseStat(bodies("stat")[0] ?? "");
  return {
    onFile: weightsIn(bodies("map-file")[0] ?? "", 0),
    running: bodies("process").map((body) => weightsIn(body, 1)),
    versions: mapColours((colour) => versionInTargetGroup(config[files.targetGroup(colour)] ?? "")),
    files: config,
    configHash: (bodies("hash")[0] ?? "").trim(),
    runningHash: /^description: (\S+)/m.exec(bodies("info")[0] ?? "")?.[1] ?? "",
    targets: mapColours((colour) =>
      stat
        .filter((row) => row.pxname === colour && !["FRONTEND", "BACKEND"].includes(row.svname ?? ""))
        .map((row) => ({
          name: row.svname ?? "",
          status: row.status ?? "",
          check: row.check_status ?? "",
          since: Number(row.lastchg ?? 0),
        })),
    ),
    answered: mapColours((colour) =>
      answeredBy(stat.find(({ pxname, svname }) => pxname === colour && svname === "BACKEND") ?? {}),
    ),
  };
}

function answeredBy(row: Readonly<Record<string, string>>): Answered {
  const classes = ["1xx", "2xx", "3xx", "4xx", "5xx", "other"].map((name) =>
    Number(row[`hrsp_${name}`] ?? 0),
  );
  const requests = classes.reduce((sum, count) => sum + count, 0);
  const responseMs = requests > 0 ? Number(row.rtime ?? 0) : undefined;
  return { requests, failed: Number(row.hrsp_5xx ?? 0), responseMs };
}

function firstLine(text: string): string {
  return text.slice(0, text.indexOf("\n"));
}

function withoutFirstLine(text: string): string {
  return text.slice(text.indexOf("\n") + 1);
}

function mapColours<T>(make: (colour: Colour) => T): Record<Colour, T> {
  return { blue: make("blue"), green: make("green") };
}

/** Weights from lines whose column `at` is a key of the map; the page outranks them while a write is under way. */
function weightsIn(lines: string, at: number): Weights | undefined {
  const entries = lines.split("\n").map((line) => line.trim().split(/\s+/).slice(at));
  if (entries.some(([key]) => key === "maintenance")) return nobody;
  const green = entries.find(([key]) => key === "green")?.[1];
  return green === undefined ? undefined : { blue: 100 - Number(green), green: Number(green) };
}

function parseStat(csv: string): Record<string, string>[] {
  const [head, ...rows] = csv.split("\n").filter((line) => line !== "");
  const names = (head ?? "").replace(/^# /, "").split(",");
  return rows.map((row) => Object.fromEntries(row.split(",").map((value, at) => [names[at] ?? "", value])));
}
