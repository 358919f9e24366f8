/** All policies of who deploys an environment. */
import { clusterPolicy } from "./cluster";
import { dataPolicy } from "./data";
import { edgePolicy } from "./edge";
import { networkPolicy } from "./network";
import type { Deployed } from "./place";
import type { Policy } from "./policy";
import { readPolicies } from "./reads";
import { rolesPolicy } from "./roles";
import { stateWrites } from "./state";

/** Of the role that previews. */
export function previewPolicies(place: Deployed): Policy[] {
  return readPolicies(place);
}

/** What the role that deploys has besides. */
export function deployPolicies(place: Deployed): Policy[] {
  const roles = rolesPolicy(place);
  return [
    networkPolicy(place),
    edgePolicy(place),
    dataPolicy(place),
    clusterPolicy(place),
    { ...roles, statements: [...roles.statements, ...stateWrites(place)] },
  ];
}
