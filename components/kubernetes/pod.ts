/** Pods as everything of this program runs: without privileges, without a writable root, with limits. Pure. */
import type { Input as Later } from "@pulumi/pulumi";
import type { Colour } from "../colour";
import type * as kubernetes from "./kinds";
import type { Meant } from "./meant";
import { labelsOf, type Whose } from "./names";

type Input = kubernetes.types.input.core.v1.PodTemplateSpec;
type Container = kubernetes.types.input.core.v1.Container;
type Probe = kubernetes.types.input.core.v1.Probe;

/** Files of a ConfigMap or a Secret, by their keys, in a folder. */
export interface Files {
  readonly from: "configMap" | "secret";
  readonly name: string;
  /** File name by key. */
  readonly items: Readonly<Record<string, string>>;
}

export interface PodSpec extends Whose {
  readonly colour: Colour;
  readonly version: string;
  readonly image: string;
  /** uid and gid. */
  readonly user: number;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly environment: Readonly<Record<string, Later<string>>>;
  /** MiB. */
  readonly memory: number;
  /** CPUs, such as "0.5". */
  readonly cpus: string;
  /** Where it listens; a port has the name `http` for everybody else. Absent: it does not. */
  readonly port?: number;
  /** By the folder they are mounted on. */
  readonly files: Readonly<Record<string, Files>>;
  /** MiB of writable memory by folder. */
  readonly scratch: Readonly<Record<string, number>>;
  /** Paths that answer 200 when it may be sent requests, and when its process works. */
  readonly probes?: { readonly ready: string; readonly live: string };
  /** Seconds: serves on for the first when it is to stop, and may finish requests for the second. */
  readonly stop: { readonly serveOn: number; readonly finish: number };
  /** Of the files' content, so that another content makes other pods. */
  readonly contentHash?: string;
  /** Conditions that somebody else sets before the pod counts as ready. */
  readonly readinessGates?: readonly string[];
}

/** The port's name: what points to it works for a version that listens elsewhere too. */
export const httpPort = "http";

const pulled = "a tag never moves, and pods start while the registry is away";

/** Of whatever runs such pods. */
export function meantOfPods({ probes }: Pick<PodSpec, "probes">): Meant {
  return {
    CKV_K8S_15: pulled,
    "container-image-pull-policy": pulled,
    CKV_K8S_43: "the version is the tag, and a tag never moves",
    // An application has one answer about its process (docs/your-app.md). They differ in how long they wait, and being
    // ready must ask no more: a database that is away for a moment would take every pod out at once.
    ...(probes !== undefined &&
      probes.ready === probes.live && { "pod-probes-identical": "readiness asks the process only" }),
  };
}

export function podTemplate(spec: PodSpec): Input {
  const ids = { runAsUser: spec.user, runAsGroup: spec.user };
  return {
    metadata: {
      labels: labelsOf(spec),
      ...(spec.contentHash !== undefined && { annotations: { "maintenance/files": spec.contentHash } }),
    },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        ...ids,
        runAsNonRoot: true,
        fsGroup: spec.user,
        seccompProfile: { type: "RuntimeDefault" },
      },
      terminationGracePeriodSeconds: spec.stop.serveOn + spec.stop.finish + 5,
      topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(
        (topologyKey) => ({
          topologyKey,
          maxSkew: 1,
          whenUnsatisfiable: "ScheduleAnyway",
          labelSelector: { matchLabels: labelsOf(spec) },
        }),
      ),
      ...(spec.readinessGates && {
        readinessGates: spec.readinessGates.map((conditionType) => ({ conditionType })),
      }),
      containers: [container(spec)],
      volumes: volumes(spec),
    },
  };
}

function container(spec: PodSpec): Container {
  return {
    name: spec.role,
    image: spec.image,
    // A tag never changes what it names.
    imagePullPolicy: "IfNotPresent",
    ...(spec.command && { command: [...spec.command] }),
    ...(spec.args && { args: [...spec.args] }),
    env: environment(spec.environment),
    ...(spec.port !== undefined && { ports: [{ name: httpPort, containerPort: spec.port }] }),
    ...(spec.probes && probes(spec.probes)),
    ...(spec.port !== undefined && { lifecycle: { preStop: { sleep: { seconds: spec.stop.serveOn } } } }),
    resources: resources(spec),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [
      ...Object.keys(spec.files).map((mountPath, at) => ({
        name: `files-${at + 1}`,
        mountPath,
        readOnly: true,
      })),
      ...Object.keys(spec.scratch).map((mountPath, at) => ({ name: `scratch-${at + 1}`, mountPath })),
    ],
  };
}

/** `INSTANCE` is the pod's own name. It, and what is known later, come first: others may be made of them. */
function environment(variables: PodSpec["environment"]): kubernetes.types.input.core.v1.EnvVar[] {
  const plain = Object.entries(variables)
    .filter(([name]) => name !== "INSTANCE")
    .map(([name, value]) => ({ name, value }));
  const isLater = ({ value }: { value: Later<string> }) => typeof value !== "string";
  const ordered = [...plain.filter(isLater), ...plain.filter((variable) => !isLater(variable))];
  if (!("INSTANCE" in variables)) return ordered;
  return [{ name: "INSTANCE", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }, ...ordered];
}

/** How the value of a variable names another one that comes before it. */
export function referenceTo(name: string): string {
  return `$(${name})`;
}

function probes({ ready, live }: NonNullable<PodSpec["probes"]>) {
  const get = (path: string) => ({ httpGet: { path, port: httpPort } });
  const readinessProbe: Probe = { ...get(ready), periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 3 };
  // Long: a process that is slow under load is not one that is dead.
  const livenessProbe: Probe = { ...get(live), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 };
  const startupProbe: Probe = { ...get(live), periodSeconds: 1, timeoutSeconds: 3, failureThreshold: 120 };
  return { startupProbe, readinessProbe, livenessProbe };
}

/** A quarter of the CPUs is asked for, as two colours share nodes of which one is idle; all of the memory. */
function resources({ cpus, memory }: PodSpec): kubernetes.types.input.core.v1.ResourceRequirements {
  const size = `${memory}Mi`;
  return {
    requests: { cpu: milliCpus(Number(cpus) / 4), memory: size, "ephemeral-storage": "64Mi" },
    limits: { cpu: milliCpus(Number(cpus)), memory: size, "ephemeral-storage": "512Mi" },
  };
}

/** As Kubernetes writes it back, or every later comparison shows a difference: `500m`, `2`. */
export function milliCpus(cpus: number): string {
  const milli = Math.max(1, Math.ceil(cpus * 1_000));
  return milli % 1_000 === 0 ? String(milli / 1_000) : `${milli}m`;
}

function volumes({ files, scratch }: PodSpec): kubernetes.types.input.core.v1.Volume[] {
  const mounted = Object.values(files).map(({ from, name, items }, at) => {
    const paths = Object.entries(items).map(([key, path]) => ({ key, path }));
    const volume = `files-${at + 1}`;
    return from === "configMap"
      ? { name: volume, configMap: { name, items: paths } }
      : { name: volume, secret: { secretName: name, items: paths, defaultMode: 0o440 } };
  });
  const writable = Object.values(scratch).map((mebibytes, at) => ({
    name: `scratch-${at + 1}`,
    emptyDir: { medium: "Memory", sizeLimit: `${mebibytes}Mi` },
  }));
  return [...mounted, ...writable];
}
