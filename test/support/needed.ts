/** Ends the run with one clear line when something that all tests need does not answer. @param way to have it */
export async function needed(what: string, asked: () => unknown, way: string): Promise<void> {
  try {
    await asked();
  } catch (error) {
    process.stderr.write(`tests: ${what} does not answer; ${way}\n  ${(error as Error).message}\n`);
    process.exit(1);
  }
}
