import { Defect } from "./defect";

const units = {
  millisecond: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
} as const;

const pattern = /^([0-9]+(?:\.[0-9]+)?) (millisecond|second|minute|hour)s?$/;

export const durationRule = 'a number and a unit, such as "500 milliseconds", "30 seconds" or "10 minutes"';

export function isDuration(text: string): boolean {
  return pattern.test(text);
}

/** Milliseconds of a duration such as "10 minutes". @throws when it is not one. */
export function milliseconds(duration: string): number {
  const match = pattern.exec(duration);
  if (!match) throw new Defect(`"${duration}" is not a duration: write ${durationRule}`);
  return Number(match[1]) * units[match[2] as keyof typeof units];
}

/** Seconds, at least 1, as many programs want their limits. */
export function wholeSeconds(duration: string): number {
  return Math.max(1, Math.round(milliseconds(duration) / 1_000));
}

/** `90 seconds`, `10 minutes`: milliseconds as people write them, in the largest unit that says them whole. */
export function inWords(milliseconds: number): string {
  const [name, unit] = Object.entries(units)
    .reverse()
    .find(([, each]) => milliseconds >= each && milliseconds % each === 0) ?? ["millisecond", 1];
  const count = milliseconds / unit;
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
