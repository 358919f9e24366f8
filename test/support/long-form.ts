/** What only the long form of the tests has (`make test-all`): the rest has to fit into every submission. */
const isLongForm = Boolean(process.env.TEST_LONG);

export function describeInLongForm(title: string, tests: (this: Mocha.Suite) => void): void {
  if (isLongForm) describe(title, tests);
}

export function itInLongForm(title: string, test: (this: Mocha.Context) => Promise<void>): void {
  if (isLongForm) it(title, test);
}
