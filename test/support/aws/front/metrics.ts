/** CloudWatch's GetMetricData for load balancers, in its JSON protocol (CloudWatch API reference). */
import type { Counts } from "../data-plane/counts";
import type { Model } from "./model";

interface Query {
  readonly Id: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
    };
    readonly Period: number;
    readonly Stat: string;
  };
}

interface Asked {
  /** Seconds since 1970. */
  readonly StartTime: number;
  readonly EndTime: number;
  readonly ScanBy?: "TimestampDescending" | "TimestampAscending";
  readonly MetricDataQueries: readonly Query[];
}

/** @throws for what is not simulated, and for what CloudWatch would not understand */
export function metricData(body: string, counts: Counts, model: Model): string {
  const { StartTime, EndTime, ScanBy, MetricDataQueries } = JSON.parse(body) as Asked;
  const ids = MetricDataQueries.map(({ Id }) => Id);
  if (new Set(ids).size < ids.length || ids.some((id) => !/^[a-z][a-zA-Z0-9_]*$/.test(id)))
    throw new Error(`ids have to differ and begin with a small letter: ${ids.join(", ")}`);
  const MetricDataResults = MetricDataQueries.map(({ Id, MetricStat }) => {
    if (MetricStat?.Metric.Namespace !== "AWS/ApplicationELB" || MetricStat.Period !== 60)
      throw new Error(`only load balancers are counted, a minute each: ${JSON.stringify(MetricStat)}`);
    const { Metric, Stat } = MetricStat;
    const arn = arnOf(Object.fromEntries(Metric.Dimensions.map(({ Name, Value }) => [Name, Value])), model);
    const all = arn === undefined ? [] : counts.points(arn, Metric.MetricName, Stat);
    const within = all.filter(({ at }) => at >= StartTime * 1000 && at < EndTime * 1000);
    const points = ScanBy === "TimestampDescending" ? within : within.reverse();
    return {
      Id,
      Label: Metric.MetricName,
      Timestamps: points.map(({ at }) => at / 1000),
      Values: points.map(({ value }) => value),
      StatusCode: "Complete",
    };
  });
  return JSON.stringify({ MetricDataResults, Messages: [] });
}

/** A combination of dimensions that nobody reports has no data: no error. */
function arnOf(dimensions: Readonly<Record<string, string>>, model: Model): string | undefined {
  const { LoadBalancer, TargetGroup, ...others } = dimensions;
  if (Object.keys(others).length > 0) return undefined;
  const found = model.loadBalancers.find(({ arn }) => arn.endsWith(`:loadbalancer/${LoadBalancer}`));
  if (!found) return undefined;
  return TargetGroup === undefined
    ? found.arn
    : [...model.groups.keys()].find((arn) => arn.endsWith(`:${TargetGroup}`));
}
