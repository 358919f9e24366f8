import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { frozen } from "../frozen/definition";
import type { Settings } from "../settings/schema";
import { type ContainerParts, type ContainerSpec, dockerContainer } from "./container";
import { labels, ownLabels, type Whose } from "./engine";
import { Start } from "./start";

/** Names of what the program has on the engine, so that the sweep knows what is left behind. */
export interface Kept {
  readonly containers: pulumi.Input<string[]>[];
  readonly volumes: pulumi.Input<string>[];
}

/** What every maker of the Docker platform needs. */
export interface DockerContext extends Whose {
  readonly settings: Settings;
  readonly network: docker.Network;
  /** Files with the passwords, relative to the project. */
  readonly passwords: { readonly postgres: string; readonly redis: string };
  readonly kept: Kept;
}

/** How our own resources find the engine and the environment on it. */
export function scopeOf(context: DockerContext): { host?: string; network: pulumi.Output<string> } {
  return { host: context.settings.docker.host, network: context.network.name };
}

/** Labels in the form of the Docker provider. */
export function labelList(map: Readonly<Record<string, string>>): { label: string; value: string }[] {
  return Object.entries(map).map(([label, value]) => ({ label, value }));
}

/** A container in the environment's network; not started. */
export function containerIn(
  context: DockerContext,
  name: string,
  spec: ContainerSpec,
  parts: Omit<ContainerParts, "network" | "labels">,
  opts: pulumi.CustomResourceOptions,
): docker.Container {
  return dockerContainer(
    name,
    spec,
    { ...parts, labels: ownLabels(context), network: context.network.name },
    opts,
  );
}

/** A container of which there is one, outside the colours; `running` when it has been started. */
export function singleIn(
  context: DockerContext,
  name: string,
  spec: ContainerSpec,
  parts: Omit<ContainerParts, "network" | "labels">,
  opts: pulumi.CustomResourceOptions,
): { container: docker.Container; running: pulumi.Resource } {
  const container = containerIn(context, name, spec, parts, {
    ...opts,
    ...frozen(context.settings.release.allowInPlace),
    deleteBeforeReplace: true,
  });
  context.kept.containers.push(container.name.apply((each) => [each]));
  const running = new Start(
    `${name}-start`,
    { host: context.settings.docker.host, container: container.id, name: container.name },
    { ...opts, dependsOn: [container] },
  );
  return { container, running };
}

/**
 * A volume with data: under a name of its own, so that a run that does not know it (a lost state, a killed run) takes it up
 * again instead of beginning with an empty one. Only a separate, named act deletes it (R8).
 */
export function dataVolume(
  context: DockerContext,
  name: string,
  opts: pulumi.CustomResourceOptions,
): docker.Volume {
  const volume = new docker.Volume(
    name,
    {
      name: `${context.stack}-${name}-${context.identity}`,
      labels: labelList({ ...ownLabels(context), [labels.data]: "true" }),
    },
    { ...opts, ...frozen(false), protect: true },
  );
  context.kept.volumes.push(volume.name);
  return volume;
}
