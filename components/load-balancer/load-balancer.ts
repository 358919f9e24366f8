import type * as pulumi from "@pulumi/pulumi";
import type { Weights } from "../colour";
import type { ColourArgs, Replicas } from "../platform";

/** Ports inside the load balancer; only the first two are ever published. */
export const ports = { users: 8080, preview: 8081, tls: 8443, metrics: 8404 } as const;

/** The header by which a request on the preview route picks a colour. */
export const colourHeader = "x-colour";

/** What the whole environment shares: it takes requests and gives them to the colours by weight. */
export interface LoadBalancer {
  /** Where users reach the live colour. */
  readonly url: pulumi.Output<string>;
  /** Where the idle colour can be tried before a flip. */
  readonly previewUrl: pulumi.Output<string>;
  /** What has to exist before a colour. */
  readonly ready: readonly pulumi.Resource[];
}

/** The addresses of one colour behind the load balancer; permanent, updated in place when its version moves. */
export interface TargetGroupArgs extends ColourArgs {
  readonly frontend: Replicas;
  readonly backend: Replicas;
  /** Where the frontends listen. */
  readonly port: pulumi.Output<number>;
}

/** The weights, written in one step. */
export interface ListenerArgs {
  readonly weights: Weights;
}

/** What the listener promises to those that come after it. */
export interface Listener extends pulumi.Resource {
  /** Changes with every write of the weights: an ISO time on Docker, what was written on AWS. */
  readonly appliedAt: pulumi.Output<string>;
}
