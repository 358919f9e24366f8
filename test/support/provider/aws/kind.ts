/** What the table says about one type of resource. */
import type { Fault } from "../provider";
import type { Values } from "../values";
import type { Aws } from "./clients";
import type { Fields } from "./fields";

export interface Kind {
  /** Where the rules are from. */
  readonly source: string;
  readonly fields: Fields;
  /** How long a generated name may be; without it names are not generated. */
  readonly longestName?: number;
  /** The input that is the name, when it is another than `name`. */
  readonly nameInput?: string;
  /** It is the same in all regions, and has none. */
  readonly isGlobal?: true;
  /** Deleted before it is made again: what is made is the same thing to AWS. */
  readonly deletesFirst?: true;
  /** Inputs that AWS does not keep: only the state has them. */
  readonly remembered?: readonly string[];
  /** What AWS tells in another form than it was given, in the form given while both mean the same. */
  readonly likened?: (live: Values, given: Values) => Values;
  /** What only AWS will tell. */
  readonly computed: readonly string[];
  /** The same, inside of blocks that are inputs. */
  readonly computedWithin?: Readonly<Record<string, readonly string[]>>;
  /** Those of `computed` that a change makes unknown until it is made. */
  readonly moves?: (inputs: Values, before: Values) => readonly string[];
  /** Rules about several inputs. */
  readonly faults?: (inputs: Values) => readonly Fault[];
  /** @returns its id. */
  readonly create: (aws: Aws, inputs: Values) => Promise<string>;
  /** @returns inputs and what is computed, as they are now; nothing when it is gone. */
  readonly read: (aws: Aws, id: string) => Promise<Values | undefined>;
  /** @returns what keeps it from being ready, while something does. */
  readonly unready?: (aws: Aws, id: string) => Promise<string | undefined>;
  readonly update: (aws: Aws, id: string, inputs: Values, before: Values) => Promise<void>;
  readonly delete: (aws: Aws, id: string, inputs: Values) => Promise<void>;
}

/** Inputs were checked before they come to be used: here they are what the fields say. */
export function text(values: Values, name: string): string | undefined {
  return values[name] as string | undefined;
}

export function number(values: Values, name: string): number | undefined {
  return values[name] as number | undefined;
}

export function truth(values: Values, name: string): boolean | undefined {
  return values[name] as boolean | undefined;
}

export function texts(values: Values, name: string): string[] | undefined {
  return values[name] as string[] | undefined;
}

export function block(values: Values, name: string): Values | undefined {
  return values[name] as Values | undefined;
}

export function blocks(values: Values, name: string): readonly Values[] {
  return (values[name] ?? []) as readonly Values[];
}

/** Of an answer that names what was made. */
export function made(arn: string | undefined): string {
  if (arn === undefined) throw new Error("AWS did not say what it made");
  return arn;
}

/** The classes of the SDK end in "Exception", where the API's codes do not. */
export async function unlessGone<T>(asked: Promise<T>, ...codes: string[]): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    const { name } = error as Error;
    if (codes.some((code) => name === code || name === `${code}Exception`)) return undefined;
    throw error;
  }
}
