/** How policies name what belongs to an environment: by its account, its names and its tags. Pure. */
import { iamPath } from "../aws/context";
import { environmentName } from "../aws/names";
import type { Conditions } from "./policy";

/** The environment that the policies are for. */
export interface Deployed {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  readonly account: string;
  /** Users' name for it, and the hosted zone with its records, by id. */
  readonly domain: string;
  readonly zoneId?: string;
  /** What the environment stands in but has not made: a VPC, and a cluster on EKS or anywhere. */
  readonly vpc?: string;
  readonly cluster?: { readonly name?: string; readonly securityGroup?: string };
  /** Repositories of images that it makes. */
  readonly repositories: readonly string[];
  readonly state?: { readonly bucket: string; readonly key?: string };
}

/** Within the account and its region: `arn(place, "rds", "db:one")`. */
export function arn({ region, account }: Deployed, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

/** The service has no regions. */
export function iamArn({ account }: Deployed, resource: string): string {
  return `arn:aws:iam::${account}:${resource}`;
}

/** What every fixed name is, and every generated one begins with (`Pulumi.yaml`). */
export const nameOf = environmentName;

/** Roles and policies that the environment makes, and none that say who deploys it. */
export function ownIam(place: Deployed, kind: "role" | "policy"): string {
  return iamArn(place, `${kind}${iamPath(place)}*`);
}

/** Apart from what the environment makes, so that whoever deploys cannot change what he may do. */
export function identityPath({ project, stack }: Pick<Deployed, "project" | "stack">): string {
  return `/deploy/${project}/${stack}/`;
}

export function boundaryArn(place: Deployed): string {
  return iamArn(place, `policy${identityPath(place)}${nameOf(place)}-boundary`);
}

export const githubHost = "token.actions.githubusercontent.com";

export function githubArn(place: Deployed): string {
  return iamArn(place, `oidc-provider/${githubHost}`);
}

const tags = (kind: "ResourceTag" | "RequestTag", { project, stack }: Deployed) => ({
  [`aws:${kind}/project`]: project,
  [`aws:${kind}/stack`]: stack,
});

/** It bears the environment's tags. */
export function ours(place: Deployed): Conditions {
  return { StringEquals: tags("ResourceTag", place) };
}

/** It gets them as it is made. */
export function made(place: Deployed): Conditions {
  return { StringEquals: tags("RequestTag", place) };
}

/** It bears them, and those that a change of tags names stay what they are. */
export function oursToTag(place: Deployed): Conditions {
  return { ...ours(place), StringEqualsIfExists: tags("RequestTag", place) };
}
