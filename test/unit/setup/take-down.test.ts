import assert from "node:assert/strict";
import { takeDown } from "../../../setup/take-down";

const whose = (identity?: string, more: Record<string, string> = {}) => ({
  ...(identity ? { "maintenance.environment": identity } : {}),
  ...more,
});

const container = (name: string, labels: Record<string, string>) => ({
  name,
  labels,
  state: "running",
  uses: [],
});

const found = {
  containers: [
    container("db", whose("aaaa1111")),
    container("theirs", whose("bbbb2222")),
    container("old", whose()),
  ],
  networks: [
    { name: "net", labels: whose("aaaa1111") },
    { name: "their-net", labels: whose("bbbb2222") },
  ],
  volumes: [
    { name: "data", labels: whose("aaaa1111", { "maintenance.data": "true" }) },
    { name: "files", labels: whose("aaaa1111") },
    { name: "old-data-or-files", labels: whose() },
    { name: "their-files", labels: whose("bbbb2222") },
  ],
};

describe("make down, by label", () => {
  it("removes what is this checkout's, and keeps data", () => {
    assert.deepEqual(takeDown(found, "aaaa1111", false).remove, {
      containers: ["db", "old"],
      networks: ["net"],
      volumes: ["files"],
    });
  });

  it("keeps what the state knows: the network that the data depends on", () => {
    const known = { containers: ["old"], networks: ["net"], volumes: ["files"] };
    assert.deepEqual(takeDown(found, "aaaa1111", false, known).remove, {
      containers: ["db"],
      networks: [],
      volumes: [],
    });
  });

  it("removes data when asked to, also volumes of which an older program did not say what they hold", () => {
    assert.deepEqual(takeDown(found, "aaaa1111", true).remove.volumes, [
      "data",
      "files",
      "old-data-or-files",
    ]);
  });

  it("leaves another checkout's stack of the same name alone, and says so", () => {
    for (const withData of [false, true]) {
      const { remove, others } = takeDown(found, "aaaa1111", withData);
      assert.deepEqual(others, ["theirs"]);
      assert(
        !Object.values(remove)
          .flat()
          .some((name: string) => name.startsWith("their")),
      );
    }
  });
});
