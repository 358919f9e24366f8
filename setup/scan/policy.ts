/** The one place that says what fails, and what is left out (policy.yml). Pure. */
import * as v from "valibot";
import { parse } from "yaml";
import { severities } from "./finding";

const day = v.pipe(v.string(), v.isoDate("write the day as 2027-01-31"));
const text = v.pipe(v.string(), v.nonEmpty());

const schema = v.strictObject({
  severity: v.picklist(severities),
  onlyWithFix: v.boolean(),
  ignored: v.array(
    v.strictObject({
      scan: text,
      id: text,
      in: v.optional(text),
      of: v.optional(text),
      reason: v.pipe(text, v.regex(/\S+ \S+ \S+/, "say in three words or more why")),
      until: day,
    }),
  ),
});

export type Policy = v.InferOutput<typeof schema>;
export type Ignored = Policy["ignored"][number];

const longestDays = 366;

/**
 * @param today as 2027-01-31
 * @throws with all faults, each with its key and what it has.
 */
export function parsePolicy(yaml: string, today: string): Policy {
  const read = v.safeParse(schema, parse(yaml));
  const faults = (read.issues ?? []).map(
    (issue) => `${v.getDotPath(issue) ?? "all of it"}: ${issue.message}, not ${issue.received}`,
  );
  if (read.success) {
    const last = new Date(Date.parse(today) + longestDays * 86_400_000).toISOString().slice(0, 10);
    read.output.ignored.forEach(({ until }, at) => {
      if (until > last)
        faults.push(`ignored.${at}.until: ${until} is more than a year ahead: ${last} at most`);
    });
  }
  if (!read.success || faults.length > 0)
    throw new Error(`setup/scan/policy.yml is not valid:\n  ${faults.join("\n  ")}`);
  return read.output;
}
