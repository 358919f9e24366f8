import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type AwsContext, awsProvider, environmentName } from "../aws/context";
import { createBackup } from "../backup/aws";
import { createBackend } from "../backend/kubernetes";
import type { Colour } from "../colour";
import { createFrontend } from "../frontend/kubernetes";
import { AwsGate, AwsSettle } from "../gate/aws";
import { AwsGuard } from "../guard/aws";
import { Repositories } from "../image/aws";
import { createNamespace } from "../kubernetes/context";
import { Edge } from "../load-balancer/aws";
import { bindTargetGroup, createListener } from "../load-balancer/aws-listener";
import { createMigration } from "../migration/kubernetes";
import { createNetwork } from "../network/aws";
import { createPolicies } from "../network/kubernetes";
import { createPostgres } from "../postgres/aws";
import { createRedis } from "../redis/aws";
import type { Platform } from "../platform";
import { createReleaseRecord } from "../release-record/kubernetes";
import type { Settings } from "../settings/schema";

/** An Application Load Balancer before a cluster. */
export function awsPlatform(settings: Settings): Platform {
  const { aws } = settings;
  if (!aws) throw new Error("aws: is missing"); // settings are validated before this is called
  const project = pulumi.getProject();
  const stack = pulumi.getStack();
  const place = { project, stack, region: aws.region };
  const provider = awsProvider(aws, { project, stack });
  const network = createNetwork(place, aws.network, { providers: [provider] });
  const cluster = new kubernetes.Provider("kubernetes", {
    context: aws.cluster.context,
    // A killed run may have made what the state does not know; names are fixed, so it is taken up again.
    upsertExistingObjects: true,
  });
  const namespace = aws.cluster.namespace ?? environmentName(place);
  const context: AwsContext = {
    ...place,
    settings,
    aws,
    network,
    kubernetes: createNamespace(cluster, namespace),
  };
  const policies = createPolicies(context.kubernetes, aws, {});
  const repositories = new Repositories(context);
  const once = memory<Edge>("the load balancer");
  const bindings: Partial<Record<Colour, pulumi.Resource>> = {};
  return {
    providers: [provider, cluster],
    guard: (args, opts) => new AwsGuard(context, args, opts),
    postgres: (opts) => createPostgres(context, policies, opts),
    redis: (opts) => createRedis(context, opts),
    loadBalancer: (opts) => once.set(new Edge(context, opts)),
    release: (args, opts) => createReleaseRecord(context, args, opts),
    images: (_version, opts) => repositories.all(opts),
    backup: (args, opts) => createBackup(context, args, opts),
    migration: (args, opts) =>
      createMigration(context, args, pulumi.mergeOptions(opts, { dependsOn: policies })),
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
function memory<T>(what: string): { set(value: T): T; get(): T } {
  let kept: T | undefined;
  return {
    set: (value) => (kept = value),
    get: () => {
      if (kept === undefined) throw new Error(`${what} is made before what uses it`);
      return kept;
    },
  };
}
