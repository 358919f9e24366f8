/** The targets of every group, and what is known about their health. It is derived from checks and use, and never set. */
import { setMaxListeners } from "node:events";
import type { Group, Model } from "../front/model";
import { usersOf } from "../front/model";
import { checkTarget, type Failure } from "./health-check";
import { scaled, type TimeScale } from "./time-scale";

/** As docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html names them. */
export interface Health {
  readonly state: "initial" | "healthy" | "unhealthy" | "unused" | "draining";
  readonly reason?: string;
  readonly description?: string;
}

export interface Address {
  readonly id: string;
  readonly port: number;
}

interface Target extends Address {
  checked: Health;
  /** How many checks in a row went the other way than the state says. */
  against: number;
  draining: boolean;
  /** Ends what still runs when the time to drain is over. */
  readonly gone: AbortController;
  timer?: NodeJS.Timeout;
  /** Ends its checks. */
  checks?: AbortController;
}

const notInUse: Health = {
  state: "unused",
  reason: "Target.NotInUse",
  description: "Target group is not configured to receive traffic from the load balancer",
};
const first: Health = {
  state: "initial",
  reason: "Elb.InitialHealthChecking",
  description: "Initial health checks in progress",
};
const leaving: Health = {
  state: "draining",
  reason: "Target.DeregistrationInProgress",
  description: "Target deregistration is in progress",
};
export const notRegistered: Health = {
  state: "unused",
  reason: "Target.NotRegistered",
  description: "Target is not registered to the target group",
};

export class Targets {
  private groups: ReadonlyMap<string, Group> = new Map();
  private used: ReadonlySet<string> = new Set();
  private readonly byGroup = new Map<string, Map<string, Target>>();
  private readonly turns = new Map<string, number>();

  constructor(
    private readonly scale: TimeScale,
    private readonly from: string | undefined,
    /** A fault: whose checks fail whatever the target says. */
    private readonly failsAlways: (groupArn: string) => boolean,
    private readonly log: (event: object) => void,
  ) {}

  /** A group that is not used by any listener or rule is not checked; one with weight 0 is. */
  apply(model: Model): void {
    const used = new Set(usersOf(model).keys());
    this.groups = model.groups;
    for (const [arn, targets] of this.byGroup) {
      if (!model.groups.has(arn)) {
        targets.forEach((target) => this.remove(arn, target));
        this.byGroup.delete(arn);
      } else if (used.has(arn) !== this.used.has(arn)) {
        targets.forEach((target) => this.restart(target));
      }
    }
    this.used = used;
    for (const arn of used) this.in(arn).forEach((target) => this.check(arn, target));
  }

  register(arn: string, { id, port }: Address): void {
    const known = this.in(arn).get(key({ id, port }));
    if (known && !known.draining) return;
    if (known) this.remove(arn, known);
    const target: Target = {
      id,
      port,
      checked: first,
      against: 0,
      draining: false,
      gone: heardByMany(),
    };
    this.in(arn).set(key(target), target);
    this.log({ event: "target", group: arn, target: key(target), state: "registered" });
    if (this.used.has(arn)) this.check(arn, target);
  }

  /** What is not there is no error: docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeregisterTargets.html */
  deregister(arn: string, address: Address): void {
    const target = this.in(arn).get(key(address));
    if (!target || target.draining) return;
    this.restart(target);
    target.draining = true;
    this.log({ event: "target", group: arn, target: key(target), state: "draining" });
    const delay = scaled(this.groups.get(arn)?.deregistrationDelaySeconds ?? 0, this.scale);
    target.timer = setTimeout(() => this.remove(arn, target), delay);
  }

  all(arn: string): Address[] {
    return [...this.in(arn).values()];
  }

  health(arn: string, address: Address): Health {
    const target = this.in(arn).get(key(address));
    if (!target) return notRegistered;
    if (target.draining) return leaving;
    return this.used.has(arn) ? target.checked : notInUse;
  }

  /**
   * The next in turn of the healthy ones; of all when none is healthy
   * (docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html).
   */
  next(arn: string): (Address & { readonly gone: AbortSignal }) | undefined {
    const registered = [...this.in(arn).values()].filter(({ draining }) => !draining);
    const healthy = registered.filter(({ checked }) => checked.state === "healthy");
    const eligible = healthy.length > 0 ? healthy : registered;
    const turn = this.turns.get(arn) ?? 0;
    this.turns.set(arn, turn + 1);
    const target = eligible[turn % eligible.length];
    return target && { id: target.id, port: target.port, gone: target.gone.signal };
  }

  private check(arn: string, target: Target): void {
    const group = this.groups.get(arn);
    if (!group || target.checks || target.draining) return;
    const checks = new AbortController();
    target.checks = checks;
    const again = async (): Promise<void> => {
      const failure = this.failsAlways(arn)
        ? { reason: "Target.FailedHealthChecks", description: "Health checks failed" }
        : await checkTarget(target, this.groups.get(arn)?.health ?? group.health, checks.signal, this.from);
      // It may have been taken out, or its group out of use, while it was asked.
      if (checks.signal.aborted) return;
      this.count(arn, target, failure);
      const { intervalSeconds } = this.groups.get(arn)?.health ?? group.health;
      target.timer = setTimeout(() => void again(), scaled(intervalSeconds, this.scale));
    };
    void again();
  }

  /** One good check makes a new target healthy; after that it takes as many in a row as the group says. */
  private count(arn: string, target: Target, failure: Failure | undefined): void {
    const { healthyThreshold = 5, unhealthyThreshold = 2 } = this.groups.get(arn)?.health ?? {};
    const { state } = target.checked;
    const isAgainst = state === "healthy" ? failure !== undefined : !failure;
    const needed = state === "initial" ? 1 : state === "healthy" ? unhealthyThreshold : healthyThreshold;
    if (state === "initial" && failure) {
      target.against += 1;
      if (target.against >= unhealthyThreshold) this.become(arn, target, { state: "unhealthy", ...failure });
      return;
    }
    target.against = isAgainst ? target.against + 1 : 0;
    if (state === "unhealthy" && failure) target.checked = { state, ...failure };
    if (!isAgainst || target.against < needed) return;
    this.become(arn, target, failure ? { state: "unhealthy", ...failure } : { state: "healthy" });
  }

  private become(arn: string, target: Target, health: Health): void {
    target.checked = health;
    target.against = 0;
    this.log({ event: "target", group: arn, target: key(target), ...health });
  }

  private restart(target: Target): void {
    clearTimeout(target.timer);
    target.checks?.abort();
    target.checks = undefined;
    target.checked = first;
    target.against = 0;
  }

  private remove(arn: string, target: Target): void {
    clearTimeout(target.timer);
    target.checks?.abort();
    target.gone.abort();
    if (this.in(arn).get(key(target)) === target) this.in(arn).delete(key(target));
    this.log({ event: "target", group: arn, target: key(target), state: "gone" });
  }

  private in(arn: string): Map<string, Target> {
    const known = this.byGroup.get(arn) ?? new Map<string, Target>();
    this.byGroup.set(arn, known);
    return known;
  }
}

function key({ id, port }: Address): string {
  return `${id}:${port}`;
}

/** Every request on its way to a target listens for its end. */
function heardByMany(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
