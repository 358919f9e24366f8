/** The addresses of subnets, for every range and every choice of zones. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isNetworkRange,
  prefixes,
  type SubnetPlan,
  subnetsOf,
  tiers,
  type Zone,
  zoneLetters,
} from "../../../components/network/subnets";

/** First and last address, reckoned by bits and not as the code does it. */
function bounds(range: string): { first: bigint; last: bigint; prefix: number } {
  const [address = "", length = ""] = range.split("/");
  const first = address.split(".").reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
  const host = (1n << BigInt(32 - Number(length))) - 1n;
  assert.equal(first & host, 0n, `${range} begins where it says`);
  return { first, last: first | host, prefix: Number(length) };
}

const allOf = (range: string, zones: readonly Zone[]): SubnetPlan[] =>
  tiers.flatMap((tier) => subnetsOf(tier, range, zones));

const ranges = fc
  .tuple(fc.integer({ min: prefixes.from, max: prefixes.to }), fc.nat(255), fc.nat(255))
  .map(([prefix, two, three]) => {
    const third = prefix === 16 ? 0 : three - (three % 2 ** (24 - prefix));
    return `10.${two}.${third}.0/${prefix}`;
  });
const zones = fc.subarray([...zoneLetters], { minLength: 2, maxLength: 3 });

describe("the subnets of a network", () => {
  it("lie inside of it and apart from each other, all eight zones at once", () => {
    fc.assert(
      fc.property(ranges, (range) => {
        const whole = bounds(range);
        const all = allOf(range, zoneLetters).map((subnet) => bounds(subnet.range));
        all.sort((one, other) => (one.first < other.first ? -1 : 1));
        for (const [at, { first, last }] of all.entries()) {
          assert.ok(first >= whole.first && last <= whole.last);
          const next = all[at + 1];
          assert.ok(!next || last < next.first);
        }
      }),
    );
  });

  it("stay where they are when zones are added, left out or named in another order", () => {
    fc.assert(
      fc.property(ranges, zones, zones, (range, some, others) => {
        const now = new Map(allOf(range, others).map((subnet) => [subnet.name, subnet]));
        for (const subnet of allOf(range, some)) {
          if (others.includes(subnet.zone)) assert.deepEqual(now.get(subnet.name), subnet);
        }
      }),
    );
  });

  it("are as large as a load balancer asks for, and private ones the largest", () => {
    fc.assert(
      fc.property(ranges, zones, (range, some) => {
        for (const { tier, range: own } of allOf(range, some)) {
          // 27: docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
          assert.ok(bounds(own).prefix <= (tier === "private" ? 24 : 27), own);
        }
      }),
    );
  });

  it("have names that no other has", () => {
    const names = allOf("10.20.0.0/16", zoneLetters).map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
  });

  it("of 10.20.0.0/16 in two zones are these", () => {
    const shown = allOf("10.20.0.0/16", ["a", "c"]).map(({ name, range }) => `${name} ${range}`);
    assert.deepEqual(shown, [
      "public-a 10.20.128.0/22",
      "public-c 10.20.136.0/22",
      "private-a 10.20.0.0/20",
      "private-c 10.20.32.0/20",
      "data-a 10.20.192.0/22",
      "data-c 10.20.200.0/22",
    ]);
  });
});

describe("the range of a network", () => {
  it("is good when it is private, of a size that AWS takes, and begins where it says", () => {
    fc.assert(fc.property(ranges, isNetworkRange));
    for (const good of ["172.16.0.0/16", "172.31.0.0/16", "192.168.0.0/16", "192.168.16.0/20"]) {
      assert.ok(isNetworkRange(good), good);
    }
  });

  for (const bad of [
    "10.20.0.0/15",
    "10.20.0.0/21",
    "10.20.1.0/16",
    "10.20.8.0/20",
    "10.256.0.0/16",
    "010.20.0.0/16",
    "172.15.0.0/16",
    "172.32.0.0/16",
    "192.169.0.0/16",
    "8.8.0.0/16",
    "10.20.0.0",
    "10.20.0/16",
    "",
  ]) {
    it(`is not "${bad}"`, () => assert.ok(!isNetworkRange(bad)));
  }
});
