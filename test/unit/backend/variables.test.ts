import assert from "node:assert/strict";
import { type Given, givenVariables, withOwnNames } from "../../../components/backend/variables";

const given = Object.fromEntries(givenVariables.map((name) => [name, `<${name}>`])) as Given;

describe("the variables of a backend", () => {
  it("are those of the stack file, then those that it is given", () => {
    assert.deepEqual(Object.entries(withOwnNames({ LOG_LEVEL: "DEBUG" }, given)), [
      ["LOG_LEVEL", "DEBUG"],
      ...Object.entries(given),
    ]);
  });

  it("may carry the given ones under names of its own, several in one text", () => {
    const { DSN, PGHOST } = withOwnNames(
      { PGHOST: "{POSTGRES_HOST}", DSN: "pg://{POSTGRES_USER}@{POSTGRES_HOST}:{POSTGRES_PORT}/x" },
      given,
    );
    assert.equal(PGHOST, "<POSTGRES_HOST>");
    assert.equal(DSN, "pg://<POSTGRES_USER>@<POSTGRES_HOST>:<POSTGRES_PORT>/x");
  });

  it("leave every other brace alone", () => {
    assert.equal(withOwnNames({ FORMAT: "{LEVEL} {message} {}" }, given).FORMAT, "{LEVEL} {message} {}");
  });
});
