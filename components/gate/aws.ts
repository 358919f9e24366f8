import type * as pulumi from "@pulumi/pulumi";
import { type AwsContext, type AwsScope, scopeOf } from "../aws/context";
import type { Colour } from "../colour";
import { milliseconds } from "../duration";
import { ThinResource } from "../dynamic/resource";
import type { Edge } from "../load-balancer/aws";
import { candidate, type Gate, type GateArgs } from "./gate";
import type { Candidate } from "./prove";
import type { Settle, SettleArgs } from "./settle";

export interface AwsGateInputs extends Candidate, AwsScope {
  readonly blue: number;
  readonly green: number;
  /** How many pods have to be ready. */
  readonly frontends: number;
  readonly backends: number;
  readonly targetGroup: string;
  readonly polls: number;
  readonly host: string;
  readonly previewPort: number;
  readonly domain: string;
}

export class AwsGate extends ThinResource implements Gate {
  declare readonly passedAt: pulumi.Output<string>;

  constructor(context: AwsContext, edge: Edge, args: GateArgs, opts: pulumi.CustomResourceOptions) {
    const inputs = {
      ...scopeOf(context),
      ...candidate(context.settings, args),
      ...args.weights,
      frontends: args.frontend.count,
      backends: args.backend.count,
      targetGroup: edge.targetGroups[args.colour].arn,
      polls: context.settings.gate.polls,
      host: edge.dnsName,
      previewPort: context.aws.previewPort,
      domain: context.aws.domain,
      passedAt: undefined,
    };
    super("Gate", "components/gate/aws-gate-provider", `gate-${args.colour}`, inputs, opts);
  }
}

export interface AwsSettleInputs extends AwsScope {
  readonly stack: string;
  readonly live: Colour;
  readonly blue: number;
  readonly green: number;
  readonly appliedAt: string;
  readonly passed: readonly string[];
  readonly answers: number;
  readonly timeoutMs: number;
  readonly host: string;
  readonly domain: string;
  /** Seconds. */
  readonly deregistrationDelay: number;
}

export class AwsSettle extends ThinResource implements Settle {
  declare readonly settledAt: pulumi.Output<string>;

  constructor(context: AwsContext, edge: Edge, args: SettleArgs, opts: pulumi.CustomResourceOptions) {
    const { settle } = context.settings;
    const inputs = {
      ...scopeOf(context),
      stack: context.stack,
      live: args.live,
      ...args.weights,
      appliedAt: args.appliedAt,
      passed: [...args.passed],
      answers: settle.answers,
      timeoutMs: milliseconds(settle.timeout),
      host: edge.dnsName,
      domain: context.aws.domain,
      deregistrationDelay: context.aws.deregistrationDelay,
      settledAt: undefined,
    };
    super("Settle", "components/gate/aws-settle-provider", "settle", inputs, opts);
  }
}
