/** A colour on AWS, measured: its requests by CloudWatch, minute by minute, its pods by the cluster. */
import type { AwsScope } from "../aws/context";
import type { Colour } from "../colour";
import { Cluster } from "../kubernetes/cluster";
import { labels, ours } from "../kubernetes/names";
import { CannotAsk } from "../load-balancer/answer";
import { Elb, noLoadBalancer } from "../load-balancer/elb";
import { LoadBalancerMetrics, type Minute } from "../load-balancer/metrics";
import { highest, sum } from "./numbers";
import { Growth, type Meter, type Reading } from "./reading";

export class AwsMeter implements Meter {
  private readonly growth = new Growth();
  private last = Date.now();
  private restarts = 0;
  /** Requests of each minute that is told already; a minute may still grow. */
  private readonly told = new Map<number, number>();

  private constructor(
    private readonly colour: Colour,
    private readonly metrics: LoadBalancerMetrics,
    private readonly cluster: Cluster,
  ) {}

  /** @throws CannotAsk when there is nothing to measure, or AWS does not answer */
  static async of(scope: AwsScope, colour: Colour): Promise<AwsMeter> {
    const status = await (await Elb.of(scope)).status();
    if (!status) throw new CannotAsk(noLoadBalancer(scope.loadBalancer));
    const { arn: loadBalancer, targetGroups } = status;
    const { region } = scope;
    const asked = { region, loadBalancer, targetGroup: targetGroups[colour] };
    const [metrics, cluster] = await Promise.all([LoadBalancerMetrics.of(asked), Cluster.of(scope)]);
    return new AwsMeter(colour, metrics, cluster);
  }

  async read(): Promise<Reading> {
    const [minutes, pods] = await Promise.all([
      this.metrics.minutes(),
      this.cluster.load({ ...ours, [labels.colour]: this.colour }),
    ]);
    const [newest] = minutes;
    const [from, to] = [this.last, Date.now()];
    this.last = to;
    this.restarts += sum(pods, ({ name, restarts }) => this.growth.of(name, restarts));
    return {
      from,
      to,
      requests: sum(minutes, (minute) => this.news(minute)),
      values: {
        failed: newest && newest.requests > 0 ? (100 * newest.failed) / newest.requests : undefined,
        responseTime: newest?.responseMs,
        restarts: this.restarts,
        memory: highest(pods, ({ memory }) => memory),
        cpu: highest(pods, ({ cpu }) => cpu),
      },
    };
  }

  /** Requests of a minute that no reading has told of; the first reading tells of none that came before it. */
  private news({ at, requests }: Minute): number {
    const known = this.told.get(at) ?? (this.told.size === 0 ? requests : 0);
    this.told.set(at, requests);
    return requests - known;
  }
}
