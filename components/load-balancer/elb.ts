/** The load balancer on AWS as our own resources ask it. Packages are loaded when the first question is asked. */
import type * as Sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Colour, colours, type Weights } from "../colour";
import { awsRetries, loadSdk } from "../aws/sdk";
import { SharedAnswer } from "../shared-answer";
import { CannotAsk } from "./answer";

/** Tag by which a target group says whose it is. */
export const colourTag = "maintenance:colour";

export interface ElbScope {
  readonly region: string;
  /** Its name. */
  readonly loadBalancer: string;
}

/** One address in a target group, in the words of the API: initial, healthy, unhealthy, unused, draining. */
export interface ElbTarget {
  readonly address: string;
  readonly state: string;
  /** Why it is not healthy. */
  readonly reason: string;
}

export interface ElbStatus {
  readonly arn: string;
  /** Of the listener that users reach; undefined before the first flip, nobody's when it answers by itself. */
  readonly weights: Weights | undefined;
  /** ARN by colour. */
  readonly targetGroups: Readonly<Record<Colour, string>>;
}

const recent = new SharedAnswer<ElbStatus | undefined>();

export class Elb {
  private constructor(
    private readonly sdk: typeof Sdk,
    private readonly client: Sdk.ElasticLoadBalancingV2Client,
    private readonly name: string,
  ) {}

  static async of({ region, loadBalancer }: ElbScope): Promise<Elb> {
    const sdk = await loadSdk(() => import("@aws-sdk/client-elastic-load-balancing-v2"));
    // Gate and settle ask again after these attempts.
    return new Elb(sdk, new sdk.ElasticLoadBalancingV2Client({ region, ...awsRetries }), loadBalancer);
  }

  /** The same for all who ask within two seconds. @returns undefined when there is no such load balancer. */
  static recentStatus(scope: ElbScope): Promise<ElbStatus | undefined> {
    const ask = async () => (await Elb.of(scope)).status();
    return recent.of(`${scope.region} ${scope.loadBalancer}`, ask);
  }

  /** @returns undefined when there is no such load balancer. @throws CannotAsk when AWS does not answer. */
  status(): Promise<ElbStatus | undefined> {
    const { sdk, client } = this;
    return this.answered(async () => {
      const found = await client.send(new sdk.DescribeLoadBalancersCommand({ Names: [this.name] }));
      const { LoadBalancerArn } = found.LoadBalancers?.[0] ?? {};
      if (LoadBalancerArn === undefined) return undefined;
      const [targetGroups, { Listeners = [] }] = await Promise.all([
        this.targetGroups(LoadBalancerArn),
        client.send(new sdk.DescribeListenersCommand({ LoadBalancerArn })),
      ]);
      const action = Listeners.find(({ Port }) => Port === 443)?.DefaultActions?.[0];
      const forwarded = action?.ForwardConfig?.TargetGroups ?? [];
      const weightOf = (colour: Colour) =>
        forwarded.find((group) => group.TargetGroupArn === targetGroups[colour])?.Weight ?? 0;
      return {
        arn: LoadBalancerArn,
        targetGroups,
        weights: action && { blue: weightOf("blue"), green: weightOf("green") },
      };
    });
  }

  /** @returns undefined when there is no such load balancer. @throws CannotAsk */
  private async answered<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      const { name, message } = error as Error;
      if (name === "LoadBalancerNotFoundException") return undefined;
      throw new CannotAsk(`the load balancer ${this.name} cannot be asked: ${name}: ${message}`);
    }
  }

  /** Of those in the load balancer, by the tag that names their colour. */
  private async targetGroups(LoadBalancerArn: string): Promise<Record<Colour, string>> {
    const { sdk, client } = this;
    const { TargetGroups = [] } = await client.send(new sdk.DescribeTargetGroupsCommand({ LoadBalancerArn }));
    const ResourceArns = TargetGroups.map(({ TargetGroupArn = "" }) => TargetGroupArn);
    const empty: Record<Colour, string> = { blue: "", green: "" };
    if (ResourceArns.length === 0) return empty;
    const { TagDescriptions = [] } = await client.send(new sdk.DescribeTagsCommand({ ResourceArns }));
    const arnOf = (colour: Colour) =>
      TagDescriptions.find(({ Tags = [] }) =>
        Tags.some(({ Key, Value }) => Key === colourTag && Value === colour),
      )?.ResourceArn ?? "";
    return Object.fromEntries(colours.map((colour) => [colour, arnOf(colour)])) as Record<Colour, string>;
  }

  /** Those that do not leave. @throws CannotAsk when AWS does not answer. */
  async targets(TargetGroupArn: string): Promise<ElbTarget[]> {
    const asked = new this.sdk.DescribeTargetHealthCommand({ TargetGroupArn });
    const { TargetHealthDescriptions = [] } = (await this.answered(() => this.client.send(asked))) ?? {};
    return TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({
      address: `${Target?.Id}:${Target?.Port}`,
      state: TargetHealth?.State ?? "unknown",
      reason: TargetHealth?.Description ?? TargetHealth?.Reason ?? "",
    })).filter(({ state }) => state !== "draining");
  }
}

/** What to do where AWS has none of that name. */
export function noLoadBalancer(name: string): string {
  return `AWS has no load balancer ${name}: pulumi up --refresh makes it again`;
}

/** Colours that users reach. */
export function servingOn(weights: Weights | undefined): Colour[] {
  return colours.filter((colour) => (weights?.[colour] ?? 0) > 0);
}
