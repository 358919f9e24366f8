import assert from "node:assert/strict";
import { engineHost, isHere, reachedAt } from "../../../components/docker/host";

describe("the engine's host", () => {
  const { DOCKER_HOST } = process.env;
  afterEach(() => {
    if (DOCKER_HOST === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = DOCKER_HOST;
  });

  it("is the setting, else DOCKER_HOST, else the local engine", () => {
    process.env.DOCKER_HOST = "tcp://10.0.0.5:2375";
    assert.equal(engineHost("ssh://deploy@server"), "ssh://deploy@server");
    assert.equal(engineHost(), "tcp://10.0.0.5:2375");
    delete process.env.DOCKER_HOST;
    assert.equal(engineHost(), "unix:///var/run/docker.sock");
  });

  it("is here when it is a socket of this machine", () => {
    assert.equal(isHere("unix:///run/user/1000/docker.sock"), true);
    assert.equal(isHere("ssh://deploy@server"), false);
    assert.equal(isHere("tcp://127.0.0.1:2375"), false);
  });

  for (const [bind, host, at] of [
    ["0.0.0.0", "ssh://deploy@server.example.com:2222", "server.example.com"],
    ["0.0.0.0", "tcp://10.0.0.5:2376", "10.0.0.5"],
    ["0.0.0.0", "unix:///var/run/docker.sock", "127.0.0.1"],
    ["10.0.0.7", "ssh://deploy@server", "10.0.0.7"],
    ["127.0.0.1", "ssh://deploy@server", "127.0.0.1"],
  ] as const) {
    it(`makes what is published on ${bind} of ${host} reached at ${at}`, () => {
      assert.equal(reachedAt(bind, host), at);
    });
  }
});
