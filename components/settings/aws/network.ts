/** Where the environment stands: in a network that is made for it, or in one that is there. */
import * as v from "valibot";
import { isNetworkRange, prefixes, type Zone, zoneLetters } from "../../network/subnets";
import { maybe, oneOf, required, setting, should, text } from "../rules";
import { besideExisting, days, id, ranges } from "./values";

const existing = v.strictObject({
  vpc: required(id("VPC", "vpc"), "the VPC of load balancer and cluster, when it is there already"),
  publicSubnets: required(
    v.pipe(
      v.array(id("subnet", "subnet"), should("a list of subnets")),
      v.minLength(2, should("a list of subnets in at least two zones")),
    ),
    "where the load balancer stands, in at least two zones",
  ),
  publicRanges: required(ranges(1), "addresses of those subnets: who may talk to the frontends"),
  privateSubnets: setting(
    v.array(id("subnet", "subnet"), should("a list of subnets")),
    [],
    "where the nodes of a cluster that is made stand, in at least two zones; empty: the cluster is there already",
  ),
  dataSubnets: setting(
    v.array(id("subnet", "subnet"), should("a list of subnets")),
    [],
    "where PostgreSQL and Redis are made, in at least two zones; empty: both are there already",
  ),
  dataRanges: required(
    ranges(1),
    "addresses where PostgreSQL and Redis answer: whom the backends may talk to",
  ),
});

const rangeRule = `a private range of addresses from /${prefixes.from} to /${prefixes.to} that begins where it says, such as 10.20.0.0/16`;
const zonesRule = `two or three different letters of zones from ${zoneLetters[0]} to ${zoneLetters.at(-1)}, such as [a, b]`;

const entries = {
  existing: v.optional(existing),
  range: maybe(
    v.pipe(text(rangeRule, /^/), v.check(isNetworkRange, should(rangeRule))),
    "addresses of the VPC that is made, for good: another range is another VPC",
  ),
  zones: maybe(
    v.pipe(
      v.array(oneOf(zoneLetters), should(zonesRule)),
      v.check(({ length }) => length === 2 || length === 3, should(zonesRule)),
      v.check((zones) => new Set(zones).size === zones.length, should(zonesRule)),
    ),
    "letters of the region's zones to stand in; more can be added, and nothing moves",
  ),
  nat: setting(
    oneOf(["one", "per-zone"]),
    "one",
    "ways out to the Internet: one in the first of the zones, or one in each, so that a zone that fails takes no other along",
  ),
  flowLogDays: setting(days, 30, "days that records of all connections are kept"),
};

/** What is there, or what is to be made. */
export type NetworkSettings =
  | { readonly existing: v.InferOutput<typeof existing> }
  | {
      readonly range: string;
      readonly zones: readonly Zone[];
      readonly nat: "one" | "per-zone";
      readonly flowLogDays: number;
    };

export const network = v.pipe(
  v.strictObject(entries),
  // What is missing is a contradiction, below: it is refused before anything is made of it.
  v.transform(
    ({ existing, range = "", zones = [], ...made }): NetworkSettings =>
      existing ? { existing } : { range, zones, ...made },
  ),
);

/** What each setting alone cannot say: either all that is there, or what is to be made. */
export function networkContradictions(raw: Readonly<Record<string, unknown>>): string[] {
  if (raw.existing !== undefined) return besideExisting("aws/network", raw);
  return Object.entries({ range: rangeRule, zones: zonesRule })
    .filter(([key]) => raw[key] === undefined)
    .map(
      ([key, rule]) =>
        `aws/network/${key}: should be ${rule}, got nothing: give range and zones of the network to make, or name one in aws/network/existing`,
    );
}
