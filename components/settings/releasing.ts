/** Settings of how a version reaches users, and of what takes it back. */
import * as v from "valibot";
import { days, isTimeZone } from "../windows";
import { actions, type RowName, rowNames, shipped } from "../thresholds/table";
import { duration, maybe, oneOf, setting, should, text, whole } from "./rules";

const rising = "a list of rising percentages from 1 to 99, such as [10, 50]";

export const strategyKinds = ["blue-green", "canary", "rolling", "big-bang"] as const;

export const strategy = v.strictObject({
  kind: setting(
    oneOf(strategyKinds),
    "blue-green",
    "how release deploy gives users a version: all at once, in steps, in place, or after a maintenance page",
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
  batch: setting(whole(1, 20), 1, "of rolling: how many frontends are exchanged at once"),
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

const hoursRule = 'two times of a day, the first one earlier, such as "09:00-17:00"';
const zoneRule = "a time zone such as Europe/Berlin or UTC";
const someText = should("text in quotes");

/** When a release may begin; going back is always possible. */
export const windows = v.strictObject({
  days: setting(
    v.array(oneOf(days), should("a list of days")),
    [...days],
    "days on which a release may begin",
  ),
  hours: setting(
    v.pipe(
      text(hoursRule, /^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/),
      v.check((hours) => hours.slice(0, 5) < hours.slice(6), should(hoursRule)),
    ),
    "00:00-24:00",
    "times of these days at which it may begin",
  ),
  zone: setting(
    v.pipe(v.string(should(zoneRule)), v.check(isTimeZone, should(zoneRule))),
    "UTC",
    "time zone of days and hours",
  ),
  hold: maybe(
    v.pipe(v.string(someText), v.nonEmpty(someText)),
    "why no release may begin; release hold and unhold write it",
  ),
});

/** What stands in the place of a secret for whoever may not see it. */
const hidden = "\\[secret\\]";
// A wrong one is not shown: it may hold a secret.
const addressRule = () => "should be an address that begins with https://, got something that is not shown";
const address = v.pipe(
  v.string(addressRule),
  v.regex(new RegExp(`^(https://\\S+|http://(127\\.0\\.0\\.1|localhost)[:/]\\S*|${hidden})$`), addressRule),
);

/** Who is told of releases. The addresses are secrets: whoever has one can write there. */
export const notices = v.strictObject({
  slack: maybe(address, "incoming webhook of a Slack channel, encrypted"),
  webhook: maybe(address, "address that each notice is posted to as JSON, encrypted"),
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
