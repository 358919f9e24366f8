/** What the load balancers report to CloudWatch: sums of a minute, of a group or of a whole load balancer. */
import { scaled, type TimeScale } from "./time-scale";

interface Sums {
  requests: number;
  targetErrors: number;
  unreached: number;
  ownErrors: number;
  seconds: number;
  answers: number;
}

export interface Point {
  /** When its minute began, in milliseconds of the clock. */
  readonly at: number;
  readonly value: number;
}

/** By name, how a metric comes from the sums; nothing is reported where nothing happened. */
const metrics: Readonly<Record<string, { stat: "Sum" | "Average"; of: (sums: Sums) => number }>> = {
  RequestCount: { stat: "Sum", of: ({ requests }) => requests },
  HTTPCode_Target_5XX_Count: { stat: "Sum", of: ({ targetErrors }) => targetErrors },
  TargetConnectionErrorCount: { stat: "Sum", of: ({ unreached }) => unreached },
  HTTPCode_ELB_5XX_Count: { stat: "Sum", of: ({ ownErrors }) => ownErrors },
  TargetResponseTime: {
    stat: "Average",
    of: ({ seconds, answers }) => (answers > 0 ? seconds / answers : 0),
  },
};

export class Counts {
  private readonly minutes = new Map<string, Map<number, Sums>>();
  private readonly minuteMs: number;

  constructor(scale: TimeScale) {
    this.minuteMs = scaled(60, scale);
  }

  /** A target's answer. @param group its ARN */
  answered(group: string, status: number, milliseconds: number): void {
    const now = this.now(group);
    now.requests += 1;
    now.answers += 1;
    now.seconds += milliseconds / 1000;
    if (status >= 500) now.targetErrors += 1;
  }

  /** A target that could not be asked. */
  unreached(group: string): void {
    this.now(group).unreached += 1;
  }

  /** An answer of the load balancer itself. @param loadBalancer its ARN */
  own(loadBalancer: string, status: number): void {
    if (status >= 500) this.now(loadBalancer).ownErrors += 1;
  }

  /**
   * @param arn a group or a load balancer
   * @returns the newest first; nothing of minutes in which nothing happened
   * @throws for what AWS would not report
   */
  points(arn: string, metric: string, stat: string): Point[] {
    const known = metrics[metric];
    if (known?.stat !== stat) throw new Error(`${stat} of ${metric} is not simulated`);
    const minutes = [...(this.minutes.get(arn) ?? new Map<number, Sums>())];
    return minutes
      .map(([at, sums]) => ({ at, value: known.of(sums) }))
      .filter(({ value }) => value > 0)
      .sort((one, other) => other.at - one.at);
  }

  private now(arn: string): Sums {
    const minutes = this.minutes.get(arn) ?? new Map<number, Sums>();
    this.minutes.set(arn, minutes);
    const at = Math.floor(Date.now() / this.minuteMs) * this.minuteMs;
    const none = { requests: 0, targetErrors: 0, unreached: 0, ownErrors: 0, seconds: 0, answers: 0 };
    const sums = minutes.get(at) ?? none;
    minutes.set(at, sums);
    return sums;
  }
}
