import assert from "node:assert/strict";
import { endOf } from "../../../components/postgres/end-of-life";

describe("the end of a version of PostgreSQL", () => {
  it("is told from half a year before, and for ever after", () => {
    assert.equal(endOf(15, new Date("2027-05-01")), undefined);
    assert.match(endOf(15, new Date("2027-06-01")) ?? "", /15 has its last release on 2027-11-11/);
    assert.match(endOf(15, new Date("2028-01-01")) ?? "", /15 had its last release on 2027-11-11/);
  });

  it("is not told of one that is not known", () => {
    assert.equal(endOf(99, new Date("2040-01-01")), undefined);
  });
});
