/** The entries of docs/errors.md, and whether they are those of the code. Pure. */
import { distance } from "fastest-levenshtein";
import { type Message, sayingOf, textOf } from "./message";

/** A row of a table whose head is `message | cause | fix`. */
export interface Entry {
  readonly line: number;
  readonly message: string;
  readonly cause: string;
  readonly fix: string;
}

export function entriesIn(document: string): Entry[] {
  let isTable = false;
  return document.split("\n").flatMap((row, at) => {
    const cells = cellsOf(row);
    if (cells?.[0] === "message") isTable = true;
    else if (!cells) isTable = false;
    else if (isTable && !/^-+$/.test(cells[0] ?? "")) {
      const [message = "", cause = "", fix = ""] = cells;
      return [{ line: at + 1, message: codeIn(message), cause, fix }];
    }
    return [];
  });
}

function cellsOf(row: string): string[] | undefined {
  if (!row.startsWith("|")) return undefined;
  return row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.replaceAll("\\|", "|").trim());
}

/** The lines of a message stand one below the other. */
function codeIn(cell: string): string {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code).join(" ");
}

/** @returns what to write where, for whatever document and code do not have in common */
export function faultsOf(messages: readonly Message[], entries: readonly Entry[]): string[] {
  const inCode = new Map(messages.map((message) => [sayingOf(textOf(message)), message]));
  const written = new Map(entries.map((entry) => [sayingOf(entry.message), entry]));
  const missing = [...inCode].filter(([saying]) => !written.has(saying));
  const stale = [...written].filter(([saying]) => !inCode.has(saying));
  const twice = entries.filter((entry) => written.get(sayingOf(entry.message)) !== entry);
  const empty = entries.filter(({ cause, fix }) => cause === "" || fix === "");
  return [
    ...missing.map(([, message]) => missingText(message)),
    ...stale.map(([saying, entry]) => staleText(entry, nearest(saying, missing))),
    ...twice.map(({ line, message }) => `docs/errors.md:${line}: this message has another entry: ${message}`),
    ...empty.map(
      ({ line, message }) => `docs/errors.md:${line}: say cause and fix of this message: ${message}`,
    ),
  ];
}

function missingText(message: Message): string {
  return [
    `${message.file}:${message.line}: this error has no entry in docs/errors.md. Write one into the table of when it comes:`,
    `| \`${textOf(message)}\` | why it comes | what to do |`,
    ...(message.file.endsWith(".ts")
      ? ["If nobody can meet it unless the program is wrong, throw a Defect (components/defect.ts) instead."]
      : []),
  ].join("\n  ");
}

function staleText({ line, message }: Entry, [, now]: [string, Message?]): string {
  const said = [`docs/errors.md:${line}: the code says this no more: ${message}`];
  return (now ? [...said, `Perhaps it says now: ${textOf(now)}`] : [...said, "Take the entry out."]).join(
    "\n  ",
  );
}

function nearest(saying: string, others: readonly (readonly [string, Message])[]): [string, Message?] {
  const far = (other: string) => distance(saying, other);
  const [found] = [...others].sort(([one], [other]) => far(one) - far(other));
  return found && far(found[0]) < saying.length / 2 ? [...found] : [saying];
}
