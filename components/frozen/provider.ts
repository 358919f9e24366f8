import { notice, resourceProvider, same } from "../provider/provider";
import type { Definition, DefinitionArgs } from "./definition";

export const provider = resourceProvider<DefinitionArgs, object>({
  differs(olds, news) {
    const changed = differences(olds.definition, news.definition);
    if (changed.length > 0) notice(freezeNotice(news, changed));
    return Promise.resolve(changed.length > 0 && news.allowInPlace);
  },
  create: () => Promise.resolve({}),
  update: () => Promise.resolve({}),
});

/** What a preview says of settings that differ from what runs. */
export function freezeNotice(args: DefinitionArgs, changed: readonly string[]): string {
  const shown =
    changed.slice(0, 6).join(", ") + (changed.length > 6 ? `, and ${changed.length - 6} more` : "");
  return args.allowInPlace
    ? `${args.subject}: allowInPlace changes what runs now (${shown}); ${args.cost}`
    : `${args.subject}: settings differ from what ${args.runs} runs with (${shown}); ${args.wayOut}`;
}

/** Paths of the values that differ, such as `backend.memory`. */
export function differences(olds: unknown, news: unknown, path = ""): string[] {
  if (isMap(olds) && isMap(news)) {
    const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].sort();
    return keys.flatMap((key) => differences(olds[key], news[key], path === "" ? key : `${path}.${key}`));
  }
  return same(olds, news) ? [] : [path];
}

function isMap(value: unknown): value is Definition {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
