/** No room on the load balancer's volume: nothing is half written, and what runs goes on as it is. */
import assert from "node:assert/strict";
import { files, targetGroupConfig } from "../../components/load-balancer/haproxy-config";
import { SmallDisk } from "../support/small-disk";

describe("a full disk under the load balancer", () => {
  let disk: SmallDisk;
  before(async () => {
    disk = await SmallDisk.create();
  });
  after(() => disk?.dispose());

  const green = targetGroupConfig("green", "1.1.0", ["green-1-1-0-frontend-1"], 8080);
  const whatLasts = async () => {
    const { onFile, running, files: found, configHash } = await disk.loadBalancer.status();
    return { onFile, running, files: found, configHash };
  };

  it("given a file that changes, a new one, and weights: each is refused with the way out, and nothing is changed", async () => {
    const before = await whatLasts();
    assert.deepEqual(before.running, [{ blue: 100, green: 0 }]);
    await disk.fill();
    const said = /no room; nothing was changed: make room on the engine's disk/;
    const blue = before.files[files.targetGroup("blue")] ?? "";
    for (const [file, content] of [
      [files.targetGroup("green"), green],
      [files.targetGroup("blue"), `${blue}# changed\n`],
      [files.targetGroup("blue"), ""],
    ] as const) {
      await assert.rejects(disk.loadBalancer.applyFile(file, content), said, `${file}: ${content}`);
      assert.deepEqual(await whatLasts(), before);
    }
    await assert.rejects(disk.loadBalancer.setWeights({ blue: 0, green: 100 }), said);
    assert.deepEqual(await whatLasts(), before);
  });

  it("given room again, the same steps succeed", async () => {
    await disk.makeRoom();
    await disk.loadBalancer.applyFile(files.targetGroup("green"), green);
    await disk.loadBalancer.setWeights({ blue: 0, green: 100 });
    const { onFile, running, files: found, configHash, runningHash } = await disk.loadBalancer.status();
    assert.equal(found[files.targetGroup("green")], green);
    assert.equal(configHash, runningHash);
    assert.deepEqual([onFile, ...running], [onFile, { blue: 0, green: 100 }]);
    assert.deepEqual(onFile, { blue: 0, green: 100 });
  });
});
