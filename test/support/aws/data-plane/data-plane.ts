/**
 * The load balancers as clients see them. Each has a loopback address of its own, so that two of them, or two checkouts,
 * have the same ports without meeting.
 */
import { once } from "node:events";
import type { Server } from "node:http";
import type { Listener, LoadBalancer, Model } from "../front/model";
import type { Certificates } from "./certificates";
import type { Counts } from "./counts";
import { TargetAgent } from "./forwarding";
import { serverOf } from "./server";
import type { Targets } from "./targets";

interface Running {
  readonly server: Server;
  readonly madeFrom: string;
}

const usualIdleSeconds = 60;

export class DataPlane {
  private model: Model = { loadBalancers: [], groups: new Map() };
  private readonly running = new Map<string, Running>();
  /** By ARN. */
  private readonly places = new Map<string, string>();
  private readonly agent: TargetAgent;

  /**
   * @param addresses for load balancers, in the order in which they come
   * @param base added to the ports of listeners
   * @param from an address of this machine by which targets are asked; undefined: whichever leads there
   */
  constructor(
    private readonly addresses: readonly string[],
    private readonly base: number,
    private readonly certificates: Certificates,
    readonly targets: Targets,
    readonly counts: Counts,
    private readonly from: string | undefined,
    private readonly log: (event: object) => void,
  ) {
    this.agent = new TargetAgent(usualIdleSeconds * 1000, from);
  }

  /** @returns when every listener of the model listens. */
  async apply(model: Model): Promise<void> {
    this.model = model;
    this.targets.apply(model);
    this.assignPlaces(model);
    const wanted = new Map(
      model.loadBalancers.flatMap((loadBalancer) =>
        loadBalancer.listeners.map((listener) => [listener.arn, { loadBalancer, listener }] as const),
      ),
    );
    for (const [arn, { madeFrom, server }] of this.running) {
      const still = wanted.get(arn);
      if (still && madeFrom === basis(still.listener)) continue;
      this.running.delete(arn);
      server.close();
      server.closeAllConnections();
    }
    for (const [arn, { loadBalancer, listener }] of wanted) {
      if (!this.running.has(arn)) await this.start(loadBalancer, listener);
    }
  }

  /** Where clients reach a load balancer. */
  address(arn: string): string | undefined {
    return this.places.get(arn);
  }

  port(listenerPort: number): number {
    return this.base + listenerPort;
  }

  private assignPlaces({ loadBalancers }: Model): void {
    const arns = new Set(loadBalancers.map(({ arn }) => arn));
    for (const arn of this.places.keys()) if (!arns.has(arn)) this.places.delete(arn);
    for (const arn of arns) {
      if (this.places.has(arn)) continue;
      const taken = new Set(this.places.values());
      const free = this.addresses.find((address) => !taken.has(address));
      if (free === undefined) throw new Error(`more than ${this.addresses.length} load balancers at once`);
      this.places.set(arn, free);
    }
  }

  private async start(loadBalancer: LoadBalancer, listener: Listener): Promise<void> {
    const { arn, port, certificateArn } = listener;
    const server = serverOf({
      listener: () => this.current(arn)?.listener,
      targets: this.targets,
      agent: this.agent,
      counts: this.counts,
      arn: loadBalancer.arn,
      idleMs: () => idleMs(this.current(arn)?.loadBalancer ?? loadBalancer),
      certificate: certificateArn === undefined ? undefined : await this.certificates.of(certificateArn),
      log: (event) => this.log({ listener: port, ...event }),
    });
    server.listen(this.port(port), this.places.get(loadBalancer.arn));
    await once(server, "listening");
    this.running.set(arn, { server, madeFrom: basis(listener) });
  }

  private current(arn: string): { loadBalancer: LoadBalancer; listener: Listener } | undefined {
    for (const loadBalancer of this.model.loadBalancers) {
      const listener = loadBalancer.listeners.find((one) => one.arn === arn);
      if (listener) return { loadBalancer, listener };
    }
    return undefined;
  }
}

/** What a server cannot change while it runs. */
function basis({ port, protocol, certificateArn }: Listener): string {
  return JSON.stringify([port, protocol, certificateArn]);
}

function idleMs({ attributes }: LoadBalancer): number {
  return Number(attributes.get("idle_timeout.timeout_seconds") ?? usualIdleSeconds) * 1000;
}
