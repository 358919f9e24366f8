/** Settings of how a version reaches users, and of what takes it back. */
import * as v from "valibot";
import { actions, type RowName, rowNames, shipped } from "../thresholds/table";
import { duration, oneOf, setting, should, whole } from "./rules";

const rising = "a list of rising percentages from 1 to 99, such as [10, 50]";

export const strategy = v.strictObject({
  kind: setting(
    oneOf(["blue-green", "canary"]),
    "blue-green",
    "how release deploy gives users a version: all at once, or in steps",
  ),
  steps: setting(
    v.pipe(
      v.array(whole(1, 99), should(rising)),
      v.nonEmpty(should(rising)),
      v.check((steps) => steps.every((step, at) => at === 0 || step > (steps[at - 1] ?? 0)), should(rising)),
    ),
    [10, 50],
    "of a canary: percent of requests at each step; then all of them",
  ),
  pause: setting(duration, "5 minutes", "of a canary: how long each step is watched"),
});

export const watch = v.strictObject({
  for: setting(
    duration,
    "1 minute",
    "how long the release command watches a version after it has given it users",
  ),
  interval: setting(
    duration,
    "2 seconds",
    "between two readings; on AWS it is a minute, as often as CloudWatch counts",
  ),
});

/** A row of the table of thresholds, as a stack file may change it. */
function rowSettings(name: RowName) {
  const { above, for: held, then } = shipped[name];
  const amount = v.pipe(
    v.number(should("a number, 0 or more")),
    v.minValue(0, should("a number, 0 or more")),
  );
  return v.optional(
    v.strictObject({
      above: setting(amount, above, "breached above it"),
      for: setting(duration, held, "how long it has to be above all the while"),
      then: setting(oneOf(actions), then, "what follows"),
    }),
    {},
  );
}

export const thresholds = v.strictObject(
  Object.fromEntries(rowNames.map((name) => [name, rowSettings(name)])) as Record<
    RowName,
    ReturnType<typeof rowSettings>
  >,
);
