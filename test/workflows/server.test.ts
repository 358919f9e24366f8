/** What a job gets that deploys to an engine on a server: the login, and what the environment is known by. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../support/project-copy";
import { run } from "../support/run";

describe("a job that deploys to a server", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "maintenance-server-"));
    for (const machine of ["first", "job"]) {
      mkdirSync(join(root, machine, "setup"), { recursive: true });
      for (const part of ["lib.sh", "delivery"])
        cpSync(join(projectRoot, "setup", part), join(root, machine, "setup", part), { recursive: true });
    }
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const at = (...path: string[]) => join(root, ...path);
  const script = (machine: string, name: string) => at(machine, "setup/delivery", name);
  function keepThere(file: string, text: string): void {
    const path = at("first/.state", file);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
  }

  it("has the passwords and the identity of the first run, and the login, for nobody else to read", async () => {
    keepThere("passwords/dev/postgres", "only a test");
    keepThere("passwords/other/postgres", "somebody else's");
    keepThere("identity/dev", "0a1b2c3d");
    const { stdout } = await run(script("first", "kept.sh"), ["dev"]);
    const env = {
      ...{ HOME: at("home"), GITHUB_ENV: at("env"), KEPT: stdout },
      ...{
        DOCKER_HOST: "ssh://deploy@server.example.com",
        SSH_KEY: "a key",
        SSH_KNOWN_HOSTS: "server.example.com ssh-ed25519 AAAA",
      },
    };
    const { output } = await run(script("job", "server.sh"), [], { env });
    assert.equal(output, "");
    const read = (...path: string[]) => readFileSync(at(...path), "utf8");
    assert.equal(read("job/.state/passwords/dev/postgres"), "only a test");
    assert.equal(read("job/.state/identity/dev"), "0a1b2c3d");
    assert.throws(() => read("job/.state/passwords/other/postgres"));
    assert.equal(read("home/.ssh/id_deploy"), "a key\n");
    assert.equal(statSync(at("home/.ssh/id_deploy")).mode & 0o777, 0o600);
    assert.match(read("home/.ssh/known_hosts"), /^server\.example\.com /);
    assert.equal(
      read("env"),
      "DOCKER_HOST=ssh://deploy@server.example.com\nPULUMI_CONFIG_PASSPHRASE=maintenance-dev\n",
    );
  });

  it("is told of everything that is not set, before anything is written", async () => {
    const env = { HOME: at("home"), DOCKER_HOST: "", SSH_KEY: "a key", SSH_KNOWN_HOSTS: "", KEPT: "" };
    const { code, output } = await run(script("job", "server.sh"), [], { env, mayFail: true });
    assert.equal(code, 1);
    assert.match(output, /DOCKER_HOST SSH_KNOWN_HOSTS KEPT: not set for the environment dev on GitHub/);
    assert.throws(() => statSync(at("home/.ssh")));
  });

  it("gets nothing where no first run was", async () => {
    const { code, output } = await run(script("first", "kept.sh"), ["dev"], { mayFail: true });
    assert.equal(code, 1);
    assert.match(output, /there are no passwords of dev in \.state\//);
  });
});
