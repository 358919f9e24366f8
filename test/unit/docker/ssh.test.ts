import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { connect } from "../../../components/docker/engine";
import { sshArguments } from "../../../components/docker/ssh";

describe("an engine behind SSH", () => {
  let folder = "";
  let engine: Server;
  const { PATH } = process.env;
  const file = (name: string) => join(folder, name);

  /** An `ssh` that notes how it is called, and does this. */
  const sshThat = (script: string) => {
    writeFileSync(file("ssh"), `#!/bin/sh\necho "$@" >>'${file("calls")}'\n${script}\n`);
    chmodSync(file("ssh"), 0o755);
  };
  const reaches = () => {
    const pipe = `const s = require("net").connect("${file("socket")}"); process.stdin.pipe(s); s.pipe(process.stdout)`;
    sshThat(`exec '${process.execPath}' -e '${pipe}'`);
  };
  const calls = () => readFileSync(file("calls"), "utf8").trim().split("\n");

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "ssh-"));
    process.env.PATH = `${folder}${delimiter}${PATH}`;
    engine = createServer((request, response) => response.end(JSON.stringify({ asked: request.url })));
    await new Promise<void>((resolve) => engine.listen(file("socket"), resolve));
  });

  afterEach(() => {
    process.env.PATH = PATH;
    engine.closeAllConnections();
    engine.close();
    rmSync(folder, { recursive: true });
  });

  it("is reached by the system's ssh, as the Docker provider reaches it", async () => {
    reaches();
    const answer = await (await connect("ssh://deploy@one.example:2222")).version();
    assert.deepEqual(answer, { asked: "/version" });
    assert.deepEqual(calls(), [
      "-o BatchMode=yes -o ConnectTimeout=30 -T -l deploy -p 2222 -- one.example docker system dial-stdio",
    ]);
  });

  it("is asked again through the same connection", async () => {
    reaches();
    for (let count = 0; count < 3; count += 1) await (await connect("ssh://two.example")).version();
    assert.equal(calls().length, 1);
  });

  it("is reached by a new connection when the engine has ended the former one", async () => {
    reaches();
    const docker = await connect("ssh://three.example");
    await docker.version();
    const ended = new Promise((resolve) => engine.once("connection", resolve));
    engine.closeAllConnections();
    // The end of the former one and a request may cross; what counts is that a later one finds its way.
    await assert.doesNotReject(async () => {
      for (;;) {
        const answer = await docker.version().catch(() => undefined);
        if (answer) break;
      }
    });
    await ended;
    assert.equal(calls().length, 2);
  });

  it("that cannot be reached is named with what ssh says", async () => {
    sshThat("echo 'Host key verification failed.' >&2; exit 255");
    await assert.rejects(
      async () => (await connect("ssh://four.example")).version(),
      /ssh:\/\/four\.example: ssh ended with exit code 255: Host key verification failed\.$/,
    );
  });

  it("is never an option of ssh, and needs neither user nor port", () => {
    assert.deepEqual(sshArguments("ssh://-oProxyCommand=x").slice(-5), [
      ...["--", "-oProxyCommand=x", "docker", "system", "dial-stdio"],
    ]);
    assert.deepEqual(sshArguments("ssh://[::1]").slice(-6), [
      ...["-T", "--", "::1", "docker", "system", "dial-stdio"],
    ]);
  });
});
