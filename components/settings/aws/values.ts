/** The kinds of values that settings of `platform: aws` have, besides those of all settings. */
import * as v from "valibot";
import { should, text } from "../rules";

export const id = (kind: string, prefix: string) =>
  text(`the id of a ${kind}, such as ${prefix}-0a1b2c3d4e5f67890`, new RegExp(`^${prefix}-[0-9a-f]{8,17}$`));

const rangeRule = "a range of addresses such as 10.0.0.0/16";
export const range = text(rangeRule, /^([0-9]{1,3}\.){3}[0-9]{1,3}\/([0-9]|[12][0-9]|3[0-2])$/);

export const ranges = (least: number) => {
  const rule =
    least > 0 ? `a list of at least ${least} ranges of addresses` : "a list of ranges of addresses";
  return v.pipe(v.array(range, should(rule)), v.minLength(least, should(rule)));
};

export const hostName = text(
  "a host name",
  /^(?=.{1,253}$)([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.?)+$/,
);

export const bucketName = text("a bucket name", /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/);

/** A section names what is there, or says what is to be made: what it has of both is refused. */
export function besideExisting(path: string, section: unknown): string[] {
  const given = (section ?? {}) as Readonly<Record<string, unknown>>;
  if (given.existing === undefined) return [];
  return Object.entries(given)
    .filter(([key, value]) => key !== "existing" && value !== undefined)
    .map(
      ([key, value]) =>
        `${path}/${key}: should not be there together with ${path}/existing, got ${JSON.stringify(value)}: what is there is not made`,
    );
}

/** As CloudWatch Logs has them: API_PutRetentionPolicy. */
const retentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557];
export const days = v.picklist(retentions, should(`one of ${retentions.join(", ")}`));
