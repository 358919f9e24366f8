/** Names that the program leaves out: made once, and kept. */
import type { Fault } from "../provider";
import { isUnknown, type Values } from "../values";

interface About {
  readonly name: string;
  readonly oldInputs: Values | undefined;
  readonly seed: Buffer;
  readonly proposedName?: string;
  /** Undefined for types without a name. */
  readonly longestName: number | undefined;
  /** The input that is the name. */
  readonly nameInput: string;
  /** What the inputs say of themselves: with `ignoreChanges` the old ones come again. */
  readonly marked: unknown;
}

/** As the project says it, or `<logical name>-<7 hex digits>`; as in the published provider, one that is too long is an error. */
export function named(inputs: Values, about: About): { inputs: Values; fault?: Fault } {
  const { name, oldInputs, seed, proposedName, longestName, nameInput, marked } = about;
  const given = inputs[nameInput];
  if (longestName === undefined || isUnknown(given)) return { inputs };
  // The mark of the published provider: in its inputs `__defaults` lists what the program did not give.
  const mark = { __defaults: [nameInput] };
  const isMarked = (marks: unknown) => Array.isArray(marks) && marks.includes(nameInput);
  if (given !== undefined) return { inputs: isMarked(marked) ? { ...inputs, ...mark } : inputs };
  const before = isMarked(oldInputs?.__defaults) ? oldInputs?.[nameInput] : undefined;
  const kept = typeof before === "string" ? before : undefined;
  const made = kept ?? proposedName ?? `${name}-${seed.toString("hex").slice(0, 7)}`;
  const isLong = made.length > longestName;
  const reason = `"${made}" is longer than ${longestName}; give it a name or a shorter logical one`;
  return {
    inputs: { ...inputs, [nameInput]: made, ...mark },
    fault: isLong ? { property: nameInput, reason } : undefined,
  };
}
