import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sourceHash } from "../../../components/image/source";

describe("the hash of a source folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "source-"));
    mkdirSync(join(folder, "src"));
    writeFileSync(join(folder, "src", "app.py"), "print(1)\n");
    writeFileSync(join(folder, "README"), "read me\n");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const changedBy = (change: () => void): boolean => {
    const before = sourceHash(folder);
    change();
    return sourceHash(folder) !== before;
  };
  const write = (path: string, content: string) => () => writeFileSync(join(folder, path), content);

  it("changes with the content of a file", () => {
    assert.equal(changedBy(write("src/app.py", "print(2)\n")), true);
  });

  it("changes when a file comes, goes or moves", () => {
    assert.equal(changedBy(write("src/new.py", "")), true);
    assert.equal(
      changedBy(() => rmSync(join(folder, "README"))),
      true,
    );
  });

  it("changes when text moves from the end of one file to the start of the next", () => {
    write("src/a", "one")();
    write("src/b", "two")();
    assert.equal(
      changedBy(() => {
        write("src/a", "onet")();
        write("src/b", "wo")();
      }),
      true,
    );
  });

  it("stays when only times change, or what tools leave behind", () => {
    assert.equal(
      changedBy(() => utimesSync(join(folder, "README"), 1, 1)),
      false,
    );
    for (const name of ["node_modules", "dist", "__pycache__", ".venv", "api.egg-info"]) {
      mkdirSync(join(folder, name));
      assert.equal(changedBy(write(`${name}/file`, "left")), false, name);
    }
  });
});
