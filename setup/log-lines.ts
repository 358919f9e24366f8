/** Lines of several containers as one log. Pure. */

export interface LogLine {
  /** As the engine writes it, to the nanosecond: it sorts as text. */
  readonly at: string;
  readonly from: string;
  readonly text: string;
}

/** The lines of what the engine answers when it is asked for time stamps. */
export function linesOf(from: string, answered: string): LogLine[] {
  return answered
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => lineOf(from, line));
}

export function lineOf(from: string, line: string): LogLine {
  const space = line.indexOf(" ");
  return space < 0
    ? { at: line, from, text: "" }
    : { at: line.slice(0, space), from, text: line.slice(space + 1) };
}

/** In the order of their times; of one container, in the order they were written. */
export function merged(logs: readonly (readonly LogLine[])[]): LogLine[] {
  return logs.flat().sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
