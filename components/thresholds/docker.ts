/** A colour on Docker, measured: its requests by HAProxy, its containers by the engine, which reads their cgroups. */
import type Docker from "dockerode";
import type { Colour } from "../colour";
import { type EngineScope, findContainers, labels } from "../docker/engine";
import { HaProxy } from "../load-balancer/haproxy";
import { countersIn } from "./counters";
import { Growth, type Meter, type Reading } from "./reading";
import { highest, sum } from "./numbers";

interface Container {
  readonly name: string;
  readonly role: string;
  readonly restarts: number;
  /** Seconds that it has computed, and how many CPUs it may use. */
  readonly cpuSeconds: number;
  readonly cpus: number;
  /** Percent of what it may use. */
  readonly memory: number;
}

export class DockerMeter implements Meter {
  private readonly growth = new Growth();
  private last = Date.now();
  /** Since the first reading. */
  private readonly total = { restarts: 0, dataLoss: 0, security: 0 };

  /** @param port of the backends, where they answer `/metrics` */
  constructor(
    private readonly scope: EngineScope,
    private readonly colour: Colour,
    private readonly port: number,
  ) {}

  async read(): Promise<Reading> {
    const loadBalancer = await HaProxy.of(this.scope);
    const [{ answered }, containers] = await Promise.all([
      loadBalancer.status(),
      containersOf(loadBalancer.engine, this.scope, this.colour),
    ]);
    const [from, to] = [this.last, Date.now()];
    this.last = to;
    const { responseMs, ...counted } = answered[this.colour];
    const requests = this.growth.of("requests", counted.requests);
    const failed = this.growth.of("failed", counted.failed);
    this.total.restarts += sum(containers, ({ name, restarts }) =>
      this.growth.of(`restarts ${name}`, restarts),
    );
    return {
      from,
      to,
      requests,
      values: {
        failed: requests > 0 ? (100 * failed) / requests : undefined,
        responseTime: responseMs,
        restarts: this.total.restarts,
        memory: highest(containers, ({ memory }) => memory),
        cpu: highest(containers, (container) => this.cpuOf(container, (to - from) / 1000)),
        ...(await this.counted(loadBalancer, containers)),
      },
    };
  }

  private cpuOf({ name, cpuSeconds, cpus }: Container, seconds: number): number {
    return seconds > 0 ? (100 * this.growth.of(`cpu ${name}`, cpuSeconds)) / (seconds * cpus) : 0;
  }

  /** What the backends count themselves. One that does not answer has counted nothing since. */
  private async counted(loadBalancer: HaProxy, containers: readonly Container[]) {
    const backends = containers.filter(({ role }) => role === "backend");
    const ask = async ({ name }: Container) =>
      [name, countersIn((await loadBalancer.requestFrom(name, this.port, "/metrics")).body)] as const;
    for (const [name, { dataLoss, security }] of await Promise.all(backends.map(ask))) {
      if (dataLoss !== undefined) this.total.dataLoss += this.growth.of(`data loss ${name}`, dataLoss);
      if (security !== undefined) this.total.security += this.growth.of(`security ${name}`, security);
    }
    const { dataLoss, security } = this.total;
    return { dataLoss, security };
  }
}

async function containersOf(engine: Docker, scope: EngineScope, colour: Colour): Promise<Container[]> {
  const found = await findContainers(engine, scope, { [labels.colour]: colour });
  return Promise.all(
    found.map(async ({ id, name, labels: own }) => {
      const container = engine.getContainer(id);
      const [{ RestartCount, HostConfig }, stats] = await Promise.all([
        container.inspect(),
        container.stats({ stream: false, "one-shot": true }),
      ]);
      const { CpuQuota = 0, CpuPeriod = 0 } = HostConfig;
      return {
        name,
        role: own[labels.role] ?? "",
        restarts: RestartCount,
        cpuSeconds: stats.cpu_stats.cpu_usage.total_usage / 1e9,
        cpus: CpuQuota > 0 && CpuPeriod > 0 ? CpuQuota / CpuPeriod : stats.cpu_stats.online_cpus,
        memory: memoryOf(stats.memory_stats),
      };
    }),
  );
}

/** Percent, without files that the kernel only keeps because there is room; 0 for a container that does not run. */
function memoryOf({ usage = 0, limit = 0, stats }: Partial<Docker.MemoryStats>): number {
  const cached = stats?.inactive_file ?? stats?.total_inactive_file ?? 0;
  return limit > 0 ? (100 * Math.max(0, usage - cached)) / limit : 0;
}
