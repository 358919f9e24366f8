/** What CloudWatch counts of a load balancer on AWS. Packages are loaded when the first question is asked. */
import type * as Sdk from "@aws-sdk/client-cloudwatch";
import { awsRetries, loadSdk } from "../aws/sdk";
import { CannotAsk } from "./answer";

/** As often as a load balancer reports. */
const periodSeconds = 60;

/** How far back is looked: the newest minute comes late. */
const lookBackMs = 10 * 60_000;

/** One minute of one colour. */
export interface Minute {
  /** When it began, in milliseconds of the clock. */
  readonly at: number;
  readonly requests: number;
  /** Answered by targets with 5xx, not answered by them, or by the load balancer itself with 5xx. */
  readonly failed: number;
  /** Milliseconds until an answer began, on average; undefined when nobody asked. */
  readonly responseMs?: number;
}

/** Id, name and statistic of what is asked, and whose it is (Elastic Load Balancing, CloudWatch metrics). */
const questions = [
  { id: "requests", name: "RequestCount", stat: "Sum", of: "group" },
  { id: "targetErrors", name: "HTTPCode_Target_5XX_Count", stat: "Sum", of: "group" },
  { id: "unreached", name: "TargetConnectionErrorCount", stat: "Sum", of: "group" },
  // What it answers by itself is not told by colour.
  { id: "ownErrors", name: "HTTPCode_ELB_5XX_Count", stat: "Sum", of: "all" },
  { id: "response", name: "TargetResponseTime", stat: "Average", of: "group" },
] as const;
type Id = (typeof questions)[number]["id"];

export interface MetricsScope {
  readonly region: string;
  /** ARNs. */
  readonly loadBalancer: string;
  readonly targetGroup: string;
}

export class LoadBalancerMetrics {
  private constructor(
    private readonly sdk: typeof Sdk,
    private readonly client: Sdk.CloudWatchClient,
    private readonly scope: MetricsScope,
  ) {}

  static async of(scope: MetricsScope): Promise<LoadBalancerMetrics> {
    const sdk = await loadSdk(() => import("@aws-sdk/client-cloudwatch"));
    return new LoadBalancerMetrics(
      sdk,
      new sdk.CloudWatchClient({ region: scope.region, ...awsRetries }),
      scope,
    );
  }

  /** @returns the newest first; none while nobody asks. @throws CannotAsk when AWS does not answer. */
  async minutes(): Promise<Minute[]> {
    const now = Date.now();
    const { client, sdk } = this;
    const asked = new sdk.GetMetricDataCommand({
      StartTime: new Date(now - lookBackMs),
      EndTime: new Date(now),
      ScanBy: "TimestampDescending",
      MetricDataQueries: questions.map(({ id, name, stat, of }) => ({
        Id: id,
        MetricStat: {
          Metric: {
            Namespace: "AWS/ApplicationELB",
            MetricName: name,
            Dimensions: this.dimensions(of),
          },
          Period: periodSeconds,
          Stat: stat,
        },
      })),
    });
    const { MetricDataResults = [] } = await client.send(asked).catch((error: Error) => {
      throw new CannotAsk(`CloudWatch cannot be asked: ${error.name}: ${error.message}`);
    });
    return minutesOf(MetricDataResults);
  }

  private dimensions(of: "group" | "all"): Sdk.Dimension[] {
    const { loadBalancer, targetGroup } = this.scope;
    const own = { Name: "LoadBalancer", Value: loadBalancer.replace(/^.*:loadbalancer\//, "") };
    return of === "all" ? [own] : [own, { Name: "TargetGroup", Value: targetGroup.replace(/^.*:/, "") }];
  }
}

/** What is not reported of a minute in which somebody asked is 0. */
export function minutesOf(
  results: readonly Pick<Sdk.MetricDataResult, "Id" | "Timestamps" | "Values">[],
): Minute[] {
  const of = (id: Id) => {
    const { Timestamps = [], Values = [] } = results.find(({ Id }) => Id === id) ?? {};
    return new Map(Timestamps.map((time, at) => [time.getTime(), Values[at] ?? 0]));
  };
  const [requests, response] = [of("requests"), of("response")];
  const errors = [of("targetErrors"), of("unreached"), of("ownErrors")];
  const times = [...new Set([...requests.keys(), ...errors.flatMap((each) => [...each.keys()])])];
  return times
    .sort((one, other) => other - one)
    .map((at) => {
      const failed = errors.reduce((sum, each) => sum + (each.get(at) ?? 0), 0);
      const seconds = response.get(at);
      return {
        at,
        // One that found no target is not counted for any.
        requests: Math.max(requests.get(at) ?? 0, failed),
        failed,
        responseMs: seconds === undefined ? undefined : seconds * 1000,
      };
    });
}
