import * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../aws/context";
import { nameIn } from "../colour-names";
import { wholeSeconds } from "../duration";
import { frozen } from "../frozen/definition";
import { imageReference } from "../image/reference";
import { inNamespace, metadata } from "../kubernetes/context";
import * as kubernetes from "../kubernetes/kinds";
import { labelsOf } from "../kubernetes/names";
import { passwordFiles } from "../kubernetes/passwords";
import { httpPort, type PodSpec, referenceTo } from "../kubernetes/pod";
import { boundsOf, createBudget, createWorkload } from "../kubernetes/workload";
import type { ColourArgs, Foundations, ReplicaArgs, Replicas } from "../platform";
import type { AwsSettings, BackendSettings } from "../settings/schema";
import { backendEnvironment } from "./told";

const role = "backend";

type Args = ColourArgs & Pick<Foundations, "postgres" | "redis">;

/** The backends of one version, and the Service over which its Nginx spreads its requests. */
export function createBackend(
  { settings, aws, kubernetes: context }: AwsContext,
  args: ReplicaArgs & Foundations,
  opts: pulumi.CustomResourceOptions,
): Replicas {
  const { colour, version } = args;
  const name = nameIn(colour, version, role);
  const labels = labelsOf({ role, colour, version });
  const service = new kubernetes.Service(
    name,
    {
      // There is nobody behind it yet.
      metadata: metadata(context, name, labels, { "pulumi.com/skipAwait": "true" }),
      spec: { selector: labels, ports: [{ name: httpPort, port: 80, targetPort: httpPort }] },
    },
    { ...inNamespace(context, opts), ...frozen(false) },
  );
  const budget = createBudget(context, { role, colour }, opts);
  return createWorkload(
    context,
    {
      spec: backendPod({ settings, aws }, args),
      bounds: boundsOf(settings.backend.replicas, aws, args.weights[colour] > 0),
      startTimeout: aws.cluster.startTimeout,
      allowInPlace: settings.release.allowInPlace,
    },
    pulumi.mergeOptions(opts, { dependsOn: [service, budget] }),
  );
}

export function backendPod(context: Pick<AwsContext, "settings" | "aws">, args: Args): PodSpec {
  const { backend } = context.settings;
  return {
    role,
    colour: args.colour,
    version: args.version,
    image: imageReference(backend, args.version),
    user: backend.user,
    environment: environmentOf(backend, args),
    memory: backend.memory,
    cpus: backend.cpus,
    port: backend.port,
    files: passwordFiles(args),
    scratch: { "/tmp": 32 },
    probes: { ready: backend.healthPath, live: backend.healthPath },
    stop: stopOf(context.aws, backend),
  };
}

/** A host that is known later is no part of other texts: they refer to its variable. */
function environmentOf(backend: BackendSettings, args: Args): PodSpec["environment"] {
  const { postgres, redis } = args;
  const known = (host: pulumi.Input<string>, name: string) =>
    typeof host === "string" ? host : referenceTo(name);
  const told = backendEnvironment(backend, args, {
    instance: referenceTo("INSTANCE"),
    postgres: known(postgres.host, "POSTGRES_HOST"),
    redis: known(redis.host, "REDIS_HOST"),
  });
  return { ...told, POSTGRES_HOST: postgres.host, REDIS_HOST: redis.host };
}

/** The same for both kinds of pods: whoever sends them requests learns late that they stop. */
export function stopOf({ cluster }: AwsSettings, backend: { stopTimeout: string }): PodSpec["stop"] {
  return { serveOn: wholeSeconds(cluster.preStop), finish: wholeSeconds(backend.stopTimeout) };
}
