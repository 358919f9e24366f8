/**
 * Where the subnets of a network lie. Pure. A zone has its place by its letter, so that subnets never move, whichever
 * zones are added or left out:
 *
 * | half of the range | for each of eight zones | of 10.20.0.0/16                |
 * | ----------------- | ----------------------- | ------------------------------ |
 * | first             | private, 1/16           | 10.20.0.0/20, 10.20.16.0/20    |
 * | third quarter     | public, 1/64            | 10.20.128.0/22, 10.20.132.0/22 |
 * | fourth quarter    | data, 1/64              | 10.20.192.0/22, 10.20.196.0/22 |
 *
 * Private is the largest, as every pod has an address of it. What is left of both quarters is free for what comes.
 */
export const zoneLetters = ["a", "b", "c", "d", "e", "f", "g", "h"] as const;
export type Zone = (typeof zoneLetters)[number];

export const tiers = ["public", "private", "data"] as const;
export type Tier = (typeof tiers)[number];

export interface SubnetPlan {
  /** Such as `public-a`. */
  readonly name: string;
  readonly tier: Tier;
  readonly zone: Zone;
  readonly range: string;
}

/** How much longer than the network's its prefix is, and which one of that length the first zone has. */
const places: Readonly<Record<Tier, { readonly bits: number; readonly first: number }>> = {
  private: { bits: 4, first: 0 },
  public: { bits: 6, first: 32 },
  data: { bits: 6, first: 48 },
};

/** The subnets of one kind, in the order of the zones that are given. */
export function subnetsOf(tier: Tier, range: string, zones: readonly Zone[]): SubnetPlan[] {
  const [address = "", length = ""] = range.split("/");
  const { bits, first } = places[tier];
  const prefix = Number(length) + bits;
  return zones.map((zone) => {
    const index = first + zoneLetters.indexOf(zone);
    const start = numberOf(address) + index * 2 ** (32 - prefix);
    return { name: `${tier}-${zone}`, tier, zone, range: `${addressOf(start)}/${prefix}` };
  });
}

/** Sizes that leave a load balancer the 27 bits it asks for, and pods enough addresses. */
export const prefixes = { from: 16, to: 20 } as const;

/** Whether a network can be made of it: private (RFC 1918), of a size that AWS takes, and the first of its addresses. */
export function isNetworkRange(range: string): boolean {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(range);
  if (!match) return false;
  const [, address = "", length] = match;
  const prefix = Number(length);
  const parts = address.split(".").map(Number);
  const [one = 0, two = 0] = parts;
  const isPrivate = one === 10 || (one === 172 && two >= 16 && two < 32) || (one === 192 && two === 168);
  return (
    parts.every((part) => part < 256) &&
    addressOf(numberOf(address)) === address &&
    prefix >= prefixes.from &&
    prefix <= prefixes.to &&
    isPrivate &&
    numberOf(address) % 2 ** (32 - prefix) === 0
  );
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function addressOf(number: number): string {
  return [3, 2, 1, 0].map((place) => Math.floor(number / 256 ** place) % 256).join(".");
}
