/** Seconds of AWS are shorter here, so that tests are quick. */

export interface TimeScale {
  /** By how much; 1 is real time. */
  readonly divisor: number;
}

export const quick: TimeScale = { divisor: 20 };

const shortestMs = 200;

/** Between checks and while draining. @returns milliseconds. */
export function scaled(seconds: number, { divisor }: TimeScale): number {
  return seconds === 0 ? 0 : Math.max(shortestMs, (seconds * 1000) / divisor);
}
