import assert from "node:assert/strict";
import { refuseNames } from "../../../components/aws/names";

describe("names of project and stack", () => {
  const refused = (stack: string, isDataMade: boolean) => () =>
    refuseNames({ project: "maintenance", stack }, { isDataMade });

  it("are taken as long as AWS takes what is called by them", () => {
    assert.doesNotThrow(refused("a-stack-of-20-letter", true));
    assert.doesNotThrow(refused("Prod", false));
  });

  it("are refused before anything is made when they are longer or hold other characters", () => {
    assert.throws(refused("a-stack-of-21-letters", true), /"maintenance-a-stack-of-21-letters".*at most 32/);
    assert.throws(refused("prod_eu", false), /at most 32 letters, digits and dashes/);
  });

  it("are refused for data with capital letters", () => {
    assert.throws(refused("Prod", true), /at most 40 small letters/);
  });
});
