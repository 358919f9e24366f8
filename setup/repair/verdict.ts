/** What becomes of an operation that a killed run began. Pure. */
import type { Found, Kind } from "./kind";
import type { Pending } from "./state";

export type Verdict =
  /** It goes into the state with this id. */
  | { readonly is: "there"; readonly id: string; readonly why: string }
  /** The state forgets that it was begun. */
  | { readonly is: "forgotten"; readonly why: string }
  /** Nothing is written before it is clear: a person says it, or AWS does later. */
  | { readonly is: "left"; readonly why: string };

export interface Known {
  /** What a person says about it: an id, or "none". */
  readonly said?: string;
  /** Undefined for types that are not in the table. */
  readonly kind?: Kind;
  /** What AWS answered, when it was asked. */
  readonly answer?: readonly Found[] | Error;
  /** Ids of this type that the state has. */
  readonly inState: ReadonlySet<string>;
}

export function judge(
  { type, name, doing, inputs, isReplacement }: Pending,
  { said, kind, answer = [], inState }: Known,
): Verdict {
  if (doing !== "creating")
    return {
      is: "forgotten",
      why: `the state has it, and the next run with --refresh sees how far ${doing} came`,
    };
  if (said === "none") return { is: "forgotten", why: "you say that there is none" };
  if (said !== undefined && !isReplacement) return { is: "there", id: said, why: "as you say" };
  if (!type.startsWith("aws:")) return { is: "forgotten", why: "the next run takes up what is there" };
  const sayWhich = `look for it in AWS and say ${name}=ID, or ${name}=none`;
  if (!kind) return { is: "left", why: `how ${type} is found is not known here: ${sayWhich}` };
  if (kind.by === "making it again")
    return { is: "forgotten", why: "the next run makes it again, which changes nothing if it is there" };
  if (answer instanceof Error) return { is: "left", why: `AWS could not be asked: ${answer.message}` };
  const found =
    kind.by === "its name" ? [{ id: kind.id(inputs) }] : answer.filter(({ id }) => !inState.has(id));
  const [one, ...others] = found;
  if (!one) return { is: "forgotten", why: "AWS has none" };
  if (isReplacement) {
    const way = `if ${one.id} is in AWS, delete it there; then say ${name}=none`;
    return { is: "left", why: `it was to take the place of one that the state has: ${way}` };
  }
  if (others.length > 0) {
    const ids = found.map(({ id }) => id).join(", ");
    return {
      is: "left",
      why: `AWS has several, ${ids}: say ${name}=ID for the one that it is, or ${name}=none`,
    };
  }
  if (one.busy !== undefined)
    return { is: "left", why: `${one.id} is not ready, AWS says "${one.busy}": run this again once it is` };
  if (kind.by === "asking AWS" && kind.doubt !== undefined)
    return { is: "left", why: `AWS has ${one.id}; ${kind.doubt}: say ${name}=${one.id}, or ${name}=none` };
  return {
    is: "there",
    id: one.id,
    why: kind.by === "its name" ? "if AWS has it, by its name" : "found in AWS",
  };
}
