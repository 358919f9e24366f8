/**
 * Asks until each of those wanted has answered. Requests go round them, though not strictly in turn: side by side, for
 * as long as others answer; two rounds without a new one end it.
 *
 * @param heard who has answered so far, also in earlier calls. @returns the first fault, if any: then nobody is missing.
 */
export async function hearAll<Fault>(
  wanted: readonly string[],
  heard: Set<string>,
  ask: () => Promise<{ readonly instance: string } | { readonly fault: Fault }>,
  atOnce: number,
): Promise<{ readonly missing: readonly string[]; readonly fault?: Fault }> {
  const missing = () => wanted.filter((instance) => !heard.has(instance));
  const together = Math.min(wanted.length, atOnce);
  let fruitless = 0;
  while (fruitless < 2 && missing().length > 0) {
    const before = heard.size;
    for (const answer of await Promise.all(Array.from({ length: together }, ask))) {
      if ("fault" in answer) return { missing: [], fault: answer.fault };
      heard.add(answer.instance);
    }
    fruitless = heard.size > before ? 0 : fruitless + 1;
  }
  return { missing: missing() };
}
