/**
 * An engine behind SSH, reached as the docker command and the Docker provider reach it: the system's `ssh` runs
 * `docker system dial-stdio` on the server. So keys, known hosts, jump hosts and ports are those of the person's own
 * SSH settings, and a server that is not the known one is refused.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Agent } from "node:http";
import { Duplex } from "node:stream";

/** Half of the connections that a usual server lets wait for authentication; the Docker provider has its own. */
const connections = 5;

const agents = new Map<string, Agent>();

/** One per server in a process: a connection costs a handshake, so it is used again. */
export function sshAgent(host: string): Agent {
  const agent = agents.get(host) ?? new SshAgent(host);
  agents.set(host, agent);
  return agent;
}

export function sshArguments(host: string): string[] {
  const { hostname, port, username } = new URL(host);
  return [
    // Nobody can answer a question in the middle of a run.
    ...["-o", "BatchMode=yes", "-o", "ConnectTimeout=30", "-T"],
    ...(username ? ["-l", decodeURIComponent(username)] : []),
    ...(port ? ["-p", port] : []),
    ...["--", hostname.replace(/^\[|\]$/g, ""), "docker", "system", "dial-stdio"],
  ];
}

class SshAgent extends Agent {
  constructor(private readonly host: string) {
    super({ keepAlive: true, maxSockets: connections });
  }

  createConnection(): Duplex {
    return new SshConnection(this.host);
  }
}

/** One connection: what goes in and out of an `ssh` process, with what `http.Agent` expects of a socket. */
class SshConnection extends Duplex {
  private readonly ssh: ChildProcessWithoutNullStreams;
  private waits = false;

  constructor(host: string) {
    super({ allowHalfOpen: false });
    // A group of its own: Ctrl-C is for Pulumi, which then finishes what it has begun.
    this.ssh = spawn("ssh", sshArguments(host), { detached: true });
    let said = "";
    this.ssh.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    this.ssh.stdout.on("data", (piece) => {
      if (!this.push(piece)) this.ssh.stdout.pause();
    });
    // It has ended then, and "close" knows why.
    this.ssh.stdin.on("error", () => undefined);
    this.ssh.once("error", (error) => {
      this.destroy(new Error(`${host}: ssh does not start (${error.message}); install an OpenSSH client`));
    });
    this.ssh.once("close", (code) => {
      if (this.waits) this.destroy();
      else if (code === 0) this.push(null);
      else this.destroy(new Error(`${host}: ssh ended with exit code ${code}: ${said.trim()}`));
    });
  }

  override _read(): void {
    this.ssh.stdout.resume();
  }

  override _write(piece: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.ssh.stdin.write(piece, () => done());
  }

  override _final(done: () => void): void {
    this.ssh.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.ssh.kill();
    done(error);
  }

  /** A connection that waits to be used again keeps no process alive. */
  unref(): this {
    this.waits = true;
    for (const each of this.handles()) each.unref();
    return this;
  }

  ref(): this {
    this.waits = false;
    for (const each of this.handles()) each.ref();
    return this;
  }

  /** SSH looks after its own connection. */
  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  private handles(): { ref(): unknown; unref(): unknown }[] {
    const { stdin, stdout, stderr } = this.ssh;
    return [this.ssh, stdin, stdout, stderr] as { ref(): unknown; unref(): unknown }[];
  }
}
