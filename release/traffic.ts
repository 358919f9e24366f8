/** Who has users now: asked of the load balancer that the last run knew, never inferred. */
import type { Colour, Weights } from "../components/colour";
import type { AwsGuardInputs } from "../components/guard/aws";
import type { GuardInputs } from "../components/guard/docker";
import { formerType, type Kind, typeOf } from "../components/provider/kinds";

export interface Traffic {
  /** Undefined before the first flip. */
  readonly weights?: Weights;
  /** What each colour's target group is for. */
  readonly versions: Partial<Record<Colour, string>>;
}

interface Resource {
  readonly type: string;
  readonly urn: string;
  readonly inputs?: unknown;
  readonly outputs?: unknown;
}

/** @param exported what `pulumi stack export` says */
export function resourcesIn(exported: string): readonly Resource[] {
  const { deployment } = JSON.parse(exported) as { deployment?: { resources?: readonly Resource[] } };
  return deployment?.resources ?? [];
}

/** What the last run gave to the one resource of a kind. */
export function inputsIn<T>(exported: string, kind: Kind): T | undefined {
  const types = [typeOf(kind), formerType(kind)];
  return resourcesIn(exported).find(({ type }) => types.includes(type))?.inputs as T | undefined;
}

/**
 * @param exported what `pulumi stack export` says
 * @returns undefined when nothing is there
 * @throws when the load balancer cannot be asked
 */
export async function trafficNow(exported: string): Promise<Traffic | undefined> {
  const docker = inputsIn<GuardInputs>(exported, "docker:Guard");
  if (docker) return onDocker(docker);
  const aws = inputsIn<AwsGuardInputs>(exported, "aws:Guard");
  return aws && onAws(aws);
}

async function onDocker(scope: GuardInputs): Promise<Traffic | undefined> {
  const { HaProxy } = await import("../components/load-balancer/haproxy");
  const status = await (await HaProxy.find(scope))?.status();
  return status && { weights: status.running[0] ?? status.onFile, versions: status.versions };
}

async function onAws(scope: AwsGuardInputs): Promise<Traffic | undefined> {
  const [{ Elb }, { Cluster }] = await Promise.all([
    import("../components/load-balancer/elb"),
    import("../components/kubernetes/cluster"),
  ]);
  const status = await (await Elb.of(scope)).status();
  return status && { weights: status.weights, versions: await (await Cluster.of(scope)).versions() };
}
