/** A real load balancer whose volume can be filled to the last byte: it lies in memory, with a bound. */
import { randomBytes } from "node:crypto";
import { execFileSync } from "node:child_process";
import { HaProxy } from "../../components/load-balancer/haproxy";
import {
  baseConfig,
  files,
  masterPort,
  targetGroupConfig,
} from "../../components/load-balancer/haproxy-config";
import { until } from "../../components/until";
import { onExit } from "./cleanup";
import { docker } from "./docker";
import { settingsWith } from "./release";

const { folder } = files;

export class SmallDisk {
  private readonly undo: () => void;

  private constructor(
    private readonly name: string,
    readonly loadBalancer: HaProxy,
  ) {
    this.undo = onExit(() => remove(this.name));
  }

  /** With a target group for blue, and all weight on it. */
  static async create(): Promise<SmallDisk> {
    const { loadBalancer: settings } = settingsWith();
    const name = `maintenance-test-disk-${randomBytes(3).toString("hex")}`;
    const start = `printf %s "$BASE" >${files.base}; printf %s "$BLUE" >${files.targetGroup("blue")}; echo 'green 0' >${files.weights}
exec haproxy -W -db -S 127.0.0.1:${masterPort} -f ${folder}`;
    try {
      await docker(["network", "create", "--label", "maintenance.stack=test-disk", name]);
      await docker([
        ...["run", "--detach", "--name", name, "--network", name, "--user", "99:99", "--workdir", folder],
        ...["--label", "maintenance.role=load-balancer", "--tmpfs", `${folder}:uid=99,gid=99,size=512k`],
        ...["--env", `BASE=${baseConfig(settings)}`],
        ...["--env", `BLUE=${targetGroupConfig("blue", "1.0.0", ["blue-1-0-0-frontend-1"], 8080)}`],
        ...["--entrypoint", "bash", settings.image, "-c", start],
      ]);
      let loadBalancer: HaProxy | undefined;
      const answers = async () => {
        loadBalancer = await HaProxy.of({ network: name });
        return (await loadBalancer.status()).running.length === 1;
      };
      await until(() => answers().catch(() => false), "the load balancer to answer");
      if (!loadBalancer) throw new Error("there is no load balancer");
      return new SmallDisk(name, loadBalancer);
    } catch (error) {
      remove(name);
      throw error;
    }
  }

  /** Until not one byte more can be written. */
  async fill(): Promise<void> {
    await this.inside(`cat /dev/zero >filler 2>/dev/null; [ -s filler ] && ! echo x >one-more 2>/dev/null`);
  }

  async makeRoom(): Promise<void> {
    await this.inside("rm -f filler one-more");
  }

  dispose(): void {
    this.undo();
    remove(this.name);
  }

  private inside(command: string): Promise<string> {
    return docker(["exec", this.name, "bash", "-c", command]);
  }
}

function remove(name: string): void {
  for (const what of [
    ["rm", "--force", "--volumes"],
    ["network", "rm"],
  ]) {
    try {
      execFileSync("docker", [...what, name], { stdio: "ignore" });
    } catch {
      // It was not made.
    }
  }
}
