/** Names that the program leaves out: made once, and kept. */
import type { Fault } from "../provider";
import { isUnknown, type Values } from "../values";

interface About {
  readonly name: string;
  readonly oldInputs: Values | undefined;
  readonly seed: Buffer;
  /** Undefined for types without a name. */
  readonly longestName: number | undefined;
  /** What the inputs say of themselves: with `ignoreChanges` the old ones come again. */
  readonly marked: unknown;
}

/** The mark of the published provider: in its inputs `__defaults` lists what the program did not give. */
const mark = { __defaults: ["name"] };

/** `<logical name>-<7 hex digits>`; as in the published provider, a logical name too long for that is an error. */
export function named(inputs: Values, about: About): { inputs: Values; fault?: Fault } {
  const { name, oldInputs, seed, longestName, marked } = about;
  if (longestName === undefined || isUnknown(inputs.name)) return { inputs };
  if (inputs.name !== undefined) return { inputs: isMarked(marked) ? { ...inputs, ...mark } : inputs };
  const before = isMarked(oldInputs?.__defaults) ? oldInputs?.name : undefined;
  const kept = typeof before === "string" ? before : undefined;
  const made = kept ?? `${name}-${seed.toString("hex").slice(0, 7)}`;
  const isLong = made.length > longestName;
  const reason = `"${name}" and 8 characters are longer than ${longestName}; give it a name or a shorter logical one`;
  return {
    inputs: { ...inputs, name: made, ...mark },
    fault: isLong ? { property: "name", reason } : undefined,
  };
}

function isMarked(marked: unknown): boolean {
  return Array.isArray(marked) && marked.includes("name");
}
