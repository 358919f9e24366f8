import type * as pulumi from "@pulumi/pulumi";
import type { Colour, Weights } from "./colour";
import type { Gate, GateArgs } from "./gate/gate";
import type { Settle, SettleArgs } from "./gate/settle";
import type { Listener, ListenerArgs, LoadBalancer, TargetGroupArgs } from "./load-balancer/load-balancer";
import type { Postgres } from "./postgres/postgres";
import type { Redis } from "./redis/redis";
import type { Settings } from "./settings/schema";

/** What one release runs in one colour. */
export interface ColourArgs {
  readonly colour: Colour;
  readonly version: string;
}

/** How many of one kind, as the version's definition says, and whether users need them. */
export interface ReplicaArgs extends ColourArgs {
  readonly count: pulumi.Output<number>;
  readonly weights: Weights;
}

/** What a colour needs of the rest of the environment. */
export interface Foundations {
  readonly postgres: Postgres;
  readonly redis: Redis;
  readonly loadBalancer: LoadBalancer;
}

/** Containers or pods of one kind in one colour. How many is known once the version's definition is. */
export interface Replicas {
  readonly count: pulumi.Output<number>;
  /** What they are called in the network: one by one on Docker, a Service on Kubernetes. */
  readonly hosts: pulumi.Output<string[]>;
  /** What runs them: containers on Docker, a Deployment on Kubernetes. */
  readonly containers: pulumi.Output<string[]>;
  readonly resources: pulumi.Output<pulumi.Resource[]>;
}

/** Remembers what a version runs with, how many of each it started with, and where its frontends listen. */
export interface ReleaseRecord extends pulumi.Resource {
  readonly frontendPort: pulumi.Output<number>;
  readonly replicas: pulumi.Output<{ frontend: number; backend: number }>;
}

export interface GuardArgs {
  readonly weights: Weights;
  readonly versions: Partial<Record<Colour, string>>;
  readonly allowInPlace: boolean;
}

/** One maker per thing; everything else of the program is the same on every platform. */
export interface Platform {
  /** Of the resources of the environment that name none: it waits for these. */
  readonly providers: pulumi.ProviderResource[];
  guard(args: GuardArgs, opts: pulumi.CustomResourceOptions): pulumi.Resource;
  postgres(opts: pulumi.CustomResourceOptions): Postgres;
  redis(opts: pulumi.CustomResourceOptions): Redis;
  loadBalancer(opts: pulumi.CustomResourceOptions): LoadBalancer;

  release(args: ColourArgs & Foundations, opts: pulumi.CustomResourceOptions): ReleaseRecord;
  images(version: string, opts: pulumi.CustomResourceOptions): pulumi.Resource[];
  /** A verified backup of the database, unless the migration of this version changes nothing. */
  backup(args: ColourArgs & Foundations, opts: pulumi.CustomResourceOptions): pulumi.Resource[];
  /** What has to be over before anything of the version runs. */
  migration(args: ColourArgs & Foundations, opts: pulumi.CustomResourceOptions): pulumi.Resource[];
  backend(args: ReplicaArgs & Foundations, opts: pulumi.CustomResourceOptions): Replicas;
  frontend(args: ReplicaArgs, opts: pulumi.CustomResourceOptions): Replicas;
  targetGroup(args: TargetGroupArgs, opts: pulumi.CustomResourceOptions): pulumi.Resource;
  gate(args: GateArgs, opts: pulumi.CustomResourceOptions): Gate;

  listener(args: ListenerArgs, opts: pulumi.CustomResourceOptions): Listener;
  settle(args: SettleArgs, opts: pulumi.CustomResourceOptions): Settle;
  /** Removes what killed runs left behind, where a platform cannot take it up again. */
  sweep(opts: pulumi.CustomResourceOptions): void;
}

/** The one place that asks which platform this is. What it needs is loaded when its first plugin is starting. */
export async function choosePlatform(settings: Settings): Promise<Platform> {
  switch (settings.platform) {
    case "docker": {
      const { startProviders } = await import("./docker/started");
      const started = await startProviders(settings.docker.host);
      return (await import("./platforms/docker")).dockerPlatform(settings, started);
    }
    case "aws": {
      const { startAws } = await import("./aws/started");
      const started = await startAws(settings);
      const { refuseMissing } = await import("./aws/there");
      const [{ awsPlatform }] = await Promise.all([import("./platforms/aws"), refuseMissing(started)]);
      return awsPlatform(settings, started);
    }
  }
}
