import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { wholeSeconds } from "../duration";
import { labels } from "./engine";

/** Microseconds over which the share of CPUs is measured: the engine's own default. */
const cpuPeriod = 100_000;

/** The plain part of a container: what it is, without secrets and without what other resources produce. */
export interface ContainerSpec {
  readonly image: string;
  /** What it is in the environment, such as `backend`; a label. */
  readonly role: string;
  readonly colour?: string;
  readonly version?: string;
  /** Name under which it is found in the network; the further ones may be shared. */
  readonly aliases: readonly string[];
  /** uid:gid of the process. */
  readonly user: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** MiB. */
  readonly memory: number;
  readonly cpus: string;
  /** Where it may write besides its volumes: folder to size in MiB. The rest of its root is read-only. */
  readonly scratch: Readonly<Record<string, number>>;
  /** How long it may finish its work when stopped. */
  readonly stopTimeout: string;
  /** Bash command that tells whether it is healthy; absent: the image's own. */
  readonly healthy?: string;
  readonly ports?: readonly { readonly inside: number; readonly outside: number; readonly bind: string }[];
}

export interface ContainerParts {
  readonly network: pulumi.Input<string>;
  /** By which it is found on the engine. */
  readonly labels: Readonly<Record<string, string>>;
  /** Named volumes that it writes, by the folder they are mounted on. */
  readonly volumes?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Named volumes that it may only read, such as those of `VolumeFiles`. */
  readonly files?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Of the content of `files`, when the process reads it at start only. */
  readonly contentHash?: string;
}

/**
 * A container hardened the same way everywhere: no root, no capabilities, no new privileges, a read-only root, limits,
 * bounded logs, and a restart policy, so that a restart of the engine needs no run. It is made, but not started
 * (`start-provider.ts`).
 */
export function dockerContainer(
  name: string,
  spec: ContainerSpec,
  parts: ContainerParts,
  opts: pulumi.CustomResourceOptions,
): docker.Container {
  const seconds = wholeSeconds(spec.stopTimeout);
  const own = { ...parts.labels, [labels.role]: spec.role };
  const ofColour: Record<string, string> = spec.colour
    ? { [labels.colour]: spec.colour, [labels.version]: spec.version ?? "" }
    : {};
  const ofFiles: Record<string, string> = parts.contentHash ? { [labels.files]: parts.contentHash } : {};
  return new docker.Container(
    name,
    {
      image: spec.image,
      hostname: spec.aliases[0],
      networksAdvanced: [{ name: parts.network, aliases: [...spec.aliases] }],
      labels: Object.entries({ ...own, ...ofColour, ...ofFiles }).map(([label, value]) => ({ label, value })),
      user: spec.user,
      entrypoints: spec.entrypoint && [...spec.entrypoint],
      command: spec.command && [...spec.command],
      envs: Object.entries(spec.environment).map(([key, value]) => `${key}=${value}`),
      volumes: [...mounts(parts.volumes, false), ...mounts(parts.files, true)],
      ports: spec.ports?.map((port) => ({ internal: port.inside, external: port.outside, ip: port.bind })),
      readOnly: true,
      tmpfs: Object.fromEntries(
        Object.entries(spec.scratch).map(([folder, size]) => [
          folder,
          `rw,noexec,nosuid,mode=1777,size=${size}m`,
        ]),
      ),
      capabilities: { drops: ["ALL"] },
      securityOpts: ["no-new-privileges"],
      memory: spec.memory,
      memorySwap: spec.memory,
      // Not `cpus`: the provider reads it back in another form, and would replace the container at every run.
      cpuPeriod,
      cpuQuota: Math.round(Number(spec.cpus) * cpuPeriod),
      ulimits: [{ name: "nproc", soft: 4096, hard: 4096 }],
      restart: "unless-stopped",
      logDriver: "json-file",
      logOpts: { "max-size": "10m", "max-file": "3" },
      healthcheck: spec.healthy
        ? {
            tests: ["CMD", "bash", "-c", spec.healthy],
            interval: "10s",
            timeout: "3s",
            retries: 3,
            startPeriod: "10s",
          }
        : undefined,
      stopTimeout: seconds,
      destroyGraceSeconds: seconds,
      start: false,
      // The gate waits, and says why a container is not healthy; the Docker provider would not.
      wait: false,
      mustRun: false,
    },
    opts,
  );
}

function mounts(volumes: ContainerParts["volumes"], readOnly: boolean) {
  return Object.entries<pulumi.Input<string>>(volumes ?? {}).map(([containerPath, volumeName]) => ({
    containerPath,
    volumeName,
    readOnly,
  }));
}
