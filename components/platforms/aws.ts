import * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../aws/context";
import { environmentName } from "../aws/names";
import type { StartedAws } from "../aws/started";
import { createBackup } from "../backup/aws";
import { createBackend } from "../backend/kubernetes";
import { createCluster } from "../cluster/aws";
import type { Colour } from "../colour";
import { createDeployIdentity } from "../deploy-identity/deploy-identity";
import { createFrontend } from "../frontend/kubernetes";
import { AwsGate, AwsSettle } from "../gate/aws";
import { AwsGuard } from "../guard/aws";
import { Repositories } from "../image/aws";
import { createNamespace } from "../kubernetes/context";
import { Edge } from "../load-balancer/aws";
import { bindTargetGroup, createListener, type EdgeValues } from "../load-balancer/aws-listener";
import { createMigration } from "../migration/kubernetes";
import { createNetwork } from "../network/aws";
import { createPolicies } from "../network/kubernetes";
import { createPostgres } from "../postgres/aws";
import { createRedis } from "../redis/aws";
import type { Platform } from "../platform";
import { createReleaseRecord } from "../release-record/kubernetes";
import type { Settings } from "../settings/schema";
import { Defect } from "../defect";

/** What everything of an environment stands on; a stack that runs a colour has it of the stack that made it. */
export interface Ground {
  readonly context: AwsContext;
  readonly providers: pulumi.ProviderResource[];
  /** What lets pods reach what they need. */
  readonly policies: readonly pulumi.Resource[];
  /** Absent: it is made. */
  readonly edge?: EdgeValues;
}

export interface AwsPlatform extends Platform {
  loadBalancer(opts: pulumi.CustomResourceOptions): EdgeValues;
}

/** An Application Load Balancer before a cluster. */
export function awsPlatform(settings: Settings, started: StartedAws): AwsPlatform {
  return awsMakers(awsGround(settings, started));
}

export function awsGround(settings: Settings, { aws, provider }: StartedAws): Ground {
  const project = pulumi.getProject();
  const stack = pulumi.getStack();
  const where = { project, stack, region: aws.region };
  const identity = createDeployIdentity(where, settings, { providers: [provider] });
  const place = { ...where, boundary: identity?.boundary };
  const network = createNetwork(place, aws.network, { providers: [provider] });
  const cluster = createCluster(place, aws.cluster, network, provider, identity);
  const namespace = aws.cluster.namespace ?? environmentName(place);
  const context: AwsContext = {
    ...place,
    settings,
    aws,
    network,
    cluster,
    kubernetes: createNamespace(cluster, namespace),
  };
  const policies = createPolicies(context.kubernetes, aws, {});
  return { context, providers: [provider], policies };
}

export function awsMakers({ context, providers, policies, edge }: Ground): AwsPlatform {
  const repositories = new Repositories(context);
  const once = memory<EdgeValues>("the load balancer", edge);
  const bindings: Partial<Record<Colour, pulumi.Resource>> = {};
  return {
    providers,
    guard: (args, opts) => new AwsGuard(context, args, opts),
    postgres: (opts) => createPostgres(context, policies, opts),
    redis: (opts) => createRedis(context, opts),
    loadBalancer: (opts) => once.set(new Edge(context, opts)),
    release: (args, opts) => createReleaseRecord(context, args, opts),
    images: (_version, opts) => repositories.all(opts),
    backup: (args, opts) => createBackup(context, args, opts),
    migration: (args, opts) =>
      createMigration(context, args, pulumi.mergeOptions(opts, { dependsOn: [...policies] })),
    backend: (args, opts) => createBackend(context, args, opts),
    frontend: (args, opts) =>
      createFrontend(
        context,
        args,
        (service, inner) =>
          (bindings[args.colour] = bindTargetGroup(context, args.colour, once.get(), service, inner)),
        opts,
      ),
    targetGroup: ({ colour }) => bindings[colour] as pulumi.Resource,
    gate: (args, opts) => new AwsGate(context, once.get(), args, opts),
    listener: (args, opts) => createListener(context, once.get(), args, opts),
    settle: (args, opts) => new AwsSettle(context, once.get(), args, opts),
    // Objects have fixed names: the next run takes up what a killed one made.
    sweep: () => undefined,
  };
}

/** Something that one maker makes and later ones use. */
function memory<T>(what: string, kept?: T): { set(value: T): T; get(): T } {
  return {
    set: (value) => (kept = value),
    get: () => {
      if (kept === undefined) throw new Defect(`${what} is made before what uses it`);
      return kept;
    },
  };
}
