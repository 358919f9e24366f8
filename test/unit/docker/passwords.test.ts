import assert from "node:assert/strict";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { passwordFile } from "../../../components/docker/passwords";
import { useOwnFolder } from "../../support/own-folder";

describe("a password of a stack", () => {
  useOwnFolder();

  it("is made with its first use, long, and readable by its owner only", () => {
    const file = passwordFile("dev", "postgres");
    assert.match(readFileSync(file, "utf8"), /^[\w-]{32}$/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(join(".state", "passwords", "dev")).mode & 0o077, 0);
  });

  it("stays the same afterwards, since the data was made with it", () => {
    const first = readFileSync(passwordFile("dev", "postgres"), "utf8");
    assert.equal(readFileSync(passwordFile("dev", "postgres"), "utf8"), first);
  });

  it("is another one for each stack and each name", () => {
    const files = [
      passwordFile("dev", "postgres"),
      passwordFile("dev", "redis"),
      passwordFile("two", "postgres"),
    ];
    assert.equal(new Set(files.map((file) => readFileSync(file, "utf8"))).size, 3);
  });

  for (const content of ["", "short", "two\nlines of it", "white space"]) {
    it(`is refused when its file holds ${JSON.stringify(content)}, without showing it`, () => {
      const file = passwordFile("dev", "postgres");
      chmodSync(file, 0o600);
      writeFileSync(file, content);
      assert.throws(
        () => passwordFile("dev", "postgres"),
        (error: Error) =>
          error.message.startsWith(`${file} should hold one password`) &&
          (content === "" || !error.message.includes(content)),
      );
    });
  }
});
