/** How what a killed run may have made is found again, by the type of the resource. */
import type { Clients } from "./clients";

/** As the engine wrote them down before it asked the provider: generated names and the provider's tags are among them. */
export type Inputs = Readonly<Record<string, unknown>>;

export interface Found {
  readonly id: string;
  /** AWS's own word for what it is doing with it, until it is ready. */
  readonly busy?: string;
}

export type Kind =
  /** To make it once more is to make the same thing: nothing is looked for. */
  | { readonly by: "making it again" }
  /** Its id is made of its inputs: whether it is there, the provider sees when it reads it. */
  | { readonly by: "its name"; readonly id: (inputs: Inputs) => string }
  | {
      readonly by: "asking AWS";
      readonly find: (aws: Clients, inputs: Inputs) => Promise<readonly Found[]>;
      /** Why one that is found may be from another life of the environment. */
      readonly doubt?: string;
    };

export const again: Kind = { by: "making it again" };

export function named(id: (inputs: Inputs) => string): Kind {
  return { by: "its name", id };
}

type Find = Extract<Kind, { by: "asking AWS" }>["find"];

export function asked(find: Find, doubt?: string): Kind {
  return { by: "asking AWS", find, doubt };
}

export function text(inputs: Inputs, name: string): string {
  const value = inputs[name];
  if (typeof value === "string") return value;
  throw new Error(`the state does not say its ${name}`);
}

/** @returns nothing when AWS has no such thing, in the words of its API: `DBInstanceNotFoundFault`. */
export async function unlessGone<T>(answer: Promise<T>, ...names: readonly string[]): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (names.includes((error as Error).name)) return undefined;
    throw error;
  }
}

/** Of an answer: what has an id, as found. */
export function found(...ids: readonly (string | undefined)[]): Found[] {
  return ids.flatMap((id) => (id === undefined ? [] : { id }));
}

/** The same with a state; `ready` is the word for one that can be used. */
export function foundAs(id: string | undefined, state: string | undefined, ready: string): Found[] {
  if (id === undefined) return [];
  return [state === undefined || state.toLowerCase() === ready ? { id } : { id, busy: state }];
}
