import type * as pulumi from "@pulumi/pulumi";
import { type AwsContext, type AwsScope, scopeOf } from "../aws/context";
import { OwnResource } from "../provider/resource";
import type { EdgeValues } from "../load-balancer/aws-listener";
import { candidate, type Gate, type GateArgs } from "./gate";
import type { Candidate } from "./prove";
import { type Flip, flip, type Settle, type SettleArgs } from "./settle";

export interface AwsGateInputs extends Candidate, AwsScope {
  /** How many pods have to be ready. */
  readonly frontends: number;
  readonly backends: number;
  readonly targetGroup: string;
  readonly host: string;
  readonly previewPort: number;
  readonly domain: string;
}

export class AwsGate extends OwnResource implements Gate {
  declare readonly passedAt: pulumi.Output<string>;

  constructor(context: AwsContext, edge: EdgeValues, args: GateArgs, opts: pulumi.CustomResourceOptions) {
    const inputs = {
      ...scopeOf(context),
      ...candidate(context.settings, args),
      frontends: args.frontend.count,
      backends: args.backend.count,
      targetGroup: edge.targetGroupArns[args.colour],
      host: edge.dnsName,
      previewPort: context.aws.edge.previewPort,
      domain: context.aws.edge.domain,
      passedAt: undefined,
    };
    super("aws:Gate", `gate-${args.colour}`, inputs, opts);
  }
}

export interface AwsSettleInputs extends Flip, AwsScope {
  readonly host: string;
  readonly domain: string;
  /** Seconds. */
  readonly deregistrationDelay: number;
}

export class AwsSettle extends OwnResource implements Settle {
  declare readonly settledAt: pulumi.Output<string>;

  constructor(context: AwsContext, edge: EdgeValues, args: SettleArgs, opts: pulumi.CustomResourceOptions) {
    const inputs = {
      ...scopeOf(context),
      ...flip(context.settings, context.stack, args),
      host: edge.dnsName,
      domain: context.aws.edge.domain,
      deregistrationDelay: context.aws.edge.deregistrationDelay,
      settledAt: undefined,
    };
    super("aws:Settle", "settle", inputs, opts);
  }
}
