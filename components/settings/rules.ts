/** The kinds of values that settings have, each refused in words that say what is allowed. */
import * as v from "valibot";
import { durationRule, isDuration } from "../duration";
import { isVersion, versionRule } from "../version";

/** A fault's text is "should be ..., got ..."; these are the first half. */
export const should = (rule: string) => (issue: v.BaseIssue<unknown>) =>
  `should be ${rule}, got ${show(issue.input)}`;

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

export const text = (rule: string, pattern: RegExp) =>
  v.pipe(v.string(should(rule)), v.regex(pattern, should(rule)));

export const whole = (from: number, to: number) => {
  const rule = `a whole number from ${from} to ${to}`;
  return v.pipe(
    v.number(should(rule)),
    v.integer(should(rule)),
    v.minValue(from, should(rule)),
    v.maxValue(to, should(rule)),
  );
};

export const oneOf = <const T extends readonly string[]>(values: T) =>
  v.picklist(values, should(`one of ${values.join(", ")}`));

export const flag = v.boolean(should("true or false"));

export const duration = v.pipe(v.string(should(durationRule)), v.check(isDuration, should(durationRule)));

const versionMessage = (issue: v.BaseIssue<unknown>) =>
  typeof issue.input === "number"
    ? `YAML read the version as the number ${issue.input}; put it in quotes, exactly as the image tag is written (YAML drops zeros: 1.10 is read as 1.1)`
    : `should be ${versionRule}, got ${show(issue.input)}`;
export const version = v.pipe(v.string(versionMessage), v.check(isVersion, versionMessage));

export const imageName = text(
  "an image name without a tag, such as maintenance-api or registry.example.com/maintenance-api",
  /^([a-z0-9.-]+:[0-9]+\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
);
const cpusRule = 'a number of CPUs in quotes, 0.01 or more, such as "0.5" or "2"';
export const cpus = v.pipe(
  v.string(should(cpusRule)),
  v.check((count) => /^[0-9]+(\.[0-9]+)?$/.test(count) && Number(count) >= 0.01, should(cpusRule)),
);
export const memory = whole(16, 65_536);

/** `v.optional` with its meaning; the default is both applied and documented. */
export const setting = <S extends v.GenericSchema>(schema: S, fallback: v.InferInput<S>, meaning: string) =>
  v.optional(v.pipe(schema, v.description(meaning)), fallback as never);

export const maybe = <S extends v.GenericSchema>(schema: S, meaning: string) =>
  v.optional(v.pipe(schema, v.description(meaning)));

export const required = <S extends v.GenericSchema>(schema: S, meaning: string) =>
  v.pipe(schema, v.description(meaning));

export const user = whole(1, 65_535);
export const port = whole(1, 65_535);
