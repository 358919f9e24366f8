import * as pulumi from "@pulumi/pulumi";
import type { Colour } from "../colour";
import { type DockerContext, scopeOf } from "../docker/context";
import { milliseconds } from "../duration";
import { ThinResource } from "../dynamic/resource";
import { candidate, type Gate, type GateArgs } from "./gate";
import type { Candidate } from "./prove";
import type { Settle, SettleArgs } from "./settle";

export interface GateInputs extends Candidate {
  readonly host?: string;
  readonly network: string;
  readonly blue: number;
  readonly green: number;
  readonly frontends: number;
  /** Instances that have to answer. */
  readonly backends: readonly string[];
  readonly containers: readonly string[];
  readonly polls: number;
}

export class DockerGate extends ThinResource implements Gate {
  declare readonly passedAt: pulumi.Output<string>;

  constructor(context: DockerContext, args: GateArgs, opts: pulumi.CustomResourceOptions) {
    const inputs = {
      ...scopeOf(context),
      ...candidate(context.settings, args),
      ...args.weights,
      frontends: args.frontend.count,
      backends: args.backend.hosts,
      containers: pulumi
        .all([args.frontend.containers, args.backend.containers])
        .apply((lists) => lists.flat()),
      polls: context.settings.gate.polls,
      passedAt: undefined,
    };
    super("Gate", "components/gate/docker-gate-provider", `gate-${args.colour}`, inputs, opts);
  }
}

export interface SettleInputs {
  readonly host?: string;
  readonly network: string;
  readonly stack: string;
  readonly live: Colour;
  readonly blue: number;
  readonly green: number;
  readonly appliedAt: string;
  readonly passed: readonly string[];
  readonly answers: number;
  readonly timeoutMs: number;
  readonly drainMs: number;
}

export class DockerSettle extends ThinResource implements Settle {
  declare readonly settledAt: pulumi.Output<string>;

  constructor(context: DockerContext, args: SettleArgs, opts: pulumi.CustomResourceOptions) {
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
      drainMs: milliseconds(settle.drain),
      settledAt: undefined,
    };
    super("Settle", "components/gate/docker-settle-provider", "settle", inputs, opts);
  }
}
