/** When a release may begin. Pure. */
export const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
export type Day = (typeof days)[number];

export interface Windows {
  readonly days: readonly Day[];
  /** `09:00-17:00`, the end not included. */
  readonly hours: string;
  readonly zone: string;
  /** Why none may begin at all. */
  readonly hold?: string;
}

/** @returns why no release may begin at that moment; undefined when one may */
export function closedAt(moment: Date, { days: open, hours, zone, hold }: Windows): string | undefined {
  if (hold !== undefined) return `releases are on hold: ${hold}; release unhold ends it`;
  const [from = "", to = ""] = hours.split("-");
  const { day, time } = local(moment, zone);
  if (open.includes(day) && from <= time && time < to) return undefined;
  return `it is ${day} ${time} in ${zone}, and a release may begin on ${daysText(open)} ${hours} (windows)`;
}

export function isTimeZone(name: string): boolean {
  // The default: to look it up takes 20 ms, at every start of the program.
  if (name === "UTC") return true;
  try {
    local(new Date(0), name);
    return true;
  } catch {
    return false;
  }
}

function local(moment: Date, timeZone: string): { day: Day; time: string } {
  const options = {
    timeZone,
    weekday: "long",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  } as const;
  const parts = new Intl.DateTimeFormat("en-GB", options).formatToParts(moment);
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.find(({ type }) => type === name)?.value ?? "";
  return { day: part("weekday") as Day, time: `${part("hour")}:${part("minute")}` };
}

function daysText(open: readonly Day[]): string {
  if (open.length === 0) return "no day";
  return open.length === days.length ? "every day" : open.join(", ");
}
