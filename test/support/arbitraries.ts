/** What property tests draw. */
import fc from "fast-check";
import { colours, type Release, weightsFor } from "../../components/colour";

export const colour = fc.constantFrom(...colours);
export const percent = fc.integer({ min: 0, max: 100 });

const wordStart = "abcXYZ0189_";
const wordRest = `${wordStart}.-`;
const anyTag = fc
  .tuple(
    fc.constantFrom(...wordStart),
    fc.array(fc.constantFrom(...wordRest), { maxLength: 99 }).map((letters) => letters.join("")),
  )
  .map(([first, rest]) => first + rest);
const numericTag = fc
  .array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join("."));
/** Tags that look like what the physical name of another version may be. */
const lookalikeTag = fc.constantFrom(
  ..."1.4.2 1-4-2 1_4_2 1.4-2 1.4.2-r2 1-4-2-r2 1.4.2.r2 1-4-2-h0 01.4.2 1.4.2.0 v1.4.2 V1.4.2 v1-4-2 h1 1.h2 r2 v R2 1..4 1. 1- _ __".split(
    " ",
  ),
);
export const tag = fc.oneof(anyTag, numericTag, lookalikeTag);
export const revision = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9_999 }));
export const version = fc.tuple(tag, revision).map(([name, n]) => (n === 0 ? name : `${name}+${n}`));

/** Any release block that the validator accepts. */
export const release: fc.Arbitrary<Release> = fc
  .record({
    live: colour,
    canary: fc.oneof(fc.constantFrom(0, 100), percent),
    blue: fc.option(version, { nil: undefined }),
    green: fc.option(version, { nil: undefined }),
    maintenance: fc.boolean(),
    allowInPlace: fc.boolean(),
  })
  .filter((block) => colours.every((each) => weightsFor(block)[each] === 0 || block[each] !== undefined));

/** A serving state that this program may have brought about: weights, and the version of each colour. */
export const serving = release.map((block) => ({
  colours: colours.filter((each) => weightsFor(block)[each] > 0),
  versions: Object.fromEntries(
    colours.flatMap((each) => (block[each] === undefined ? [] : [[each, block[each]]])),
  ),
  release: block,
}));
