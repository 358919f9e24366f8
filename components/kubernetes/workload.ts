/** What both kinds of pods of a colour are made of: a Deployment by version, its bounds, and how many may be away. */
import * as pulumi from "@pulumi/pulumi";
import { nameIn } from "../colour-names";
import { wholeSeconds } from "../duration";
import { frozen } from "../frozen/definition";
import type { Replicas } from "../platform";
import type { AwsSettings } from "../settings/schema";
import { inNamespace, type KubernetesContext, metadata } from "./context";
import * as kubernetes from "./kinds";
import { type Meant, meantAnnotations } from "./meant";
import { labelsOf } from "./names";
import { meantOfPods, type PodSpec, podTemplate } from "./pod";

/** How many pods a Deployment has at least and at most. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

export interface WorkloadArgs {
  readonly spec: PodSpec;
  readonly bounds: Bounds;
  readonly startTimeout: string;
  readonly allowInPlace: boolean;
}

const meant: Meant = {
  "deployment-targeted-by-hpa-does-not-have-replicas-configured":
    "it starts with all its pods, not with one; from then on the number is ignored",
};

export function createWorkload(
  context: KubernetesContext,
  { spec, bounds, startTimeout, allowInPlace }: WorkloadArgs,
  opts: pulumi.CustomResourceOptions,
): Replicas {
  const name = nameIn(spec.colour, spec.version, spec.role);
  const labels = labelsOf(spec);
  const here = inNamespace(context, opts);
  const seconds = wholeSeconds(startTimeout);
  const timeouts = { create: `${seconds}s`, update: `${seconds}s` };
  const deployment = new kubernetes.Deployment(
    name,
    {
      metadata: metadata(context, name, labels, meantAnnotations({ ...meant, ...meantOfPods(spec) })),
      spec: {
        replicas: bounds.least,
        revisionHistoryLimit: 2,
        progressDeadlineSeconds: seconds,
        selector: { matchLabels: labels },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        template: podTemplate(spec),
      },
    },
    // How many there are belongs to the autoscaler from now on.
    {
      ...here,
      ...(allowInPlace ? { ignoreChanges: ["spec.replicas"] } : frozen(false)),
      customTimeouts: timeouts,
    },
  );
  const following = pulumi.mergeOptions(here, { dependsOn: deployment });
  const autoscaler = createAutoscaler(context, name, labels, bounds, following);
  return {
    count: pulumi.output(bounds.least),
    hosts: pulumi.output([name]),
    containers: pulumi.output([name]),
    resources: pulumi.output([deployment, autoscaler]),
  };
}

/** Bounds are outside the freeze: a colour that gets weight grows to them before its gate (R2, R6). */
function createAutoscaler(
  context: KubernetesContext,
  name: string,
  labels: Record<string, string>,
  { least, most }: Bounds,
  opts: pulumi.CustomResourceOptions,
): kubernetes.HorizontalPodAutoscaler {
  const utilization = { type: "Utilization", averageUtilization: 280 };
  return new kubernetes.HorizontalPodAutoscaler(
    name,
    {
      metadata: metadata(context, name, labels),
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
        minReplicas: least,
        maxReplicas: most,
        // Of what is asked for, which is a quarter of the limit: 70 percent of that limit.
        metrics: [{ type: "Resource", resource: { name: "cpu", target: utilization } }],
      },
    },
    opts,
  );
}

/** One pod of a role of a colour may be away at a time when nodes are drained; of whatever version. */
export function createBudget(
  context: KubernetesContext,
  of: Pick<PodSpec, "role" | "colour">,
  opts: pulumi.CustomResourceOptions,
): kubernetes.PodDisruptionBudget {
  const name = `${of.colour}-${of.role}`;
  const labels = labelsOf({ role: of.role, colour: of.colour });
  return new kubernetes.PodDisruptionBudget(
    name,
    {
      metadata: metadata(context, name, labels),
      spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    },
    inNamespace(context, opts),
  );
}

/** Bounds of a colour: with weight, or kept full, as many as the settings say; else one of each kind. */
export function boundsOf(
  replicas: number,
  { idle, maxReplicas }: Pick<AwsSettings, "idle" | "maxReplicas">,
  hasWeight: boolean,
): Bounds {
  if (!hasWeight && idle === "small") return { least: 1, most: 1 };
  return { least: replicas, most: Math.max(replicas, maxReplicas) };
}
