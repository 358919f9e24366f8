import assert from "node:assert/strict";
import { parseFacts } from "../../../components/postgres/server";

describe("what the database answers", () => {
  it("is how many tables it has, and its revision", () => {
    assert.deepEqual(parseFacts("3\n0004\n"), { tables: 3, revision: "0004" });
  });

  it("has no revision when the query answers nothing, or more than one row", () => {
    assert.deepEqual(parseFacts("0\n"), { tables: 0 });
    assert.deepEqual(parseFacts("3\n\n"), { tables: 3 });
    assert.deepEqual(parseFacts("3\n0004\n0005\n"), { tables: 3 });
  });
});
