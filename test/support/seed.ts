/** What the tests draw at random, by a seed that is printed and can be given again. */
import { randomInt } from "node:crypto";

export const seed = Number(process.env.TEST_SEED ?? randomInt(1, 1_000_000));

/** `count` different items, always the same ones for the same seed. */
export function draw<T>(items: readonly T[], count: number): T[] {
  const left = [...items];
  const drawn: T[] = [];
  let state = seed;
  while (drawn.length < count && left.length > 0) {
    // A linear congruential step is random enough to choose a few test cases.
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    drawn.push(...left.splice(Math.floor((state / 2_147_483_648) * left.length), 1));
  }
  return drawn;
}
