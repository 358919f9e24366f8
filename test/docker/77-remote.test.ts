/** The whole program on an engine that is not here: no shared file, no route to what it publishes, SSH alone. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../components/docker/engine";
import { provider as engineCheck } from "../../components/docker/engine-check-provider";
import { takenPorts } from "../../components/guard/taken-ports";
import { at, docker } from "../support/docker";
import { faults } from "../support/faults";
import { baseImages, versionFile } from "../support/images";
import { assertServed, Users } from "../support/load";
import { isOpen } from "../support/ports";
import { SecondEngine } from "../support/second-engine";
import { assertRuns, given, listed, preview, servingNow, up, useEnvironment } from "../support/stories";
import { underFault, untilReady } from "../support/under-fault";

describe("an engine on a server", function () {
  // Every call goes through SSH, and two engines share the machine.
  this.timeout(450_000);
  const environment = useEnvironment("remote");
  let server: SecondEngine;
  const there = (...command: string[]) => docker([...at(server.host), ...command]);

  before(async () => {
    const dev = environment();
    [server] = await Promise.all([SecondEngine.create(), dev.makeVersion("1.0.0")]);
    const { api } = await baseImages();
    const ofVersion = ["api", "frontend"].map((part) => `${dev.imagePrefix}-${part}:1.0.0`);
    await server.loadImages(["haproxy:2.6", "postgres:14", "redis:7.0", api, ...ofVersion]);
    dev.set({ docker: { host: server.host } });
    dev.setRelease({ live: "blue", blue: "1.0.0" });
  });
  after(() => server?.dispose());

  it("a login that the server refuses ends the run, with what SSH says", async () => {
    const host = server.host.replace("deploy", "stranger");
    const failures = await engineCheck.check({ host });
    const said = /the Docker engine does not answer, so nothing is changed .*stranger.*Permission denied/;
    assert.match(failures.join("\n"), said);
  });

  it("a port that a container on the server publishes is refused by its setting", async () => {
    const port = environment().ports.users;
    const other = await there(
      "run",
      "--detach",
      "--publish",
      `127.0.0.1:${port}:80`,
      "redis:7.0",
      "sleep",
      "600",
    );
    const wanted = [{ setting: "docker/port", bind: "127.0.0.1", port }];
    const [fault] = await takenPorts(await connect(server.host), server.host, wanted);
    assert.match(fault ?? "", new RegExp(`docker/port: ${port} is taken on 127.0.0.1`));
    await there("rm", "--force", "--volumes", other);
  });

  it("first up: gate and settle need no route to the ports; everything is there, nothing is here", async () => {
    const dev = environment();
    await up(dev);
    assert.equal(await isOpen(dev.ports.users), false, "the port of the server is reached from here");
    await server.bring(dev.ports.users);
    assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
    assert.equal(await docker(["ps", "-aq", "--filter", `label=maintenance.stack=${dev.stack}`]), "");
    const mounts = await there(
      ...["inspect", "--format", "{{range .Mounts}}{{.Type}} {{end}}"],
      ...(await dev.containers()).map(({ id }) => id),
    );
    assert.deepEqual([...new Set(mounts.split(/\s+/).filter((type) => type !== ""))], ["volume"]);
    await preview(dev, "--expect-no-changes");
  });

  it("release under load: the images are built on the server, from the folders here; no request fails", async () => {
    const dev = environment();
    const { api } = await baseImages();
    const write = (file: string, text: string) => writeFileSync(join(dev.folder, "app", file), text);
    write("api/.dockerignore", "");
    write("api/VERSION", "1.1.0\n");
    write("api/Dockerfile", `FROM ${api}\nCOPY VERSION ${versionFile}\n`);
    write("frontend/Dockerfile", `FROM ${dev.imagePrefix}-frontend:1.0.0\n`);
    const both = { blue: "1.0.0", green: "1.1.0" };
    const users = await Users.start({ url: dev.url, perSecond: 50 }, both);
    await users.phase("release", both);
    await given(dev, { live: "green", ...both });
    await users.reach("release", 500, 60_000);
    await assertServed(users);
    assert.deepEqual(await servingNow(dev), { version: "1.1.0", colour: "green" });
    await assertRuns(dev, both);
    assert.equal(
      await docker(["image", "ls", "-q", `${dev.imagePrefix}-api:1.1.0`]),
      "",
      "it was built here",
    );
  });

  it("rollback: one flip", async () => {
    const dev = environment();
    dev.setRelease({ live: "blue", blue: "1.0.0", green: "1.1.0" });
    const { operations } = await up(dev);
    assert.deepEqual(listed(operations), [
      ...["create gate-blue", "update listener", "update settle", "delete gate-green"],
    ]);
    assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
  });

  it("the engine restarts: users lose what the table of faults says, and everything is as it was", async () => {
    const dev = environment();
    await underFault(dev, faults.engineRestarted, { blue: "1.0.0" }, async () => {
      await server.restart();
      await untilReady(dev);
    });
    assert.deepEqual(await servingNow(dev), { version: "1.0.0", colour: "blue" });
    assert.deepEqual(listed((await up(dev)).operations), []);
  });

  it("down: the containers are gone from the server, the data stays there", async () => {
    const dev = environment();
    const { code, output } = await dev.destroy({ flags: ["--exclude-protected"] });
    assert.equal(code, 0, output);
    assert.deepEqual(await dev.containers(), []);
    const volumes = await there("volume", "ls", "-q", "--filter", `label=maintenance.stack=${dev.stack}`);
    assert.match(volumes, /postgres-data/);
  });
});
