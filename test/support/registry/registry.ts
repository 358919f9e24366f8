/** A registry of images on this machine, which forgets all when it ends. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { until } from "../../../components/until";
import { onExit } from "../cleanup";
import { isOpen, freePorts } from "../ports";
import { toolsOf } from "../tools";

export class Registry {
  private constructor(
    private readonly program: ChildProcess,
    /** As images name it: `127.0.0.1:PORT`. */
    readonly host: string,
    private readonly forget: () => void,
  ) {}

  static async start(): Promise<Registry> {
    const crane = join(toolsOf("test/support/registry"), "bin/crane");
    const [port = 0] = await freePorts(1);
    const host = `127.0.0.1:${port}`;
    const program = spawn(crane, ["registry", "serve", "--address", host], { stdio: "ignore" });
    const forget = onExit(() => program.kill("SIGKILL"));
    await until(() => isOpen(port), "the registry", { timeoutMs: 10_000 });
    return new Registry(program, host, forget);
  }

  async tags(repository: string): Promise<string[]> {
    const answer = await fetch(`http://${this.host}/v2/${repository}/tags/list`);
    return ((await answer.json()) as { tags: string[] }).tags.sort();
  }

  /** What a tag names. */
  async digest(repository: string, tag: string): Promise<string | null> {
    const accept =
      "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json";
    const answer = await fetch(`http://${this.host}/v2/${repository}/manifests/${tag}`, {
      method: "HEAD",
      headers: { accept },
    });
    return answer.headers.get("docker-content-digest");
  }

  dispose(): void {
    this.forget();
    this.program.kill("SIGKILL");
  }
}
