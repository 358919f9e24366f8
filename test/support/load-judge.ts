/** When a response counts as failed, and what the load client tells its starter. Pure. */
import type { Colour } from "../../components/colour";
import { maintenance } from "../../components/load-balancer/problem";

/**
 * The versions that each colour may answer with; a colour that is not named may not answer at all. Likewise the
 * maintenance page, which has to say for how long.
 */
export type Allowed = Partial<Record<Colour, string | readonly string[]>> & { readonly maintenance?: "503" };

export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Expectation {
  readonly path: string;
  readonly status: number;
  /** The header by which an answer says which colour it is of. */
  readonly stamp: string;
  /** What was allowed when the request began, and when its answer came. */
  readonly allowed: readonly Allowed[];
}

export interface PhaseReport {
  readonly name: string;
  requests: number;
  failed: number;
  readonly byColour: Record<string, number>;
  /** How often each kind of failure came, as `GET / (kept connection): socket hang up`. */
  readonly failedAs: Record<string, number>;
  /** When an answer first came from another colour than before in this phase. */
  flippedAt?: number;
}

export interface Failure {
  readonly phase: string;
  readonly request: string;
  readonly what: string;
  readonly at: string;
}

/** A request whose body was sent slowly. */
export interface SlowRequest {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly colour: string;
  readonly ok: boolean;
}

export interface Report {
  readonly phases: readonly PhaseReport[];
  /** The first ones of each phase, as samples. */
  readonly failures: readonly Failure[];
  readonly slow: readonly SlowRequest[];
}

/** @returns what is wrong with the answer; undefined when nothing is. */
export function judge(response: Response, { path, status, stamp, allowed }: Expectation): string | undefined {
  if (allowed.some(({ maintenance }) => maintenance) && isPage(response)) {
    const retryAfter = header(response, "retry-after");
    // An Application Load Balancer cannot send it.
    const isSaid = Number(retryAfter) > 0 || stamp !== "x-colour";
    if (response.status === 503 && isSaid) return undefined;
    return `the maintenance page with status ${response.status} and Retry-After ${retryAfter || "missing"}`;
  }
  if (response.status !== status) {
    return `status ${response.status} instead of ${status}: ${response.body.slice(0, 120)}`;
  }
  const colour = colourOf(response, stamp);
  const versions = allowed.flatMap((each) => each[colour as Colour] ?? []);
  if (versions.length === 0) return `colour ${colour || "none"}, which should not answer`;
  const isApi = path.startsWith("/api/");
  const stamps = ["x-frontend-colour", ...(isApi ? ["x-backend-colour"] : [])];
  for (const other of stamps) {
    const value = header(response, other);
    if (value !== colour) return `${stamp} is ${colour}, but ${other} is ${value || "missing"}`;
  }
  const version = header(response, "x-frontend-version");
  // Of a settings revision (1.0.0+2) the images answer the tag.
  if (!versions.some((each) => each === version))
    return `${colour} answered with version ${version || "none"}`;
  if (path === "/api/version") {
    const said = JSON.parse(response.body) as { version?: string; colour?: string };
    const tags = versions.map((each) => each.split("+")[0]);
    if (said.colour !== colour || !tags.includes(said.version)) {
      return `/api/version says ${said.version} in ${said.colour}, on ${colour}`;
    }
  }
  if (path.startsWith("/assets/") && header(response, "content-type").startsWith("text/html")) {
    return "a page instead of an asset";
  }
  return undefined;
}

function isPage({ body }: Response): boolean {
  return body.includes(maintenance.detail);
}

export function colourOf(response: Pick<Response, "headers">, stamp: string): string {
  return header(response, stamp);
}

function header({ headers }: Pick<Response, "headers">, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : (value?.join(", ") ?? "");
}
