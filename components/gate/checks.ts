/** The verdicts of the gate: what was expected, what came. Pure; asking is the provider's part. */
import type { Colour } from "../colour";
import type { Answer } from "../load-balancer/answer";
import type { LoadBalancerStatus, Target } from "../load-balancer/haproxy-status";
import type { Version } from "../version";

export interface Fault {
  readonly check: string;
  readonly expected: string;
  readonly came: string;
  /** Waiting does not mend it. */
  readonly final?: boolean;
}

/** What waiting does not mend comes first; otherwise the order of the checks decides, not that of their answers. */
export function worstFirst(faults: readonly Fault[]): Fault[] {
  const weight = ({ final }: Fault) => (final ? 0 : 1);
  return [...faults].sort((a, b) => weight(a) - weight(b));
}

/** Target health as the load balancer sees it: all wanted, all healthy by a check that was really made. */
export function targetHealth(targets: readonly Checked[], wanted: number): Fault | undefined {
  const healthy = targets.filter(isHealthy);
  if (targets.length === wanted && healthy.length === wanted) return undefined;
  const said = targets.map(({ name, status, check }) => `${name} ${status} (${check})`).join(", ");
  return {
    check: "target health",
    expected: `${wanted} of ${wanted} targets healthy on the load balancer`,
    came: `${healthy.length} of ${targets.length}: ${said === "" ? "no target" : said}`,
  };
}

type Checked = Pick<Target, "name" | "status" | "check">;

/** The load balancer's own checks, one a second, have found nothing new for so many seconds. */
export function warmFor(targets: readonly Pick<Target, "since">[], seconds: number): boolean {
  return targets.every(({ since }) => since >= seconds);
}

/** A target that no check has reached yet counts as up for HAProxy, but not here. */
export function isHealthy({ status, check }: Omit<Checked, "name">): boolean {
  return status === "UP" && check.startsWith("L7OK");
}

export interface Capacity {
  readonly frontend: number;
  readonly backend: number;
}

/** What a colour has ready, when it serves; nothing otherwise. */
export function servingCapacity(
  colour: Colour,
  { onFile, targets }: Pick<LoadBalancerStatus, "onFile" | "targets">,
  backends: number,
): Capacity {
  const serves = (onFile?.[colour] ?? 0) > 0;
  return serves
    ? { frontend: targets[colour].filter(isHealthy).length, backend: backends }
    : { frontend: 0, backend: 0 };
}

/** A colour that takes over must not be smaller than what serves now. */
export function enoughReplicas(ours: Capacity, serving: Capacity, version: Version): Fault | undefined {
  const short = (["frontend", "backend"] as const).find((kind) => ours[kind] < serving[kind]);
  if (short === undefined) return undefined;
  const raised = `${version.tag}+${version.revision + 1}`;
  return {
    check: "capacity",
    expected: `at least ${serving[short]} ${short}s, as many as the serving colour has ready`,
    came: `${ours[short]}: raise ${short}/replicas to ${serving[short]} and run the colour as "${raised}", the same images with that setting`,
    final: true,
  };
}

export function answers200(path: string, { status, body }: Answer): Fault | undefined {
  if (status === 200) return undefined;
  return { check: path, expected: "200", came: describeAnswer(status, body) };
}

/** What the evidence says of a 200: a colour that does without a part of its own may take traffic, but not unsaid. */
export function evidenceOf(path: string, { body }: Pick<Answer, "body">): string {
  try {
    const { status, checks } = JSON.parse(body) as { status?: unknown; checks?: unknown };
    if (status === "degraded")
      return `${path} 200 but degraded: ${JSON.stringify(checks ?? "it names no part")}`;
  } catch {
    // A page, not the answer of a check.
  }
  return `${path} 200`;
}

export interface Instance {
  readonly version: string;
  readonly colour: string;
  readonly instance: string;
}

/** `/api/version`: the version baked into the image, the colour, and which backend it was. */
export function rightVersion(answer: Answer, wanted: { version: string; colour: Colour }): Fault | Instance {
  const check = "/api/version";
  const expected = `version ${wanted.version} in ${wanted.colour}`;
  const said = parseInstance(answer);
  if (!said) return { check, expected, came: describeAnswer(answer.status, answer.body) };
  if (said.version === wanted.version && said.colour === wanted.colour) return said;
  return {
    check,
    expected,
    came: `version ${said.version} in ${said.colour}, from ${said.instance}`,
    final: true,
  };
}

function parseInstance({ status, body }: Answer): Instance | undefined {
  if (status !== 200) return undefined;
  try {
    const { version, colour, instance } = JSON.parse(body) as Partial<Record<keyof Instance, unknown>>;
    if (typeof version === "string" && typeof colour === "string" && typeof instance === "string") {
      return { version, colour, instance };
    }
  } catch {
    // Not JSON: not an answer of the application.
  }
  return undefined;
}

/** The first script or style among the hashed files that a page names. */
export function assetOf(page: string, folder: string): string | undefined {
  return [...page.matchAll(/(?:src|href)="([^"]+)"/g)]
    .map(([, path = ""]) => path)
    .find((path) => path.startsWith(folder) && path !== folder);
}

/** An asset is a file, never a page that stands in for it. */
export function isAsset(path: string, answer: Answer): Fault | undefined {
  const type = answer.headers["content-type"] ?? "no content type";
  if (answer.status === 200 && !type.startsWith("text/html")) return undefined;
  return { check: path, expected: "200 and a file", came: `${answer.status} and ${type}` };
}

function describeAnswer(status: number, body: string): string {
  if (status === 0) return "no answer in time";
  const text = body.replace(/\s+/g, " ").trim().slice(0, 200);
  return text === "" ? String(status) : `${status}: ${text}`;
}

export function isFault(verdict: object | undefined): verdict is Fault {
  return verdict !== undefined && "expected" in verdict;
}
