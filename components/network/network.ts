import type * as pulumi from "@pulumi/pulumi";
import type { NetworkSettings } from "../settings/aws/network";
import { subnetsOf, type Tier } from "./subnets";

/** Where an environment on AWS stands. */
export interface Network {
  readonly vpcId: pulumi.Input<string>;
  /** Where the load balancer stands, in two zones or more. */
  readonly publicSubnetIds: pulumi.Input<string>[];
  /** Where the nodes of a cluster stand, by zone, or by number where zones are not known; none when it is there already. */
  readonly privateSubnetIds: Readonly<Record<string, pulumi.Input<string>>>;
  /** Where PostgreSQL and Redis are made, in two zones or more; none when both are there already. */
  readonly dataSubnetIds: pulumi.Input<string>[];
}

/** Addresses by which policies tell who is who; known before anything is made. */
export interface Ranges {
  readonly publicRanges: readonly string[];
  readonly dataRanges: readonly string[];
}

export function rangesOf(network: NetworkSettings): Ranges {
  if ("existing" in network) return network.existing;
  const of = (tier: Tier) => subnetsOf(tier, network.range, network.zones).map(({ range }) => range);
  return { publicRanges: of("public"), dataRanges: of("data") };
}
