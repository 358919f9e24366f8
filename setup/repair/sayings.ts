/** What a person says about what was begun: `IDS="vpc=vpc-0a1b2c nat-a=none"`. */
import type { Pending } from "./state";

/**
 * @returns what is said, by URN
 * @throws when a saying fits nothing, or more than one thing
 */
export function sayingsIn(words: string, pending: readonly Pending[]): Map<string, string> {
  const begun = pending.filter(({ doing }) => doing === "creating");
  return new Map(
    words.split(/\s+/).flatMap((word) => {
      if (word === "") return [];
      const at = word.indexOf("=");
      const [who, id] = [word.slice(0, at), word.slice(at + 1)];
      if (at < 1 || id === "") throw new Error(`IDS: "${word}" should be NAME=ID or NAME=none`);
      const meant = begun.filter(({ name, urn }) => name === who || urn === who);
      const [one, ...others] = meant;
      if (!one) {
        const names = begun.map(({ name }) => name).join(", ") || "nothing";
        throw new Error(`IDS: nothing that was begun is called ${who}; there is ${names}`);
      }
      if (others.length > 0) {
        const urns = meant.map(({ urn }) => `\n  ${urn}`).join("");
        throw new Error(`IDS: ${who} is the name of ${meant.length} things; say which:${urns}`);
      }
      return [[one.urn, id] as const];
    }),
  );
}
