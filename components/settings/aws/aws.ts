/** Settings of `platform: aws`, a section for each part of it. */
import * as v from "valibot";
import { flag, maybe, oneOf, required, setting, text, whole } from "../rules";
import { cluster, clusterContradictions } from "./cluster";
import { dataContradictions, postgres, redis } from "./data";
import { edge, edgeContradictions } from "./edge";
import { registry } from "./registry";
import { network, networkContradictions } from "./network";

export const aws = v.strictObject({
  region: required(text("a region such as eu-central-1", /^[a-z]{2}(-[a-z]+)+-[0-9]$/), "the AWS region"),
  account: maybe(
    text("an account number of 12 digits, in quotes", /^[0-9]{12}$/),
    "the only account this may touch",
  ),
  production: maybe(
    flag,
    "refuses what production must not have (docs/aws.md); to be stated in a stack called prod",
  ),
  network,
  edge,
  registry: v.optional(registry),
  cluster,
  postgres: v.optional(postgres, {}),
  redis: v.optional(redis, {}),
  idle: setting(
    oneOf(["full", "small"]),
    "full",
    "the colour without weight keeps all its pods, or one of each kind; a run scales it back before its gate",
  ),
  maxReplicas: setting(whole(1, 100), 6, "pods of each kind that a colour may grow to under load"),
});

/** In a network that is made there are subnets for it. */
function noPlaceForData(given: v.InferInput<typeof placed>): string[] {
  const { existing } = given.network;
  const made = (["postgres", "redis"] as const).filter((what) => given[what]?.existing === undefined);
  if (!existing || made.length === 0 || (existing.dataSubnets?.length ?? 0) >= 2) return [];
  const names = made.map((what) => `aws/${what}`).join(" and ");
  return [
    `aws/network/existing/dataSubnets: should be subnets in at least two zones, since ${names} is to be made, got ${JSON.stringify(existing.dataSubnets ?? [])}: name them, or what is there in ${made.map((what) => `aws/${what}/existing`).join(" and ")}`,
  ];
}

/** In a network that is made there are subnets for them. */
function noPlaceForNodes(given: v.InferInput<typeof housed>): string[] {
  const { existing } = given.network;
  const count = existing?.privateSubnets?.length ?? 0;
  if (!existing || given.cluster.existing || count >= 2) return [];
  return [
    `aws/network/existing/privateSubnets: should be subnets in at least two zones, since aws/cluster is to be made, got ${JSON.stringify(existing.privateSubnets ?? [])}: name them, or a cluster that is there in aws/cluster/existing`,
  ];
}

const housed = v.object({ cluster, network });
const data = v.object({ postgres: v.optional(postgres), redis: v.optional(redis) });
const placed = v.object({ ...data.entries, network });

/** Of each section that is right in itself. */
export function awsContradictions(raw: unknown): string[] {
  const given = (raw ?? {}) as Readonly<Record<string, unknown>>;
  return [
    ...(v.is(network, given.network) ? networkContradictions(given.network) : []),
    ...(v.is(data, given) ? dataContradictions(given) : []),
    ...(v.is(placed, given) ? noPlaceForData(given) : []),
    ...(v.is(cluster, given.cluster) ? clusterContradictions(given.cluster) : []),
    ...(v.is(housed, given) ? noPlaceForNodes(given) : []),
    ...(v.is(edge, given.edge) ? edgeContradictions(given.edge) : []),
  ];
}
