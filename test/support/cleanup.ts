/** What has to be undone however the tests end: also when they are interrupted. */

const pending = new Set<() => void>();

/** Registers something synchronous for the end of the process. @returns a function that takes it back. */
export function onExit(undo: () => void): () => void {
  pending.add(undo);
  return () => pending.delete(undo);
}

process.once("exit", () => {
  for (const undo of [...pending].reverse()) {
    try {
      undo();
    } catch (error) {
      process.stderr.write(`while cleaning up: ${(error as Error).message}\n`);
    }
  }
});

for (const [signal, number] of [
  ["SIGINT", 2],
  ["SIGTERM", 15],
  ["SIGHUP", 1],
] as const) {
  process.once(signal, () => process.exit(128 + number));
}
