import * as pulumi from "@pulumi/pulumi";
import { type DockerContext, scopeOf } from "../docker/context";
import { milliseconds } from "../duration";
import { OwnResource } from "../provider/resource";
import { candidate, type Gate, type GateArgs } from "./gate";
import type { Candidate } from "./prove";
import { type Flip, flip, type Settle, type SettleArgs } from "./settle";

export interface GateInputs extends Candidate {
  readonly host?: string;
  readonly network: string;
  readonly frontends: number;
  /** Instances that have to answer. */
  readonly backends: readonly string[];
  readonly containers: readonly string[];
}

export class DockerGate extends OwnResource implements Gate {
  declare readonly passedAt: pulumi.Output<string>;

  constructor(context: DockerContext, args: GateArgs, opts: pulumi.CustomResourceOptions) {
    const inputs = {
      ...scopeOf(context),
      ...candidate(context.settings, args),
      frontends: args.frontend.count,
      backends: args.backend.hosts,
      containers: pulumi
        .all([args.frontend.containers, args.backend.containers])
        .apply((lists) => lists.flat()),
      passedAt: undefined,
    };
    super("docker:Gate", `gate-${args.colour}`, inputs, opts);
  }
}

export interface SettleInputs extends Flip {
  readonly host?: string;
  readonly network: string;
  readonly drainMs: number;
}

export class DockerSettle extends OwnResource implements Settle {
  declare readonly settledAt: pulumi.Output<string>;

  constructor(context: DockerContext, args: SettleArgs, opts: pulumi.CustomResourceOptions) {
    const inputs = {
      ...scopeOf(context),
      ...flip(context.settings, context.stack, args),
      drainMs: milliseconds(context.settings.settle.drain),
      settledAt: undefined,
    };
    super("docker:Settle", "settle", inputs, opts);
  }
}
