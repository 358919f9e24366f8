import type { Template } from "./templates";

/** What the code says when something is wrong, and where. */
export interface Message {
  readonly file: string;
  readonly line: number;
  readonly template: Template;
}

/** As docs/errors.md has it, on one line: `<name>` where the program puts in what it meets. */
export function textOf({ template }: Message): string {
  return oneLine(template.map((part) => (typeof part === "string" ? part : `<${part.hole}>`)).join(""));
}

/** What two texts have in common that say the same, whatever they call what is put in. */
export function sayingOf(text: string): string {
  return oneLine(text).replace(/(<[^<>]+>)+/g, "<>");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
