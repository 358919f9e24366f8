/** Names that AWS is given, made of those of project and stack. */
// Not the whole SDK: they are checked before it is loaded.
import { RunError } from "@pulumi/pulumi/errors";

/** Whose something is. */
export interface Named {
  readonly project: string;
  readonly stack: string;
}

/** What the console of AWS shows things of this environment by. */
export function environmentName({ project, stack }: Named): string {
  return `${project}-${stack}`;
}

/**
 * At most 32 characters, as AWS asks. Fixed, so that the guard finds it before the state knows it; nothing that it is
 * made of may change without the load balancer being made again.
 */
export function loadBalancerName(place: Named): string {
  const name = environmentName(place);
  if (name.length <= 32 && /^[a-zA-Z0-9-]+$/.test(name)) return name;
  throw new RunError(
    `"${name}", the names of project and stack, should have at most 32 letters, digits and dashes`,
  );
}

/** Of database and cache: AWS keeps these names in small letters, at most 40 of them. Fixed, as above. */
export function dataName(place: Named): string {
  const name = environmentName(place);
  if (name.length <= 40 && /^[a-z]+(-?[a-z0-9]+)*$/.test(name)) return name;
  throw new RunError(
    `"${name}", the names of project and stack, should have at most 40 small letters, digits and single dashes, and begin with a letter`,
  );
}

/** @throws RunError before anything is registered, when AWS would refuse a name in the middle of a run. */
export function refuseNames(place: Named, { isDataMade }: { readonly isDataMade: boolean }): void {
  loadBalancerName(place);
  if (isDataMade) dataName(place);
}
