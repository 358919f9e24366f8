/**
 * What cannot happen unless this program is wrong: settings are valid by then, and things are made in their order. All
 * else that is thrown can be met, and has an entry in docs/errors.md.
 */
export class Defect extends Error {
  constructor(what: string) {
    super(`${what} (a fault of this program, not of yours: please report what you ran and what it said)`);
  }
}
