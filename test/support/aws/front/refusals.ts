/** What AWS refuses and moto accepts: one row each, with where AWS says so. And what the simulation itself does not know. */
import { ofForwards } from "./refusals/forwards";
import { ofListeners } from "./refusals/listeners";
import { ofLoadBalancers } from "./refusals/load-balancers";
import { notSimulated } from "./refusals/not-simulated";
import type { Row } from "./refusals/row";

export const refusals: readonly Row[] = [...ofLoadBalancers, ...ofListeners, ...ofForwards, ...notSimulated];
