/** What AWS refuses and moto accepts: one row each, with where AWS says so. And what the simulation itself does not know. */
import type { Data } from "./data";
import { ofCaches } from "./refusals/caches";
import { ofDatabaseGroups } from "./refusals/database-groups";
import { ofDatabases } from "./refusals/databases";
import { ofForwards } from "./refusals/forwards";
import { ofListeners } from "./refusals/listeners";
import { ofWhatIsInUse } from "./refusals/in-use";
import { ofLoadBalancers } from "./refusals/load-balancers";
import { notSimulated } from "./refusals/not-simulated";
import type { Row } from "./refusals/row";

export const refusals: readonly Row[] = [...ofLoadBalancers, ...ofListeners, ...ofForwards, ...notSimulated];

/** The same about what data is kept in; it is asked for less often, and needs more to be known. */
export const dataRefusals: readonly Row<Data>[] = [
  ...ofCaches,
  ...ofDatabaseGroups,
  ...ofDatabases,
  ...ofWhatIsInUse,
];
