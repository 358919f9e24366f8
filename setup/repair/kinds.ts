/** All types of AWS that an environment may have. */
import { edgeKinds } from "./edge-kinds";
import type { Kind } from "./kind";
import { networkKinds } from "./network-kinds";
import { clusterKinds, dataKinds, roleKinds } from "./rest-kinds";

export const kinds: Readonly<Record<string, Kind>> = {
  ...networkKinds,
  ...edgeKinds,
  ...dataKinds,
  ...roleKinds,
  ...clusterKinds,
};
