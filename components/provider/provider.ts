/** What a provider of this project implements; `I` are its inputs, `O` what it adds to them as outputs. */
export interface Provider<I extends object, O extends object> {
  /** Faults that refuse the inputs, in the preview already; there, inputs may be unknown. */
  check?(inputs: I): Promise<string[]>;
  /** Whether there is something to do. */
  differs(olds: I & O, news: I): Promise<boolean>;
  create(inputs: I): Promise<O>;
  update(olds: I & O, news: I): Promise<O>;
  delete?(props: I & O): Promise<void>;
}

/** A provider as the engine's calls need it. */
export interface EngineProvider {
  /** @returns faults */
  check(news: object): Promise<readonly string[]>;
  /** @returns whether there is something to do; never a replacement */
  diff(olds: object, news: object): Promise<boolean>;
  /** @returns outputs */
  create(inputs: object): Promise<object>;
  update(olds: object, news: object): Promise<object>;
  delete(props: object): Promise<void>;
}

/** What the state and the program hold is what the provider's own types say. */
export function resourceProvider<I extends object, O extends object>(
  provider: Provider<I, O>,
): EngineProvider {
  return {
    check: async (news) => (await provider.check?.(news as I)) ?? [],
    diff: async (olds, news) => hasUnknown(news) || provider.differs(olds as I & O, news as I),
    create: async (inputs) => ({ ...inputs, ...(await provider.create(inputs as I)) }),
    update: async (olds, news) => ({ ...news, ...(await provider.update(olds as I & O, news as I)) }),
    delete: async (props) => provider.delete?.(props as I & O),
  };
}

/** How the engine writes a value that a preview cannot know yet. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
  return value === unknown;
}

function hasUnknown(inputs: object): boolean {
  return JSON.stringify(inputs).includes(unknown);
}

/** Whether the named inputs are the same, whatever the order of their keys. */
export function sameInputs<I extends object>(olds: I, news: I, ...keys: (keyof I)[]): boolean {
  return keys.every((key) => same(olds[key], news[key]));
}

/** Equal as values: a map's keys come back from the engine in any order. */
export function same(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === "object" && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

let tell = (text: string): void => void process.stdout.write(`${text}\n`);

/** From now on notices go there. */
export function tellNotices(to: (text: string) => void): void {
  tell = to;
}

/** Says something to the person who reads the preview. */
export function notice(text: string): void {
  tell(text);
}
