/**
 * A Docker engine on a server: in a container, so in namespaces of its own. It shares no file with this machine, what
 * it publishes on its loopback addresses is not reached from here, and the one way to it is SSH.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { until } from "../../components/until";
import { onExit } from "./cleanup";
import { docker } from "./docker";
import { isOpen } from "./ports";
import { run } from "./run";

const recipe = join(__dirname, "server");

/** What an engine needs in a container; "privileged" asks for more than some machines have. */
const rights = [
  ...["SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE", "DAC_READ_SEARCH"].flatMap((name) => ["--cap-add", name]),
  ...["seccomp", "apparmor", "systempaths"].flatMap((name) => ["--security-opt", `${name}=unconfined`]),
  ...["--device-cgroup-rule", "a *:* rwm"],
];

export class SecondEngine {
  private readonly undo: () => void;
  private readonly tunnels: ChildProcess[] = [];

  private constructor(
    private readonly server: string,
    /** Key, SSH settings, and the `ssh` that uses them. */
    private readonly folder: string,
    private readonly usualPath: string | undefined,
    private readonly sshPort: string,
  ) {
    this.undo = onExit(() => this.remove());
  }

  /** A server with a running engine that has no images yet. */
  static async create(): Promise<SecondEngine> {
    const image = await serverImage();
    const server = `maintenance-test-server-${randomBytes(3).toString("hex")}`;
    const folder = mkdtempSync(join(tmpdir(), "maintenance-server-"));
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "key")]);
    const key = readFileSync(join(folder, "key.pub"), "utf8").trim();
    await docker([
      ...["run", "--detach", "--init", "--name", server, "--publish", "127.0.0.1::22"],
      ...["--env", `AUTHORIZED_KEY=${key}`, ...rights, image],
    ]);
    const port = (await docker(["port", server, "22/tcp"])).split("\n")[0]?.split(":").at(-1) ?? "";
    const engine = new SecondEngine(server, folder, process.env.PATH, port);
    try {
      await engine.trust();
      await engine.start();
      return engine;
    } catch (error) {
      engine.dispose();
      throw error;
    }
  }

  /** As `docker.host` names it. */
  get host(): string {
    return `ssh://deploy@127.0.0.1:${this.sshPort}`;
  }

  /** Starts the engine, and waits until it answers. */
  async start(): Promise<void> {
    await docker(["exec", "--detach", this.server, "bash", "-c", "exec dockerd >>/var/log/dockerd.log 2>&1"]);
    try {
      await until(() => this.answers("docker", "version"), "an answer of the second engine");
    } catch (error) {
      const log = await docker(["exec", this.server, "tail", "-n", "20", "/var/log/dockerd.log"]);
      throw new Error(`${(error as Error).message}\n${log}`);
    }
  }

  /** Stops the engine as a person would, with its containers. */
  async stop(): Promise<void> {
    await this.inside("bash", "-c", 'kill "$(cat /run/docker.pid)"');
    await until(async () => !(await this.answers("pidof", "dockerd")), "the end of the second engine");
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Copies images of the usual engine. */
  async loadImages(names: readonly string[]): Promise<void> {
    const copy = 'set -o pipefail; server=$1; shift; docker save "$@" | docker exec -i "$server" docker load';
    await run("bash", ["-c", copy, "copy", this.server, ...names]);
  }

  /** The docker command on the server. */
  async docker(...args: string[]): Promise<string> {
    return this.inside("docker", ...args);
  }

  /** Brings a port of the server's loopback address to the same port here, as a person would, through SSH. */
  async bring(port: number): Promise<void> {
    const way = ["-N", "-L", `127.0.0.1:${port}:127.0.0.1:${port}`, "-o", "ExitOnForwardFailure=yes"];
    const tunnel = spawn("ssh", [...way, "-p", this.sshPort, "deploy@127.0.0.1"], { stdio: "ignore" });
    this.tunnels.push(tunnel);
    await until(() => isOpen(port), `port ${port} of the server here`);
  }

  dispose(): void {
    this.undo();
    this.remove();
  }

  /** What a person has in ~/.ssh, which is left alone: the key, and the server as a known host. */
  private async trust(): Promise<void> {
    const hostKey = "/etc/ssh/ssh_host_ed25519_key.pub";
    await until(() => this.answers("bash", "-c", `test -s ${hostKey} && pidof sshd`), "SSH on the server");
    const [type, key] = (await this.inside("cat", hostKey)).split(" ");
    const path = (name: string) => join(this.folder, name);
    writeFileSync(path("known_hosts"), `[127.0.0.1]:${this.sshPort} ${type} ${key}\n`);
    writeFileSync(
      path("config"),
      `IdentityFile ${path("key")}\nIdentitiesOnly yes\nBatchMode yes\nIdentityAgent none\nUserKnownHostsFile ${path("known_hosts")}\nStrictHostKeyChecking yes\n`,
    );
    const { stdout: ssh } = await run("bash", ["-c", "command -v ssh"]);
    writeFileSync(path("ssh"), `#!/bin/sh\nexec ${ssh.trim()} -F '${path("config")}' "$@"\n`);
    chmodSync(path("ssh"), 0o755);
    process.env.PATH = `${this.folder}${delimiter}${this.usualPath}`;
  }

  private inside(...command: string[]): Promise<string> {
    return docker(["exec", this.server, ...command]);
  }

  private async answers(...command: string[]): Promise<boolean> {
    return (await run("docker", ["exec", this.server, ...command], { mayFail: true })).code === 0;
  }

  private remove(): void {
    for (const tunnel of this.tunnels) tunnel.kill();
    process.env.PATH = this.usualPath;
    execFileSync("docker", ["rm", "--force", "--volumes", this.server], { stdio: "ignore" });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The server's image, built unless an earlier run of the tests left it. */
async function serverImage(): Promise<string> {
  const hash = createHash("sha256");
  for (const file of readdirSync(recipe).sort()) hash.update(file).update(readFileSync(join(recipe, file)));
  const image = `maintenance-test-base-server:${hash.digest("hex").slice(0, 12)}`;
  if ((await run("docker", ["image", "inspect", image], { mayFail: true })).code === 0) return image;
  process.stdout.write(`  building ${image}, once ... `);
  const { seconds } = await run("docker", ["build", "--quiet", "--tag", image, recipe], {
    timeoutMs: 600_000,
  });
  process.stdout.write(`${seconds.toFixed(0)} s\n`);
  return image;
}
