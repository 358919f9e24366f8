/** Colours for people: on a terminal only, and never with NO_COLOR. */

const codes = { bold: "1", red: "31", green: "32", blue: "34", grey: "90" } as const;
export type Paint = (style: keyof typeof codes, text: string) => string;

export function paintFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  const colourful = stream.isTTY === true && !env.NO_COLOR;
  return (style, text) => (colourful ? `\x1b[${codes[style]}m${text}\x1b[0m` : text);
}

export const plain: Paint = (_style, text) => text;

/** For a command's end: what is wrong, and the exit code. */
export function failWith(error: unknown): void {
  const { message } = error as Error;
  process.stderr.write(`${paintFor(process.stderr)("red", `error: ${message.trim()}`)}\n`);
  process.exitCode = 1;
}
