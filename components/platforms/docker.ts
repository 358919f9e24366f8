import * as pulumi from "@pulumi/pulumi";
import { createBackend } from "../backend/docker";
import { DockerBackup } from "../backup/docker";
import type { DockerContext } from "../docker/context";
import { identityOf } from "../docker/identity";
import { passwordFile } from "../docker/passwords";
import type { Started } from "../docker/started";
import { Sweep } from "../docker/sweep";
import { createFrontend } from "../frontend/docker";
import { DockerGate, DockerSettle } from "../gate/docker";
import { DockerGuard } from "../guard/docker";
import { DockerImages } from "../image/docker";
import { createLoadBalancer, DockerListener, DockerTargetGroup } from "../load-balancer/docker";
import { DockerMigration } from "../migration/docker";
import { createNetwork } from "../network/docker";
import type { Platform } from "../platform";
import { createPostgres } from "../postgres/docker";
import { createRedis } from "../redis/docker";
import { createReleaseRecord } from "../release-record/docker";
import type { Settings } from "../settings/schema";

/** One machine with a Docker engine, this one or a server. */
export function dockerPlatform(settings: Settings, { engineCheck, provider }: Started): Platform {
  const project = pulumi.getProject();
  const stack = pulumi.getStack();
  const passwords = { postgres: passwordFile(stack, "postgres"), redis: passwordFile(stack, "redis") };
  const whose = { project, stack, identity: identityOf(stack) };
  const network = createNetwork(whose, { provider });
  const kept = { containers: [], volumes: [] };
  const context: DockerContext = { ...whose, settings, passwords, network, kept };
  const images = new DockerImages(context);
  return {
    providers: [provider],
    guard: (args, opts) =>
      new DockerGuard(context, args, pulumi.mergeOptions(opts, { dependsOn: engineCheck })),
    postgres: (opts) => createPostgres(context, opts),
    redis: (opts) => createRedis(context, opts),
    loadBalancer: (opts) => createLoadBalancer(context, opts),
    release: (args, opts) => createReleaseRecord(context, args, opts),
    images: (version, opts) => images.of(version, opts),
    backup: (args, opts) => [new DockerBackup(context, args, opts)],
    migration: (args, opts) => [new DockerMigration(context, args, opts)],
    backend: (args, opts) => createBackend(context, args, opts),
    frontend: (args, opts) => createFrontend(context, args, opts),
    targetGroup: (args, opts) => new DockerTargetGroup(context, args, opts),
    gate: (args, opts) => new DockerGate(context, args, opts),
    listener: (args, opts) => new DockerListener(context, args, opts),
    settle: (args, opts) => new DockerSettle(context, args, opts),
    sweep: (opts) => void new Sweep(context, opts),
  };
}
