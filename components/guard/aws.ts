import type * as pulumi from "@pulumi/pulumi";
import { type AwsContext, type AwsScope, scopeOf } from "../aws/context";
import { OwnResource } from "../provider/resource";
import type { GuardArgs } from "../platform";
import type { Wish } from "./guard";

export interface AwsGuardInputs extends Wish, AwsScope {
  readonly stack: string;
  /** Of an EKS cluster, without a credential in it; not known before that is made. */
  readonly kubeconfig?: string;
}

/** Refuses, in the preview already, what would break a promise; everything else depends on it. */
export class AwsGuard extends OwnResource {
  constructor(context: AwsContext, args: GuardArgs, opts: pulumi.CustomResourceOptions) {
    const { kubeconfig } = context.cluster;
    const inputs = { ...scopeOf(context), kubeconfig, stack: context.stack, ...args };
    super("aws:Guard", "guard", inputs, opts);
  }
}
