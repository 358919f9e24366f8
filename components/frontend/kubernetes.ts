import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../aws/context";
import { stopOf } from "../backend/kubernetes";
import { type Colour, otherColour } from "../colour";
import { nameIn } from "../colour-names";
import { frozen } from "../frozen/definition";
import { imageReference } from "../image/reference";
import { inNamespace, metadata } from "../kubernetes/context";
import * as kubernetes from "../kubernetes/kinds";
import { labelsOf, versionAnnotation } from "../kubernetes/names";
import { httpPort, type PodSpec } from "../kubernetes/pod";
import { boundsOf, createBudget, createWorkload } from "../kubernetes/workload";
import type { ColourArgs, ReplicaArgs, Replicas } from "../platform";
import type { Settings } from "../settings/schema";
import { configFolder, nginxCommand, nginxConfig } from "./nginx-config";

const role = "frontend";

type PodContext = Pick<AwsContext, "settings" | "aws" | "kubernetes">;

/** The Service of a colour, whatever its version; it is in the target group, and the other colour asks it for assets. */
export function frontendService(colour: Colour): string {
  return `${colour}-${role}`;
}

/** Set by the load balancer controller when the pod is healthy in the colour's target group. */
export function healthyInTargetGroup(colour: Colour): string {
  return `target-health.elbv2.k8s.aws/${frontendService(colour)}`;
}

/**
 * The frontends of one version. The colour's Service and its binding to the target group come first, as pods that
 * wait for their target group never become ready otherwise. Its selector moves to the new version before that runs:
 * the group never holds two versions, and is empty meanwhile, which the guard admits only without weight.
 */
export function createFrontend(
  context: AwsContext,
  args: ReplicaArgs,
  bind: (service: kubernetes.Service, opts: pulumi.CustomResourceOptions) => pulumi.Resource,
  opts: pulumi.CustomResourceOptions,
): Replicas {
  const { settings, aws, kubernetes: cluster } = context;
  const { colour, version } = args;
  const labels = labelsOf({ role, colour, version });
  const here = inNamespace(cluster, opts);
  const name = frontendService(colour);
  const annotations = { "pulumi.com/skipAwait": "true", [versionAnnotation]: version };
  const service = new kubernetes.Service(
    name,
    {
      metadata: metadata(cluster, name, labelsOf({ role, colour }), annotations),
      spec: { selector: labels, ports: [{ name: httpPort, port: 80, targetPort: httpPort }] },
    },
    here,
  );
  const binding = bind(service, opts);
  const configName = nameIn(colour, version, role);
  const config = new kubernetes.ConfigMap(
    configName,
    {
      metadata: metadata(cluster, configName, labels),
      data: { "nginx.conf": nginxConfigOf(settings, cluster.name, args) },
    },
    { ...here, ...frozen(settings.release.allowInPlace) },
  );
  const budget = createBudget(cluster, { role, colour }, opts);
  return createWorkload(
    cluster,
    {
      spec: frontendPod(context, args),
      bounds: boundsOf(settings.frontend.replicas, aws, args.weights[colour] > 0),
      startTimeout: aws.cluster.startTimeout,
      allowInPlace: settings.release.allowInPlace,
    },
    pulumi.mergeOptions(opts, { dependsOn: [binding, config, budget] }),
  );
}

export function frontendPod({ settings, aws, kubernetes }: PodContext, args: ColourArgs): PodSpec {
  const { frontend } = settings;
  const content = nginxConfigOf(settings, kubernetes.name, args);
  return {
    role,
    colour: args.colour,
    version: args.version,
    image: imageReference(frontend, args.version),
    user: frontend.user,
    command: nginxCommand,
    environment: {},
    memory: frontend.memory,
    cpus: frontend.cpus,
    port: frontend.port,
    files: {
      [configFolder]: {
        from: "configMap",
        name: nameIn(args.colour, args.version, role),
        items: { "nginx.conf": "nginx.conf" },
      },
    },
    scratch: { "/tmp": 64 },
    probes: { ready: "/health", live: "/health/nginx" },
    stop: stopOf(aws, settings.backend),
    contentHash: createHash("sha256").update(content).digest("hex").slice(0, 12),
    readinessGates: [healthyInTargetGroup(args.colour)],
  };
}

export function nginxConfigOf(settings: Settings, namespace: string, args: ColourArgs): string {
  const inCluster = (service: string) => `${service}.${namespace}.svc.cluster.local`;
  return nginxConfig({
    colour: args.colour,
    version: args.version,
    site: settings.frontend,
    backend: { ...settings.backend, host: inCluster(nameIn(args.colour, args.version, "backend")), port: 80 },
    bridge: inCluster(frontendService(otherColour(args.colour))),
    resolver: "kube-dns.kube-system.svc.cluster.local",
    maxBodySize: settings.loadBalancer.maxBodySize,
    serverTimeout: settings.loadBalancer.serverTimeout,
  });
}
